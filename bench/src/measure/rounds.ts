import type { Measurement, Sample, Side } from './measurement.js';
import type { Meter } from './meters.js';
import { sample, type Instruments } from './sample.js';

/** All rounds of a measurement, in order. */
export interface Series {
  readonly key: string;
  readonly side: Side;
  readonly samples: readonly Sample[];
}

/**
 * Runs every measurement once a round. Odd rounds run backwards, so that what gets slower or faster with time
 * (a growing table, a neighbour on the machine) does so for both sides.
 */
export async function runRounds(
  instruments: Instruments,
  groups: readonly Measurement[][],
  meters: Readonly<Record<Side, Meter>>,
  rounds: number,
  tell: (line: string) => void,
): Promise<Series[]> {
  const samples = new Map<Measurement, Sample[]>(groups.flat().map((measurement) => [measurement, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? groups.flat() : groups.flat().reverse();
    for (const measurement of order) {
      const taken = await sample(instruments, measurement, meters[measurement.side]);
      samples.get(measurement)?.push(taken);
      const failure = taken.failed === 0 ? '' : `, ${taken.failed} bad answers, the first: ${taken.firstFailure}`;
      tell(`round ${round + 1}  ${measurement.side} ${measurement.key}: ${Math.round(taken.perSecond)}/s${failure}`);
    }
  }
  return [...samples].map(([{ key, side }, taken]) => ({ key, side, samples: taken }));
}
