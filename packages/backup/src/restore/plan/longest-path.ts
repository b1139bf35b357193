import type { Lsn } from '../../stream/lsn.js';
import type { SegmentRef } from './chain-segments.js';

/** Segments without a hole between them; `start` is the place of the one in which the search began. */
export interface Path {
  readonly segments: readonly SegmentRef[];
  readonly start: number;
}

/**
 * The longest way through a chain from a place in it on, and back from there to `begin` or to a hole. A writer that was killed
 * may have cut the same stretch twice in different places: then either way holds the same, and the one that leads on is taken.
 * All parts of a transaction that is too large for one segment stand one behind the other.
 */
export function longestPath(all: readonly SegmentRef[], from: Lsn, begin: Lsn): Path {
  const steps = stepsOf(all);
  const onward = new Map<Lsn, Step>();
  for (const step of steps.toReversed()) {
    step.reach = onward.get(step.end)?.reach ?? step.end;
    const rival = onward.get(step.start);
    if (!rival || step.reach > rival.reach) onward.set(step.start, step);
  }
  const within = steps.filter(({ start, end }) => start <= from && from < end);
  const ahead: Step[] = [];
  const first = within.reduce<Step | undefined>((best, step) => (best && best.reach >= step.reach ? best : step), onward.get(from));
  for (let step = first; step; step = onward.get(step.end)) ahead.push(step);
  // Where everything lies before the place, the last that there is counts as well.
  const byEnd = new Map(steps.map((step) => [step.end, step]));
  const back: Step[] = [];
  for (let place: Lsn | undefined = first?.start ?? lastEnd(steps, from); place !== undefined && place > begin; ) {
    const step = byEnd.get(place);
    if (!step) break;
    back.push(step);
    place = step.start;
  }
  const before = back.reverse().flatMap(({ segments }) => segments);
  const segments = [...before, ...ahead.flatMap((step) => step.segments)];
  return { segments, start: ahead.length > 0 ? before.length : before.length - 1 };
}

interface Step {
  readonly start: Lsn;
  readonly end: Lsn;
  readonly segments: SegmentRef[];
  reach: Lsn;
}

function stepsOf(all: readonly SegmentRef[]): Step[] {
  const steps: Step[] = [];
  for (const segment of all) {
    const { start, end, part } = segment.place;
    const last = steps.at(-1);
    if (last && part !== undefined && part > 1 && last.start === start && last.end === end && last.segments.at(-1)?.place.part === part - 1) last.segments.push(segment);
    else if ((part ?? 1) === 1) steps.push({ start, end, segments: [segment], reach: end });
  }
  return steps;
}

const lastEnd = (steps: readonly Step[], from: Lsn): Lsn | undefined =>
  steps.reduce<Lsn | undefined>((last, { end }) => (end <= from && (last === undefined || end > last) ? end : last), undefined);
