import { expect, it } from '@jest/globals';
import { schedule } from './schedule.js';
import { tasks, type JobParts } from './tasks.js';

const MINUTES = Array.from({ length: 60 }, (_, minute) => minute);

/** The minutes of an hour in which a job begins; the same in every hour of every day, or the spec fails. */
function minutesOf(task: string): number[] {
  const item = schedule().find((each) => each.task === task);
  const at = (hour: number, date: number, month: number, dow: number) => MINUTES.filter((min) => item?.match({ min, hour, date, month, dow }));
  const first = at(0, 1, 1, 0);
  for (const [hour, date, month, dow] of [[23, 31, 12, 6], [12, 29, 2, 3]] as const) expect(at(hour, date, month, dow)).toEqual(first);
  return first;
}

it('idempotent answers and attempts at webhooks are purged every ten minutes, dead deliveries, rates, the inbox of channels and unused attachments every hour, files of attachments, deleted webhooks and apps and expired messages are looked for every minute', () => {
  for (const task of ['purge-idempotent-answers', 'purge-webhook-attempts']) expect(minutesOf(task)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(minutesOf('purge-dead-deliveries')).toEqual([7]);
  expect(minutesOf('purge-rate-buckets')).toEqual([37]);
  expect(minutesOf('purge-channel-inbox')).toEqual([47]);
  expect(minutesOf('expire-unused-attachments')).toEqual([17]);
  for (const task of ['purge-deleted-webhooks', 'remove-attachment-files', 'expire-messages', 'find-deleted-apps']) expect(minutesOf(task)).toEqual(MINUTES);
});

it('every job on the schedule is one that there is', () => {
  const known = Object.keys(tasks({} as JobParts));
  expect(known).toEqual(expect.arrayContaining(schedule().map(({ task }) => task)));
});
