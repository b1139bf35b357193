#!/usr/bin/env node
/**
 * Checks the boundaries of the trees in the given folders, or of the one in the current folder: one line a violation, then
 * one with the verdict. A tree fails when it breaks a rule or when nothing was read of it; exit code 1 when one of them fails.
 */
import { cruise } from './cruise.mjs';

const given = process.argv.slice(2);
for (const root of given.length > 0 ? given : [process.cwd()]) {
  const { modules, violations } = await cruise(root);
  const fails = modules.length === 0 || violations.length > 0;
  for (const { rule, from, to } of violations) console.log(`${rule.name}: ${from} → ${to}`);
  console.log(`${modules.length} modules, ${violations.length} violations of the boundaries: ${fails ? 'failed' : 'passed'}`);
  if (fails) process.exitCode = 1;
}
