#!/usr/bin/env node
import { program } from './program.js';
import { complain, line } from './report.js';

try {
  await program(process.env).parseAsync();
  process.exit(0);
} catch (error) {
  complain(line(error));
  process.exit(1);
}
