import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { changed, type PageBlock } from './page-blocks.js';

const ROOT = join(import.meta.dirname, '../../../../..');
const COMPILER = join(dirname(createRequire(import.meta.url).resolve('typescript-native/package.json')), 'bin/tsc');

/** Copies of some packages' sources that may be changed and compiled, and take the packages' place in a program. Nothing of the repository is touched. */
export class ChangedPackages {
  private readonly folder = mkdtempSync(join(tmpdir(), 'parley-packages-'));

  /** `names` in the order in which they build; each sees the copies of those before it. */
  constructor(private readonly names: readonly string[]) {
    cpSync(join(ROOT, 'tsconfig.base.json'), join(this.folder, 'tsconfig.base.json'));
    for (const name of names) this.copy(name);
  }

  /** Writes a file that is new, or changes one. */
  apply(block: PageBlock): void {
    const file = join(this.folder, block.file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, block.language === 'diff' ? changed(readFileSync(file, 'utf8'), block) : block.code);
  }

  /** Compiles one; answers what the compiler finds, a line each. */
  compile(name: string): Promise<string[]> {
    return new Promise((resolve) => {
      execFile(process.execPath, [COMPILER, '-p', join(this.folder, 'packages', name), '--pretty', 'false'], (_error, out, err) => resolve(`${out}${err}`.split('\n').filter((line) => line !== '')));
    });
  }

  /** The settings by which a program, and all that it starts, loads the copies instead. */
  settings(): Readonly<Record<string, string>> {
    const moved = this.names.map((name) => [pathToFileURL(join(ROOT, 'packages', name, 'dist/')).href, pathToFileURL(join(this.folder, 'packages', name, 'dist/')).href]);
    const hook = join(this.folder, 'instead.mjs');
    writeFileSync(hook, `
import { registerHooks } from 'node:module';
const moved = ${JSON.stringify(moved)};
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [from, to] = moved.find(([each]) => found.url.startsWith(each)) ?? [];
    return from === undefined ? found : { ...found, url: to + found.url.slice(from.length) };
  },
});`);
    return { NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private copy(name: string): void {
    const [from, to] = [join(ROOT, 'packages', name), join(this.folder, 'packages', name)];
    cpSync(join(from, 'src'), join(to, 'src'), { recursive: true });
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
    const compilerOptions = { rootDir: 'src', outDir: 'dist', composite: false, declarationMap: false, sourceMap: false, typeRoots: [join(ROOT, 'node_modules/@types')] };
    writeFileSync(join(to, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, include: ['src'], exclude: ['src/**/*.spec.ts'] }));
    for (const entry of readdirSync(join(from, 'node_modules'))) {
      if (!entry.startsWith('@')) this.link(name, entry, join(from, 'node_modules', entry));
      else for (const part of readdirSync(join(from, 'node_modules', entry))) this.link(name, `${entry}/${part}`, join(from, 'node_modules', entry, part));
    }
  }

  /** What another package is, or its copy. */
  private link(name: string, dependency: string, target: string): void {
    const path = join(this.folder, 'packages', name, 'node_modules', dependency);
    mkdirSync(dirname(path), { recursive: true });
    const own = this.names.find((each) => dependency === `@parley/${each}`);
    symlinkSync(own === undefined ? target : join(this.folder, 'packages', own), path);
  }
}
