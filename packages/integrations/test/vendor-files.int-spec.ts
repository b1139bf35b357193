import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@parley/testing';
import { Emulator } from './emulator/emulator.js';
import { InboxBench, textsOf, update } from './inbox-bench.js';

const [PATH, MIB] = ['photos/file_1.jpg', 1024 * 1024];

/** Files that people send, at a vendor that gives them slowly, in part, or not at all; the vendor is the emulator. */
describe('a file of a vendor', () => {
  let emulator: Emulator;
  let bench: InboxBench;
  let integration: Awaited<ReturnType<InboxBench['integration']>>;
  beforeAll(async () => {
    emulator = await Emulator.start();
    bench = await InboxBench.open(`${emulator.url}/telegram`);
    integration = await bench.integration();
    bench.worker(8);
  });
  afterEach(() => [bench.applied, bench.outcomes].forEach((list) => list.splice(0)));
  afterAll(async () => {
    // Which ends what it was to send for an hour.
    await emulator?.close();
    await bench?.close();
  });

  let last = 0;
  /** A photo of somebody with this number. */
  const photo = (from: number, caption?: string) => {
    const { text: _text, ...message } = update((last += 1), '', from).message;
    return bench.tell(integration, { update_id: last, message: { ...message, photo: [{ file_id: PATH, file_unique_id: 'u', width: 1, height: 1 }], ...(caption !== undefined && { caption }) } });
  };
  const contents = () => bench.applied.map(({ event }) => (event.kind === 'message' ? event.content : event));
  const asked = async () => (await emulator.log()).filter(({ method }) => method === 'file').length;

  it('is kept whole; one that is cut off, or whose vendor is ill for a while, is fetched again, and kept once', async () => {
    await emulator.file('telegram', PATH, Buffer.alloc(100_000, 7));
    const before = await asked();
    await emulator.faults({ method: 'file', fault: { kind: 'cut' } }, { method: 'file', fault: { kind: 'reset', taken: false } }, { method: 'file', fault: { kind: 'page', status: 502 } });
    await photo(1, 'Look');
    expect(await bench.outcomesOf(1)).toEqual(['applied']);
    expect(contents()).toEqual([{ type: 'image', mediaUrl: 'https://parley.example/file?bytes=100000', text: 'Look' }]);
    expect((await asked()) - before).toBe(4);
  });

  it('that is gone, or is longer than it may be, leaves its name in the message, which comes all the same', async () => {
    await emulator.faults({ method: 'file', fault: { kind: 'answer', status: 404, body: {} } });
    await photo(2, 'Look');
    await bench.outcomesOf(1);
    await emulator.file('telegram', PATH, Buffer.alloc(21 * MIB));
    await photo(2);
    expect(await bench.outcomesOf(2)).toEqual(['applied', 'applied']);
    expect(textsOf(bench.applied)).toEqual(['Look\nfile_1.jpg (not available)', 'file_1.jpg (not available)']);
  });

  it('that no attempt brings is told by its name in the end', async () => {
    const before = await asked();
    await emulator.faults({ method: 'file', times: 2, fault: { kind: 'page', status: 502 } });
    await photo(5);
    await eventually('it was tried', async () => (await asked()) === before + 1);
    // As it is after some hours of attempts.
    await eventually('it waits', async () => (await bench.database.query("update channel_inbox_lanes set attempts = 14, next_attempt_at = now() where leased_by is null and attempts > 0 returning 1")).length === 1);
    await bench.outcomesOf(1);
    expect(textsOf(bench.applied)).toEqual(['file_1.jpg (not available)']);
  });

  it('that comes byte by byte holds up its sender alone', async () => {
    await emulator.file('telegram', PATH, Buffer.alloc(1000));
    await emulator.faults({ method: 'file', fault: { kind: 'slow', overMs: 3_600_000 } });
    const before = await asked();
    await photo(3);
    await eventually('it is asked for', async () => (await asked()) > before);
    await bench.tell(integration, update((last += 1), 'Behind it', 3));
    await bench.tell(integration, update((last += 1), 'Of somebody else', 4));
    await bench.outcomesOf(1);
    expect(textsOf(bench.applied)).toEqual(['Of somebody else']);
  });
});
