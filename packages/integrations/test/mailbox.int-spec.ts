import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedClient } from '@parley/egress';
import { eventually } from '@parley/testing';
import { mail, MailboxBench } from './mailbox-bench.js';

const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** Mails, from a mail server to the inbox of channels. */
describe('a mailbox', () => {
  let bench: MailboxBench;
  beforeAll(async () => void (bench = await MailboxBench.open()));
  afterEach(() => bench.quiet());
  afterAll(() => bench.close());

  it('is read from when it is first opened: what comes is in the inbox at once, in its order, and read in the mailbox after that', async () => {
    const double = await bench.server();
    double.deliver(mail('old'));
    const mailbox = await bench.integration(double);
    bench.worker();
    await bench.reading(double);
    for (const subject of ['one', 'two', 'three']) double.deliver(mail(subject));
    expect(await bench.arrived(mailbox, 3)).toEqual(['one', 'two', 'three']);
    await eventually('they are read', () => double.mails.slice(1).every(({ seen }) => seen));
    expect(double.mails[0]?.seen).toBe(false);
    const [first] = await bench.events(mailbox);
    expect(first).toEqual({ mail: double.mails[1]?.raw.toString('base64'), uid: 2, uidValidity: '1001' });
    expect(await bench.state(mailbox)).toMatchObject({ last_uid: 4, fault: null, held: true, status: 'active' });
    const [dump] = await bench.database.query<{ all: string }>("select concat((select string_agg(t::text, '') from mailboxes t), (select string_agg(t::text, '') from channel_inbox t)) as all");
    for (const secret of ['desk', 'INBOX', 'ada@']) expect(dump?.all).not.toContain(secret);
  });

  it('loses nothing and doubles nothing over a restart, of the reader or of the server', async () => {
    const double = await bench.server();
    const mailbox = await bench.integration(double);
    const worker = bench.worker();
    await bench.reading(double);
    double.deliver(mail('before'));
    await bench.arrived(mailbox, 1);
    await worker.stop();
    expect([await bench.state(mailbox), double.sessions.size]).toMatchObject([{ held: false, last_uid: 1 }, 0]);
    double.deliver(mail('meanwhile'));
    bench.worker();
    await bench.arrived(mailbox, 2);
    await double.close();
    double.deliver(mail('while it was away'));
    await double.listen();
    double.deliver(mail('after'));
    expect(await bench.arrived(mailbox, 4)).toEqual(['before', 'meanwhile', 'while it was away', 'after']);
  });

  it('loses nothing and doubles nothing where the connection breaks in the middle of a mail', async () => {
    const double = await bench.server();
    const mailbox = await bench.integration(double);
    bench.worker();
    await bench.reading(double);
    double.faults.dropInFetch = 2;
    for (const subject of ['one', 'two']) double.deliver(mail(subject));
    expect(await bench.arrived(mailbox, 2)).toEqual(['one', 'two']);
    expect(double.faults.dropInFetch).toBe(0);
  });

  it('loses nothing and doubles nothing where the reader ends between a mail’s bytes and the commit, or between the commit and its mark', async () => {
    const double = await bench.server();
    const mailbox = await bench.integration(double);
    const ends: string[] = [];
    const failing = bench.keyring.sealOwn.bind(bench.keyring);
    const keyring = Object.assign(Object.create(bench.keyring) as typeof bench.keyring, {
      sealOwn: async (...given: Parameters<typeof failing>) => {
        if (ends.push('before') === 1) throw new Error('ended before the commit');
        return failing(...given);
      },
    });
    bench.worker({ keyring, observe: (took) => {
      if (ends.push(took) === 3) throw new Error('ended after the commit');
    } });
    await bench.reading(double);
    double.deliver(mail('one'));
    await bench.arrived(mailbox, 1);
    double.deliver(mail('two'));
    expect(await bench.arrived(mailbox, 2)).toEqual(['one', 'two']);
    await eventually('the second is read', () => double.mails[1]?.seen);
    expect([double.mails[0]?.seen, ends]).toEqual([false, ['before', 'before', 'taken', 'before', 'taken']]);
  });

  it('with another UIDVALIDITY is read again: what is known comes once, what came meanwhile or in another order is taken, what is older than the integration is not', async () => {
    const double = await bench.server();
    const old = double.deliver(mail('old'), ago(3));
    const mailbox = await bench.integration(double);
    const worker = bench.worker();
    await bench.reading(double);
    const [one, two] = [double.deliver(mail('one'), ago(2)), double.deliver(mail('two', { headers: '' }), ago(1))];
    await bench.arrived(mailbox, 2);
    double.renumber([two, one, old]);
    // Both while it is read and while nobody does.
    await eventually('it is read again', () => bench.took.filter((took) => took === 'known').length >= 1);
    await bench.reading(double);
    await worker.stop();
    const meanwhile = double.deliver(mail('meanwhile'), new Date());
    double.renumber([meanwhile, old, two, one]);
    bench.worker();
    expect(await bench.arrived(mailbox, 3)).toEqual(['one', 'two', 'meanwhile']);
    await bench.reading(double);
    double.deliver(mail('last'));
    expect(await bench.arrived(mailbox, 4)).toEqual(['one', 'two', 'meanwhile', 'last']);
    expect(await bench.state(mailbox)).toMatchObject({ last_uid: 5 });
  });

  it('is read by one of several workers, and by another when that one ends', async () => {
    const double = await bench.server();
    const mailboxes = [await bench.integration(double), await bench.integration(double)];
    const workers = [bench.worker(), bench.worker()];
    await bench.reading(double, 2);
    for (let n = 0; n < 30; n += 1) double.deliver(mail(`${n}`));
    for (const mailbox of mailboxes) await bench.arrived(mailbox, 30);
    expect(double.sessions.size).toBe(2);
    await workers[0]?.stop();
    await bench.reading(double, 2);
    double.deliver(mail('last'));
    for (const mailbox of mailboxes) expect(await bench.arrived(mailbox, 31)).toHaveLength(31);
  });

  it('takes nothing any more by who lost it: another reads it, or it has other settings, or is gone', async () => {
    const double = await bench.server();
    const [taken, replaced, gone] = [await bench.integration(double), await bench.integration(double), await bench.integration(double)];
    bench.worker({}, 1.5);
    await bench.reading(double, 3);
    const other = await bench.server();
    await bench.settle(replaced, other);
    await bench.database.query("update mailboxes set leased_by = 'another', next_attempt_at = now() + interval '1 hour' where integration_id = $1", [taken.id]);
    await bench.database.query('delete from integrations where id = $1', [gone.id]);
    double.deliver(mail('for nobody'));
    await bench.reading(other);
    await eventually('it is let go', () => double.sessions.size === 0);
    other.deliver(mail('for the new one'));
    expect(await bench.arrived(replaced, 1)).toEqual(['for the new one']);
    expect([await bench.inbox(taken), await bench.inbox(gone)]).toEqual([[], []]);
  });

  it('that is another’s begins at its end; the same one at another server goes on where it was', async () => {
    const [double, moved] = [await bench.server(), await bench.server()];
    const mailbox = await bench.integration(double);
    bench.worker({}, 1.5);
    await bench.reading(double);
    const one = double.deliver(mail('one'));
    await bench.arrived(mailbox, 1);
    moved.mails = [{ ...one, uid: 7 }];
    moved.uidNext = 8;
    moved.deliver(mail('came there'));
    await bench.settle(mailbox, moved);
    expect(await bench.arrived(mailbox, 2)).toEqual(['one', 'came there']);
    const another = await bench.server();
    another.username = 'other';
    another.deliver(mail('of others'));
    await bench.settle(mailbox, another);
    await bench.reading(another);
    another.deliver(mail('new'));
    expect(await bench.arrived(mailbox, 3)).toEqual(['one', 'came there', 'new']);
  });

  it('whose credentials are refused makes the integration’s status error, once and on the record, and is not tried again and again; replaced ones are tried at once', async () => {
    const double = await bench.server();
    const mailbox = await bench.integration(double);
    double.password = 'changed';
    bench.worker();
    await eventually('it is refused', async () => (await bench.state(mailbox)).status === 'error');
    await eventually('it is given back', async () => !(await bench.state(mailbox)).held);
    const { wait, ...state } = await bench.state(mailbox);
    expect(state).toMatchObject({ fault: 'credentials_refused', attempts: 1 });
    expect(wait).toBeGreaterThan(290);
    expect(double.commands.filter((command) => command === 'LOGIN')).toHaveLength(1);
    await bench.settle(mailbox, double);
    await bench.reading(double);
    expect(await bench.state(mailbox)).toMatchObject({ fault: null, status: 'active' });
    // By itself, where the server takes them again.
    await bench.database.query("update integrations set status = 'error' where id = $1", [mailbox.id]);
    await bench.database.query("update mailboxes set fault = 'credentials_refused', leased_by = null, next_attempt_at = now() where integration_id = $1", [mailbox.id]);
    await eventually('it is active', async () => (await bench.state(mailbox)).status === 'active');
    const acts = await bench.database.query<{ details: object }>('select details from audit_entries where target_id = $1 order by at', [mailbox.id]);
    expect(acts.map(({ details }) => details)).toEqual([
      { fields: ['status'], status: 'error', code: 'credentials_refused' }, { fields: ['status'], status: 'active', code: 'accepted' },
    ]);
  });

  it('is spoken to by TLS only, of a certificate that is trusted, at an address that is allowed: else nobody logs in', async () => {
    const [stripped, startTls, unknown] = [await bench.server({ secure: false }), await bench.server({ secure: false }), await bench.server({ trusted: false })];
    stripped.faults.noStartTls = true;
    const mailboxes = [await bench.integration(stripped), await bench.integration(startTls), await bench.integration(unknown)] as const;
    bench.worker();
    await bench.reading(startTls);
    startTls.deliver(mail('by STARTTLS'));
    await bench.arrived(mailboxes[1], 1);
    const faults = async () => Promise.all(mailboxes.map(async (mailbox) => (await bench.state(mailbox)).fault));
    await eventually('the others are refused', async () => (await faults()).filter((fault) => fault !== null).length === 2);
    expect(await faults()).toEqual(['tls_failed', null, 'tls_failed']);
    expect([...stripped.commands, ...unknown.commands]).not.toContain('LOGIN');
    const inside = await bench.integration(startTls);
    const reader = bench.reader({ client: new GuardedClient() });
    await bench.database.query("update mailboxes set leased_by = 'me', next_attempt_at = now() + interval '1 hour' where integration_id = $1", [inside.id]);
    await expect(reader.read({ appId: inside.appId, integrationId: inside.id, token: 'me', attempts: 0 }, new AbortController().signal, () => undefined))
      .rejects.toMatchObject({ faultClass: 'temporary', code: 'refused_address' });
  });

  it('parks a mail that is too large, without loading it, also where the server names a smaller size; it stays unread, and what comes behind it is taken', async () => {
    const double = await bench.server();
    const mailbox = await bench.integration(double);
    bench.worker({ maxMailBytes: 2000 });
    await bench.reading(double);
    const large = 'x'.repeat(300_000);
    double.deliver(mail('large', { body: large }));
    double.deliver(mail('fine'));
    expect(await bench.arrived(mailbox, 2)).toEqual(['too_large', 'fine']);
    double.faults.size = 100;
    double.deliver(mail('larger than said', { body: large }));
    expect(await bench.arrived(mailbox, 3)).toEqual(['too_large', 'fine', 'too_large']);
    await bench.reading(double);
    expect(double.mails.map(({ seen }) => seen)).toEqual([false, true, false]);
    expect(double.commands.filter((command) => command.includes('BODY.PEEK')).map((command) => /<0\.(\d+)>/.exec(command)?.[1])).toEqual(['2001', '2001', '2001']);
  });

  it('of a server without IDLE is asked again and again; one that falls silent is left and tried anew', async () => {
    const [double, silent] = [await bench.server(), await bench.server()];
    double.faults.noIdle = true;
    const [polled, lost] = [await bench.integration(double), await bench.integration(silent)];
    bench.worker({ times: { answerMs: 400, idleMs: 200, pollMs: 30 } });
    await eventually('it is asked', () => double.commands.includes('NOOP'));
    double.deliver(mail('polled'));
    expect(await bench.arrived(polled, 1)).toEqual(['polled']);
    await bench.reading(silent);
    silent.faults.silent = true;
    silent.deliver(mail('after the silence'));
    await eventually('it is given up', async () => (await bench.state(lost)).attempts > 0);
    silent.faults.silent = false;
    expect(await bench.arrived(lost, 1)).toEqual(['after the silence']);
  });
});
