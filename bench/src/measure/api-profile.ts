import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMilliseconds } from '../load/monotonic.js';
import type { Stage } from '../stage/stage.js';
import { summarise, type CpuProfile, type ProfileSummary } from './profile.js';

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;

/** Starts a second API under V8's profiler, posts to it, ends it, and adds up what the profiler saw while it was warm. */
export async function profileApi(stage: Stage, seconds: number): Promise<{ summary: ProfileSummary; posts: number }> {
  const folder = join(stage.folder, 'profile');
  const api = await stage.startApi(['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`]);
  const { generator } = stage.instruments;
  const { headers, posts: shots } = stage.plain;
  const job = { origin: api.origin, headers, connections: CONNECTIONS, shots, expect: 201 };
  await generator.call('load', { ...job, seconds: WARM_UP_SECONDS });
  const from = monotonicMilliseconds() * 1000;
  const { accepted } = await generator.call('load', { ...job, seconds });
  const to = monotonicMilliseconds() * 1000;
  await api.stop();
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('the API left no CPU profile when it ended');
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
  return { summary: summarise(profile, from, to), posts: accepted };
}
