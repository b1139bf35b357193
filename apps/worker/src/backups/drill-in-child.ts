import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BackupFault, type Drill } from '@parley/backup';
import type { DrillMessage } from './drill-message.js';

const MAIN = fileURLToPath(new URL('drill/main.js', import.meta.url));
/** So long a child may take to drop its scratch database once it is to end, in milliseconds. */
const GRACE_MS = 4000;

/** Drills in a process of its own, by the same settings: its memory and a crash of it cost the worker nothing. */
export const drillInChild: Drill = async ({ zone, to, signal, progress }) => {
  signal.throwIfAborted();
  const child = fork(MAIN, [zone, ...(to === undefined ? [] : [String(to)])], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // Without an id it could not be started, which is told below.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let end: Extract<DrillMessage, { findings: unknown } | { fault: unknown }> | undefined;
  child.on('message', (message: DrillMessage) => {
    if ('progress' in message) progress(...message.progress);
    else end = message;
  });
  const stop = (): void => {
    if (child.connected) child.disconnect();
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await once(child, 'exit');
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (end && 'findings' in end) return end;
  throw end ? new BackupFault(end.fault.code, end.fault.line) : new BackupFault('interrupted', `The drill's process ended before it did (${child.exitCode ?? child.signalCode})`);
};
