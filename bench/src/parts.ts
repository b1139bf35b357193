import { measureChannels } from './channels/channels.js';
import { measureFairness } from './fairness/fairness.js';
import { measureFlatness } from './flat/flat.js';
import { meter } from './measure/meters.js';
import { runRounds } from './measure/rounds.js';
import type { Options, Part } from './options.js';
import { channelsTable } from './report/channels.js';
import { fairnessTable } from './report/fairness.js';
import { flatTable } from './report/flat.js';
import { faults } from './report/rounds.js';
import { COMPARED_POST, sealingTables } from './sealing/sealing.js';
import { measurements } from './stage/measurements.js';
import type { Stage } from './stage/stage.js';
import type { Stops } from './stage/stops.js';

interface Measured {
  readonly tables: string;
  /** What makes the figures worthless. */
  readonly wrong: string[];
}
/** All but backups, which have a server and tables of their own. */
export type StagedPart = Exclude<Part, 'backup'>;
type Measure = (stage: Stage, stops: Stops, options: Options, tell: (line: string) => void) => Promise<Measured>;

/** What can be measured alone, on the bench's stage. */
export const PARTS: Readonly<Record<StagedPart, Measure>> = {
  sealing: async (stage, stops, { rounds, seconds }, tell) => {
    const { instruments, baseline, parley, postmaster, worker } = stage;
    const meters = { baseline: meter(baseline.pid, postmaster), parley: meter(parley.pid, postmaster, worker) };
    const posts = measurements(stage, seconds).map((group) => group.filter(({ key }) => key === COMPARED_POST));
    await runRounds(instruments, posts, meters, 1, () => undefined);
    const series = await runRounds(instruments, posts, meters, rounds, tell);
    return { tables: await sealingTables(stage, stops, rounds, series, tell), wrong: faults(series) };
  },
  flat: async (stage, stops, options, tell) => {
    const flatness = await measureFlatness(stage, stops, options, tell);
    return { tables: flatTable(flatness), wrong: faults([...flatness.few, ...flatness.many, ...flatness.ends]) };
  },
  channels: async (stage, stops, options, tell) => {
    const { series, problems } = await measureChannels(stage, stops, options, tell);
    return { tables: channelsTable(series), wrong: [...faults(series), ...problems] };
  },
  fairness: async (stage, stops, options, tell) => {
    const fairness = await measureFairness(stage, stops, options, tell);
    const lost = Object.entries(fairness).filter(([, samples]) => samples.some((sample) => sample.lost > 0));
    return { tables: fairnessTable(fairness), wrong: lost.map(([trouble]) => `deliveries were lost beside a ${trouble} webhook`) };
  },
};
