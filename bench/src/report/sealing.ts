import { median } from '../measure/stats.js';
import type { Cost } from '../sealing/cost.js';
import type { Disk } from '../sealing/disk.js';
import type { SealingKey, SealingSample } from '../sealing/speed.js';
import { figure, table } from './table.js';

/** What the issue asks for: a share of a post's CPU time, and a ratio of bytes. */
const [MOST_SHARE, MOST_BYTES] = [0.05, 1.5];

const LINES: readonly (readonly [title: string, key: SealingKey, targeted: boolean])[] = [
  ['seal, bare AES-256-GCM', 'seal-floor', false],
  ['seal, key remembered', 'seal-warm', true],
  ['one statement that reads nothing', 'trip', false],
  ['seal, conversation cold', 'seal-cold', true],
  ['seal, 16 cold at once', 'seal-met', true],
  ['seal, everything cold', 'seal-first', true],
  ['open, bare AES-256-GCM', 'open-floor', false],
  ['open, key remembered', 'open-warm', true],
  ['open, in a page of 100', 'open-page', true],
  ['open, conversation cold', 'open-cold', true],
  ['open, 16 cold at once', 'open-met', true],
  ['open, everything cold', 'open-first', true],
];

/** Sealing and opening a 400-byte message: medians over rounds, beside the bare cipher and a post's CPU time (microseconds, all processes). */
export function sealingTable(samples: readonly SealingSample[], post: number): string {
  const middle = (key: SealingKey, of: (cost: Cost) => number): number => median(samples.map((sample) => of(sample[key])));
  const together = (key: SealingKey): number => middle(key, ({ own, postgres }) => own + postgres);
  const rows = LINES.map(([title, key, targeted]) => {
    const [times, share] = [together(key) / together(key.startsWith('open') ? 'open-floor' : 'seal-floor'), together(key) / post];
    return [
      title, figure(middle(key, ({ own }) => own)), figure(middle(key, ({ postgres }) => postgres)), figure(middle(key, ({ elapsed }) => elapsed)),
      figure(times), figure(100 * share), targeted ? atMost(share, MOST_SHARE, '< 5 %') : '',
    ];
  });
  return table([['400-byte message', 'CPU us', 'PostgreSQL us', 'elapsed us', 'times bare', `% of a post (${figure(post)} us)`, 'target'], ...rows]);
}

/** Bytes on disk of messages of some lengths; the target is for those of 400 bytes. */
export const diskTable = (disks: readonly Disk[], targeted: number): string =>
  table([
    ['bytes on disk a message', 'plain', 'sealed', 'ratio', 'target'],
    ...disks.map(({ messageBytes, plain, sealed }) =>
      [`body of ${messageBytes} bytes`, figure(plain), figure(sealed), figure(sealed / plain), messageBytes === targeted ? atMost(sealed / plain, MOST_BYTES, '<= 1.5') : '']),
  ]);

/** Whether a figure reaches its target. */
export const atMost = (value: number, most: number, words: string): string => `${words} ${value <= most ? 'reached' : 'NOT reached'}`;
