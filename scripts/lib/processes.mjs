import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { clearInterval, setInterval } from 'node:timers';
import { ROOT } from './environment.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;

/** The exit code a shell would give. */
const codeOf = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

const ended = (child) =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(codeOf(code, signal)));
  });

/** Passes the signals we get on to a child while `work` lasts. */
async function passingSignals(send, work) {
  const listeners = SIGNALS.map((name) => [name, () => send(name)]);
  for (const [name, listener] of listeners) process.on(name, listener);
  try {
    return await work;
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener);
  }
}

/** Runs a program whose output nobody wants unless it fails; throws then. A signal ends it and us. */
export async function quiet(command, args, env, failure) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const closed = new Promise((resolve) => child.once('close', resolve));
  let interrupted;
  const send = (name) => {
    interrupted = name;
    process.kill(-child.pid, name);
  };
  const code = await passingSignals(send, ended(child));
  await closed;
  if (interrupted) process.exit(codeOf(null, interrupted));
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(`${failure} (exit code ${code})`);
}

/** Runs a program beside another one, which goes first; answers its exit code and its output. A signal ends it too. */
export async function background(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await passingSignals((name) => process.kill(-child.pid, name), ended(child));
  await closed;
  return { code, output: Buffer.concat(output) };
}

/** Runs a program at the terminal and answers its exit code. */
export async function foreground(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  return passingSignals((name) => name !== 'SIGINT' && child.kill(name), ended(child));
}

/**
 * Runs a program that serves until it is stopped, and answers its exit code. It has a session of its own, so that a
 * Ctrl-C reaches it once, through us; it hears of our end, however we end, by its channel; and we watch for npm's.
 */
export async function service(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  const watch = watchParents(() => child.kill('SIGTERM'));
  try {
    return await passingSignals((name) => child.kill(name), ended(child));
  } finally {
    clearInterval(watch);
  }
}

/** Under npm we end with npm, which a shell between us may not tell us of. Without npm nobody's end is ours. */
function watchParents(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const before = parents();
  return setInterval(() => {
    if (parents() !== before) onEnd();
  }, PARENT_POLL_MS).unref();
}

/** Our parent, and the parent of a shell that npm put between. */
function parents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, grandparent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^(ba|da|z)?sh$/.test(name) ? `${process.ppid} ${grandparent}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}
