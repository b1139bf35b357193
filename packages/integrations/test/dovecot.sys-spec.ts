import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Dovecot, eventually } from '@parley/testing';
import { mail, MailboxBench } from './mailbox-bench.js';

const HOUR_MS = 3_600_000;
/** By inotify Dovecot tells at once; these are for a machine that is busy. */
const TIMES = { answerMs: 60_000, idleMs: 600_000, pollMs: 60_000 };
const LONG_MS = 180_000;

/** The reader of mailboxes at Debian's Dovecot: real IDLE, real restarts, a real change of UIDVALIDITY. */
describe('a mailbox of Dovecot', () => {
  let bench: MailboxBench;
  let dovecot: Dovecot;
  beforeAll(async () => {
    bench = await MailboxBench.open();
    dovecot = await Dovecot.start();
  }, LONG_MS);
  afterEach(() => bench.quiet());
  afterAll(async () => {
    await dovecot?.dispose();
    await bench?.close();
  });

  it('loses nothing and doubles nothing, while it is read, while nobody reads, over restarts and another UIDVALIDITY', async () => {
    dovecot.deliver(mail('old'), new Date(Date.now() - 3 * HOUR_MS));
    bench.trust(dovecot.certificate.cert);
    const mailbox = await bench.integration({ ...dovecot, secure: true });
    const reads = () => eventually('it is read', async () => (await bench.state(mailbox)).last_uid !== null && (await bench.state(mailbox)).held, 60);
    const worker = bench.worker({ times: TIMES });
    await reads();
    dovecot.deliver(mail('one'), new Date(Date.now() - 2 * HOUR_MS));
    dovecot.deliver(mail('two', { headers: 'X-Mark: it has no Message-ID\n' }), new Date(Date.now() - HOUR_MS));
    expect((await bench.arrived(mailbox, 2)).sort()).toEqual(['one', 'two']);
    await eventually('both are read', () => dovecot.files.filter((name) => /:2,.*S/.test(name)).length === 2, 60);
    const [before] = await bench.events(mailbox);

    await dovecot.stop();
    dovecot.deliver(mail('while it was away'));
    await dovecot.start();
    await bench.arrived(mailbox, 3);

    await worker.stop();
    await dovecot.stop();
    dovecot.forgetNumbers();
    dovecot.deliver(mail('before it was numbered anew'));
    await dovecot.start();
    bench.took.length = 0;
    bench.worker({ times: TIMES });
    await bench.arrived(mailbox, 4);
    dovecot.deliver(mail('last'));
    const subjects = await bench.arrived(mailbox, 5);
    expect([subjects.slice(0, 2).sort(), subjects.slice(2)]).toEqual([['one', 'two'], ['while it was away', 'before it was numbered anew', 'last']]);
    expect(bench.took.filter((took) => took === 'known')).toHaveLength(3);
    const after = (await bench.events(mailbox)).at(-1);
    expect([before, after]).toEqual([expect.objectContaining({ uidValidity: expect.any(String) }), expect.objectContaining({ uidValidity: expect.any(String) })]);
    expect((after as { uidValidity: string }).uidValidity).not.toBe((before as { uidValidity: string }).uidValidity);
  }, LONG_MS);

  it('is read by STARTTLS; a wrong password makes the integration’s status error, a mailbox that is not there does not', async () => {
    bench.trust(dovecot.certificate.cert);
    const server = { ...dovecot, secure: true };
    const [startTls, refused, missing] = [
      await bench.integration({ ...server, port: dovecot.startTlsPort, secure: false }), await bench.integration(server, { imapPassword: 'wrong' }), await bench.integration(server, { imapMailbox: 'Nowhere' }),
    ];
    bench.worker({ times: TIMES });
    await eventually('it is read', async () => (await bench.state(startTls)).last_uid !== null, 60);
    dovecot.deliver(mail('by STARTTLS'));
    expect(await bench.arrived(startTls, 1)).toEqual(['by STARTTLS']);
    await eventually('both fail', async () => (await bench.state(refused)).fault !== null && (await bench.state(missing)).fault !== null, 60);
    expect([await bench.state(refused), await bench.state(missing)]).toMatchObject([{ fault: 'credentials_refused', status: 'error' }, { fault: 'refused', status: 'active' }]);
  }, LONG_MS);
});
