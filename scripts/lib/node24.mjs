import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment.mjs';

const NEEDED = 24;

/** The program of Node 24: the one that npm brought, or the machine's own. Throws one line when there is neither. */
export function node24() {
  const brought = join(ROOT, 'node_modules/.bin/node');
  if (existsSync(brought) && runs(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  throw new Error(`Node ${NEEDED} or newer is needed: npm has none for ${process.platform} ${process.arch}, and this is Node ${process.versions.node}`);
}

/** A binary can be there and yet not run, on a system with another C library. */
function runs(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
