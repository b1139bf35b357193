#!/usr/bin/env node
/** Checks the boundaries of the tree in the current folder: one line a violation, exit code 1 when there are some or when nothing was read. */
import { cruise } from './cruise.mjs';

const { modules, violations } = await cruise(process.cwd());
for (const { rule, from, to } of violations) console.log(`${rule.name}: ${from} → ${to}`);
console.log(`${modules.length} modules, ${violations.length} violations of the boundaries`);
if (modules.length === 0 || violations.length > 0) process.exitCode = 1;
