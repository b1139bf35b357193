#!/usr/bin/env node
/**
 * Types of sources and specs, and eslint, from one reading of them: what eslint's rules ask of types and what the compiler
 * says of them are found by the same checker, once. Tells what is wrong, or how many files are right; exit code 1.
 */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');
const place = { getCurrentDirectory: () => ROOT, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };

/** The program of a tsconfig.json, and what is wrong with that file itself. */
function programOf(file) {
  const problems = [];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => problems.push(problem) };
  const { fileNames = [], options = {}, errors = [] } = ts.getParsedCommandLineOfConfigFile(file, {}, host) ?? {};
  // The rules go from a node to what it is part of.
  const program = ts.createProgram({ rootNames: fileNames, options, host: ts.createCompilerHost(options, true) });
  return { program, problems: [...problems, ...errors] };
}

const { program, problems } = programOf(join(ROOT, 'tsconfig.json'));
const given = { files: ['**/*.ts'], languageOptions: { parserOptions: { project: null, programs: [program] } } };
const eslint = new ESLint({ cwd: ROOT, overrideConfig: [given] });
const results = await eslint.lintFiles(['.']);
const faults = ts.sortAndDeduplicateDiagnostics([...problems, ...ts.getPreEmitDiagnostics(program)]);

process.stdout.write(ts.formatDiagnostics(faults, place));
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));
const complaints = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
console.log(`${program.getRootFileNames().length} files of TypeScript, ${results.length} files of eslint: ${faults.length} faults of types, ${complaints} of rules`);
if (faults.length + complaints > 0) process.exitCode = 1;
