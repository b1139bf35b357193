import type { Series } from '../measure/rounds.js';
import { figure, table } from './table.js';

/** Every round's throughput, so that one can see how far they lie apart. */
export const roundsTable = (series: readonly Series[]): string =>
  table([
    ['answers per second, by round', ''],
    ...series.map(({ side, key, samples }) => [`${side} ${key}`, ...samples.map(({ perSecond }) => figure(perSecond))]),
  ]);

/** How far deliveries lag behind posts that are sent as fast as they are answered. */
export const backlogTable = (series: readonly Series[]): string =>
  table([
    ['deliveries left when posting ended / seconds until none was left, by round', ''],
    ...series
      .filter(({ samples }) => samples.some(({ backlog }) => backlog > 0))
      .map(({ side, key, samples }) => [`${side} ${key}`, ...samples.map(({ backlog, drained }) => `${backlog} / ${figure(drained)}`)]),
  ]);

/** What makes the figures worthless: answers of another status, events that never arrived. One line each. */
export const faults = (series: readonly Series[]): string[] =>
  series.flatMap(({ side, key, samples }) => {
    const failed = samples.reduce((sum, one) => sum + one.failed, 0);
    const lost = samples.reduce((sum, one) => sum + one.lost, 0);
    const first = samples.find((one) => one.firstFailure !== undefined)?.firstFailure;
    return [
      ...(failed > 0 ? [`${side} ${key}: ${failed} bad answers, the first: ${first}`] : []),
      ...(lost > 0 ? [`${side} ${key}: ${lost} messages did not arrive at the webhook`] : []),
    ];
  });
