#!/usr/bin/env node
/** `pnpm run graph`: draws the packages' imports into the README. With `--check` it only says whether the picture is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageGraph } from './package-graph.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const README = join(ROOT, 'README.md');
const [START, END] = ['<!-- package-graph: pnpm run graph -->', '<!-- /package-graph -->'];

const text = readFileSync(README, 'utf8');
const [before, rest] = text.split(START);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`README.md has no ${START} … ${END}`);
const current = `${before}${START}\n${await packageGraph(ROOT)}\n${END}${after}`;

if (!process.argv.includes('--check')) writeFileSync(README, current);
else if (current !== text) {
  console.error('The package graph in README.md is not current: pnpm run graph');
  process.exitCode = 1;
}
