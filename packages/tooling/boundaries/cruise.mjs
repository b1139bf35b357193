import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruise as dependencyCruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { RULES } from './rules.mjs';

const SCOPE = '@parley/';

/**
 * Reads every import below `apps/` and `packages/` of a tree. Packages are resolved to their sources, so nothing need be built.
 * Answers the tree's own modules (repository paths) and the violations.
 */
export async function cruise(root) {
  const scratch = mkdtempSync(join(tmpdir(), 'parley-boundaries-'));
  try {
    const tsConfig = writeTsConfig(root, scratch);
    const { output } = await dependencyCruise(
      ['apps', 'packages'],
      {
        baseDir: root,
        validate: true,
        ruleSet: { forbidden: RULES },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: tsConfig },
        doNotFollow: { path: ['node_modules'] },
        exclude: { path: ['(^|/)(node_modules|dist|fixtures)/', String.raw`\.mjs$`] },
        outputType: 'json',
      },
      { extensions: ['.ts', '.js', '.d.ts', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
      { tsConfig: extractTSConfig(tsConfig) },
    );
    const { modules, summary } = JSON.parse(output);
    return { modules: modules.filter(({ source }) => /^(apps|packages)\//.test(source)), violations: summary.violations };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Maps each package's name to its index in the sources, and the name of its migrations to their list. */
function writeTsConfig(root, scratch) {
  const paths = {};
  for (const kind of ['packages', 'apps'])
    for (const name of readdirSync(join(root, kind))) {
      paths[`${SCOPE}${name}`] = [join(root, kind, name, 'src/index.ts')];
      paths[`${SCOPE}${name}/migrations`] = [join(root, kind, name, 'src/migrations.ts')];
    }
  writeFileSync(join(scratch, 'empty.ts'), ''); // TypeScript refuses a project without a file
  const file = join(scratch, 'tsconfig.json');
  writeFileSync(file, JSON.stringify({ compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', paths } }));
  return file;
}
