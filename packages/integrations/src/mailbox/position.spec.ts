import { expect, it } from '@jest/globals';
import { mailKey } from './incoming-mail.js';
import { rereadAfter } from './position.js';

const [DAY_MS, NOW] = [86_400_000, Date.UTC(2026, 10, 29)];
const ago = (days: number): Date => new Date(NOW - days * DAY_MS);
const after = (beganAt: number | null, newestAt: number | null): number =>
  (NOW - rereadAfter({ began_at: beganAt === null ? null : ago(beganAt), newest_at: newestAt === null ? null : ago(newestAt) }, NOW).getTime()) / DAY_MS;

it('a mailbox that is numbered anew is read from a day before its newest mail, as far as what was taken is known again, and never from before it was first opened', () => {
  expect(after(100, 2)).toBe(3);
  expect(after(2.5, 2)).toBe(2.5);
  // The inbox forgets after fourteen days.
  expect(after(100, 12.5)).toBe(13);
  expect(after(100, 20)).toBe(20);
  // It was empty: all that is there is new.
  expect(rereadAfter({ began_at: null, newest_at: null }, NOW)).toEqual(new Date(0));
});

it('a mail is known by its Message-ID, its date and who wrote it, whatever its number; without one by its headers', () => {
  const key = (envelope: object, raw = '') => mailKey({ envelope }, Buffer.from(raw));
  const from = [{ address: 'Ada@People.test' }];
  const one = key({ messageId: '<1@a>', date: new Date(5), from });
  expect(key({ messageId: '<1@a>', date: new Date(5), from: [{ address: 'ada@people.test' }] }, 'other bytes')).toBe(one);
  expect(key({ messageId: '<1@a>', date: new Date(6), from })).not.toBe(one);
  expect(key({ messageId: '<1@a>', date: new Date(5), from: [{ address: 'bob@people.test' }] })).not.toBe(one);
  expect(key({ from }, 'Received: x\r\n\r\nbody')).toBe(key({}, 'Received: x\r\n\r\nelse'));
  expect(key({ from }, 'Received: x\r\n\r\nbody')).not.toBe(key({ from }, 'Received: y\r\n\r\nbody'));
});
