import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type ImapDouble } from '@parley/testing';
import { mail, MailboxBench, type Mailbox } from './mailbox-bench.js';

const MIB = 1024 * 1024;
/** Longer than any spec: what waits for a server's answer waits for ever. */
const PATIENT = { answerMs: 600_000, idleMs: 600_000, pollMs: 50 };

describe('many mailboxes', () => {
  let bench: MailboxBench;
  beforeAll(async () => void (bench = await MailboxBench.open()));
  afterEach(() => bench.quiet());
  afterAll(() => bench.close());

  const integrations = (double: ImapDouble, count: number): Promise<Mailbox[]> => Promise.all(Array.from({ length: count }, () => bench.integration(double)));
  /** How many mails of each are in the inbox. */
  const counts = async (mailboxes: readonly Mailbox[]): Promise<number[]> =>
    (await bench.database.query<{ mails: number }>(
      'select count(i.position)::int as mails from unnest($1::text[]) as m(id) left join channel_inbox i on i.integration_id = m.id group by m.id', [mailboxes.map(({ id }) => id)])).map(({ mails }) => mails);

  it('200 are read by one worker, by one connection each, in their order', async () => {
    const double = await bench.server();
    const mailboxes = await integrations(double, 200);
    bench.worker();
    await bench.reading(double, 200, 90);
    for (const subject of ['one', 'two', 'three']) double.deliver(mail(subject));
    await eventually('all are read', async () => (await counts(mailboxes)).every((mails) => mails === 3), 90);
    for (const mailbox of [mailboxes[0], mailboxes[199]] as Mailbox[]) expect(await bench.inbox(mailbox)).toEqual(['one', 'two', 'three']);
    expect([double.sessions.size, double.commands.filter((command) => command === 'LOGIN').length]).toEqual([200, 200]);
  }, 240_000);

  it('at most twenty are opened at once; servers that do not answer keep the others from it for a moment only', async () => {
    const [hung, double] = [await bench.server(), await bench.server()];
    hung.faults.silent = true;
    const first = await integrations(hung, 25);
    const areFirst = () => bench.database.query("update mailboxes set next_attempt_at = now() - interval '1 hour' where integration_id = any($1)", [first.map(({ id }) => id)]);
    await areFirst();
    const others = await integrations(double, 10);
    const patient = bench.worker({ times: PATIENT });
    await eventually('twenty are being opened', async () => hung.sessions.size === 20);
    const [claimed] = await bench.database.query<{ held: number }>('select count(leased_by)::int as held from mailboxes');
    expect([claimed?.held, double.sessions.size]).toEqual([20, 0]);
    await patient.stop();
    await areFirst();
    bench.worker({ times: PATIENT }, 30, 100);
    await bench.reading(double, 10);
    double.deliver(mail('one'));
    await eventually('all are read', async () => (await counts(others)).every((mails) => mails === 1));
    expect(hung.sessions.size).toBe(25);
  }, 60_000);

  it('servers that fall silent within a mail, small ones or large ones, hold nobody else’s mails up', async () => {
    const [stalled, large, double] = [await bench.server(), await bench.server(), await bench.server()];
    await integrations(stalled, 20);
    await integrations(large, 3);
    const others = await integrations(double, 10);
    bench.worker({ times: PATIENT });
    await Promise.all([bench.reading(stalled, 20), bench.reading(large, 3), bench.reading(double, 10)]);
    [stalled, large].forEach(({ faults }) => (faults.slowFetch = 'stalled'));
    large.faults.size = 20 * MIB;
    stalled.deliver(mail('half of it'));
    large.deliver(mail('half of a large one'));
    const asked = (server: ImapDouble) => server.commands.filter((command) => command.includes('BODY.PEEK')).length;
    // A second large one has no room beside the first.
    await eventually('halves are sent', () => asked(stalled) === 20 && asked(large) === 1);
    for (const subject of ['one', 'two']) double.deliver(mail(subject));
    await eventually('the others are read', async () => (await counts(others)).every((mails) => mails === 2));
    expect([asked(stalled), asked(large)]).toEqual([20, 1]);
  }, 60_000);

  it('a server that sends a mail byte by byte is left after a time, and what it holds is free', async () => {
    const large = await bench.server();
    const mailbox = await bench.integration(large);
    bench.worker({ times: { ...PATIENT, answerMs: 400 } });
    await bench.reading(large);
    large.faults.slowFetch = 'byByte';
    large.deliver(mail('in the end', { body: 'x'.repeat(10_000) }));
    await eventually('it is left', async () => (await bench.state(mailbox)).attempts > 0);
    large.faults.slowFetch = undefined;
    expect(await bench.arrived(mailbox, 1)).toEqual(['in the end']);
  });

  it('two workers share them', async () => {
    const double = await bench.server();
    const mailboxes = await integrations(double, 80);
    const took = [0, 0];
    took.forEach((_, index) => bench.worker({ observe: () => void (took[index] = (took[index] ?? 0) + 1) }));
    await bench.reading(double, 80);
    double.deliver(mail('one'));
    await eventually('all are read', async () => (await counts(mailboxes)).every((mails) => mails === 1));
    expect(double.sessions.size).toBe(80);
    // Each got at least what it may open at once.
    expect(Math.min(...took)).toBeGreaterThanOrEqual(20);
    expect(took[0]! + took[1]!).toBe(80);
  }, 60_000);
});
