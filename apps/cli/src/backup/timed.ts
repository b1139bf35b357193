import { estimate, lastTimings, recordTimings, Stopwatch, type RepositoryKeys, type TimedCommand, type Work, type Zone, type BackupReader } from '@parley/backup';
import { ObjectStoreError } from '@parley/object-store';
import { stepProgress, type StepAt } from '../progress.js';

/** Where durations are remembered. */
export interface TimedRepository {
  readonly zones: readonly Zone[];
  readonly reader: BackupReader;
  readonly ledger: { readonly keys: RepositoryKeys };
}

/** A command that takes long, and how much there is to do. */
export interface TimedWork<Step extends string> {
  readonly command: TimedCommand;
  /** What takes as long, for an estimate where the command itself was never measured. */
  readonly orElse?: TimedCommand;
  /** What each step counts. */
  readonly steps: Readonly<Record<Step, string>>;
  readonly work: Work;
  /** The first step of all: a run that begins with another one goes on where one was killed, and is no measure. */
  readonly begins?: NoInfer<Step>;
}

/** Shows how a command goes and how long it is yet to go, by how long it took the last time. */
export interface Timed<Step extends string> {
  /** From its start to its end; nothing where it was never measured. */
  readonly estimatedSeconds: number | undefined;
  /** The same for what turns out to be done. */
  readonly estimateOf: (work: Work) => number | undefined;
  readonly show: (at: StepAt<Step>) => void;
  /** Leaves the last line as it stands. */
  readonly end: () => void;
  /** It has come to its good end: the next one goes by it. Answers how long it took, in seconds. */
  readonly record: () => Promise<number>;
}

/** The clock begins with the process. */
export async function timed<Step extends string>({ zones, reader, ledger: { keys } }: TimedRepository, { command, orElse, steps, work, begins }: TimedWork<Step>): Promise<Timed<Step>> {
  const own = await formerOf(reader, keys, command);
  const former = own ?? (orElse && (await formerOf(reader, keys, orElse)));
  const watch = new Stopwatch(() => performance.now(), work, former);
  const progress = stepProgress(steps);
  let first: Step | undefined;
  return {
    estimatedSeconds: former && seconds(estimate(former, work)),
    estimateOf: (found) => former && seconds(estimate(former, { ...work, ...found })),
    show: (at) => {
      first ??= at.step;
      watch.at(at.step, at.done, at.total);
      progress.show(at, watch.left());
    },
    end: progress.end,
    record: async () => {
      const phases = watch.end();
      // A step that was left out this time took as long as it did the last time.
      if (begins === undefined || first === begins) await recordTimings(zones, keys, command, { ...own, ...phases });
      return seconds(performance.now());
    },
  };
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** No estimate is worth a failure: what cannot be read now is told by whatever is to be read next. */
async function formerOf(reader: BackupReader, keys: RepositoryKeys, command: TimedCommand): ReturnType<typeof lastTimings> {
  try {
    return await lastTimings(reader, keys, command);
  } catch (error) {
    if (error instanceof ObjectStoreError) return undefined;
    throw error;
  }
}
