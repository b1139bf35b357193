#!/usr/bin/env node
/**
 * Checks the boundaries of the trees in the given folders, or of the one in the current folder: one line a violation, then
 * one with the verdict. A tree fails when it breaks a rule or when fewer modules were read of it than `--at-least=` says (1);
 * exit code 1 when one of them fails.
 */
import { parseArgs } from 'node:util';
import { cruise } from './cruise.mjs';

const { values, positionals: given } = parseArgs({ allowPositionals: true, options: { 'at-least': { type: 'string', default: '1' } } });
for (const root of given.length > 0 ? given : [process.cwd()]) {
  const { modules, violations } = await cruise(root);
  const fails = modules.length < Number(values['at-least']) || violations.length > 0;
  for (const { rule, from, to } of violations) console.log(`${rule.name}: ${from} → ${to}`);
  console.log(`${modules.length} modules, ${violations.length} violations of the boundaries: ${fails ? 'failed' : 'passed'}`);
  if (fails) process.exitCode = 1;
}
