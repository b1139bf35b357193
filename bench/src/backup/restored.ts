import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { costOf, type Cost } from './cost.js';
import type { Postgresql15 } from './postgresql-15.js';
import type { Product } from './product.js';

/** What a restore took, and of it the replay of segments, in seconds. */
export interface RestoreCost extends Cost {
  readonly replaySeconds: number;
  /** What the command said of itself: how long it would take, where it had run before, and how long it took. */
  readonly estimatedSeconds?: number;
  readonly saidSeconds: number;
}

/** `parley restore` of the newest moment into an empty database of the same server, as an operator runs it; the database goes afterwards. */
export async function restored(server: Postgresql15, product: Product): Promise<RestoreCost> {
  const database = `${product.database}_restored`;
  await server.run('postgres', `create database ${database}`);
  try {
    const { args, env } = product.command('restore', '--json');
    const urls = { PARLEY_ADMIN_DATABASE_URL: server.url(database), DATABASE_URL: server.roleUrl('parley_runtime', database), PARLEY_BACKUP_DATABASE_URL: server.roleUrl('parley_backup', database) };
    const { result: { steps, answer }, ...cost } = await costOf(server.postmaster, () => stepsOf(args, { ...env, ...urls }));
    const { estimatedSeconds, seconds: saidSeconds } = JSON.parse(answer) as { readonly estimatedSeconds?: number; readonly seconds: number };
    return { ...cost, ...(estimatedSeconds !== undefined && { estimatedSeconds }), saidSeconds, replaySeconds: ((steps.get('Indexes and references') ?? Number.NaN) - (steps.get('Segments') ?? Number.NaN)) / 1000 };
  } finally {
    await server.run('postgres', `drop database ${database} with (force)`);
  }
}

/** Runs a command of the product: what it answered, and when each step's first line came, in milliseconds. */
async function stepsOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ readonly steps: Map<string, number>; readonly answer: string }> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const steps = new Map<string, number>();
  let [said, answer] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    for (const [, step = ''] of text.matchAll(/^([A-Z][^:\n]*): \d+ %/gm)) if (!steps.has(step)) steps.set(step, performance.now());
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`A restore failed:\n${said.slice(-2000)}`);
  return { steps, answer };
}
