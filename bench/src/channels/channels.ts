import type { Measurement } from '../measure/measurement.js';
import { meter } from '../measure/meters.js';
import { runRounds, type Series } from '../measure/rounds.js';
import type { Options } from '../options.js';
import { startRemote } from '../stage/remote.js';
import { createSpace } from '../stage/space.js';
import type { Stage } from '../stage/stage.js';
import type { Stops } from '../stage/stops.js';
import type { Target } from '../target/target.js';
import { createChannelSpace, type ChannelSpace, type Trigger } from './channel-space.js';

/** People of one integration, as many as the conversations of an app that has none; and integrations at once, with a person each. */
const [PEOPLE, INTEGRATIONS] = [64, 200];
const CONNECTIONS = 16;

/** What was measured, and what the vendor found wrong with requests. */
export interface ChannelFigures {
  readonly series: readonly Series[];
  readonly problems: readonly string[];
}

/**
 * Messages in and out by Telegram, whose part the specs' emulator plays, beside the same number of messages that are posted to the
 * API; each until the last has arrived: at the webhook, or, going out, at the vendor and with word of it at the webhook.
 */
export async function measureChannels(stage: Stage, stops: Stops, { auth, seconds, rounds }: Options, tell: (line: string) => void): Promise<ChannelFigures> {
  const { vendor, parley, worker, postmaster } = stage;
  if (vendor === undefined) throw new Error('no vendor was started');
  // Its own: the stage's gets what other apps are told.
  const target = startRemote<Target>(new URL('../target/target.js', import.meta.url));
  stops.add('the webhook target of channels', () => target.stop());
  const instruments = { ...stage.instruments, target };
  const url = await target.call('listen', null);
  const posted = await createSpace(stage.account, parley.origin, { auth, target: url });
  tell(`connecting ${INTEGRATIONS + 1} integrations`);
  const on = { ...stage, instruments, vendor };
  const one = await createChannelSpace(on, url, { auth, integrations: 1, people: PEOPLE });
  const many = await createChannelSpace(on, url, { auth, integrations: INTEGRATIONS, people: INTEGRATIONS });

  const job = { origin: parley.origin, headers: posted.headers, connections: CONNECTIONS };
  const measured = (seconds: number): Measurement[][] => {
    const measure = (key: string, job: Measurement['job']): Measurement => ({ key, side: 'parley', delivers: true, job });
    const by = (key: string, space: ChannelSpace, trigger: Trigger): Measurement => measure(key, async () => {
      await space.tellOf(trigger);
      return trigger === 'conversation:message' ? { ...job, seconds, shots: space.callbacks, expect: 200 } : { ...job, seconds, shots: space.posts, expect: 201 };
    });
    return [
      [measure('posted', async () => ({ ...job, seconds, shots: posted.posts, expect: 201 }))],
      [by('in-1', one, 'conversation:message'), by('in-200', many, 'conversation:message')],
      [by('out-1', one, 'conversation:message:delivery:channel'), by('out-200', many, 'conversation:message:delivery:channel')],
    ];
  };
  const meters = { baseline: meter(stage.baseline.pid, postmaster), parley: meter(parley.pid, postmaster, worker) };
  tell('warming up');
  await runRounds(instruments, measured(1), meters, 1, () => undefined);
  const series = await runRounds(instruments, measured(seconds), meters, rounds, tell);
  return { series, problems: (await vendor.problems()).map((problem) => `the vendor refused a request: ${problem}`) };
}
