import { afterEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { eventually } from '@parley/testing';
import { OpenRootKeys } from '../root-keys/open-root-keys.js';
import { RootKeyError } from '../root-keys/root-key-error.js';
import { RenewedRootKeys } from './renewed-root-keys.js';

const TTL_MS = 300_000;
const opened = (id: string) => new OpenRootKeys([{ id, key: Buffer.alloc(32, id) }]);

describe('root keys of a running process', () => {
  let roots: RenewedRootKeys | undefined;
  afterEach(() => roots?.onApplicationShutdown());

  /** A provider that goes down and comes back, and a clock of its own. */
  const make = (ttlMs = TTL_MS) => {
    const world = { now: 0, down: false, openings: 0, lines: [] as string[] };
    const first = opened('first');
    roots = new RenewedRootKeys(first, {
      ttlMs, now: () => world.now, log: (line) => world.lines.push(line),
      open: async () => {
        world.openings += 1;
        await turn();
        if (world.down) throw new RootKeyError('key_service_unreachable', 'The key service does not answer');
        return opened(`opened ${world.openings}`);
      },
    });
    return { world, roots, first };
  };

  it('are opened anew before their time is over, by one question, and the old ones zeroed', async () => {
    const { world, roots, first } = make();
    const { key } = first.current();
    world.now = 239_000;
    await roots.look();
    expect([roots.current().id, world.openings]).toEqual(['first', 0]);
    world.now = 240_000;
    await Promise.all([roots.look(), roots.look()]);
    expect([roots.current().id, (await roots.byId('opened 1')).id, world.openings]).toEqual(['opened 1', 'opened 1', 1]);
    await turn();
    expect(key.equals(Buffer.alloc(32))).toBe(true);
    world.now = 479_000;
    await roots.look();
    expect(world.openings).toBe(1);
  });

  it('are asked for at once for one that is not among them, by an opening that began afterwards, and not again and again', async () => {
    const { world, roots } = make();
    expect((await Promise.all([roots.byId('opened 1'), roots.byId('opened 1')])).map(({ id }) => id)).toEqual(['opened 1', 'opened 1']);
    world.now = 240_000;
    const before = roots.look();
    expect((await roots.byId('opened 3')).id).toBe('opened 3');
    await before;
    const gone = async () => roots.byId('first');
    await expect(gone()).rejects.toMatchObject({ code: 'key_missing' });
    const { openings } = world;
    await expect(gone()).rejects.toMatchObject({ code: 'key_missing' });
    expect(world.openings).toBe(openings);
    expect((await roots.renewed()).id).toBe(`opened ${openings + 1}`);
    world.down = true;
    for (const ask of [roots.byId('another'), roots.renewed()]) await expect(ask).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(roots.current().id).toBe(`opened ${openings + 1}`);
  });

  it('serve until their time limit while the key service is down, then 503 at once, and are back by themselves', async () => {
    const { world, roots, first } = make();
    const { key } = first.current();
    world.down = true;
    for (world.now = 240_000; world.now < TTL_MS; world.now += 20_000) {
      await roots.look();
      expect(roots.current().id).toBe('first');
    }
    for (const ask of [() => roots.current(), () => roots.byId('first')]) expect(ask).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
    await roots.look();
    await turn();
    expect(key.equals(Buffer.alloc(32))).toBe(true);
    expect(() => roots.current()).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
    expect(world.lines).toEqual(['The root key cannot be opened anew. The key service does not answer']);
    world.down = false;
    world.now += 1000;
    await roots.look();
    expect(roots.current().id).toBe(`opened ${world.openings}`);
  });

  it('count their time from before the question: an answer that was long under way lives shorter', async () => {
    const { world, roots } = make();
    world.now = 240_000;
    const asked = roots.look();
    world.now = 290_000;
    await asked;
    world.now = 539_000;
    expect(roots.current().id).toBe('opened 1');
    world.now = 540_000;
    expect(() => roots.current()).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
  });

  it('are looked after by a timer', async () => {
    const { world, roots } = make(50);
    world.now = 45;
    await eventually('an opening', () => roots.current().id === 'opened 1');
  });

  it('are zeroed at the end, those that are just being opened too', async () => {
    const { world, roots, first } = make();
    const { key } = first.current();
    world.now = 240_000;
    const asked = roots.look();
    roots.onApplicationShutdown();
    await asked;
    await turn();
    expect(key.equals(Buffer.alloc(32))).toBe(true);
    expect(() => roots.current()).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
  });
});
