import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { formatVerifierKey, signerFromFile } from '@parley/audit-log';
import { Erasures } from '@parley/erasure';
import { newId, type AppId } from '@parley/kernel';
import { createApp, createConversation, createMessages, createTestDatabase, openDatabase, testAuditFiles, testKeySettings, type OpenDatabase, type TestDatabase } from '@parley/testing';

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

describe('parley erase', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let folder: string;
  let settings: Record<string, string>;
  let app: { id: AppId };
  const parley = (...args: string[]) => runCli(['erase', ...args], settings);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-cli-erase-'));
    test = await createTestDatabase();
    open = openDatabase(test.url);
    settings = { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder, ...testKeySettings(), ...testAuditFiles(test.url) };
    app = await createApp(test);
  });
  afterAll(async () => {
    await open.close();
    await test.close();
    rmSync(folder, { recursive: true });
  });

  /** A conversation that was deleted, whose keys are to go in an hour. */
  const deleted = async (): Promise<{ id: string; conversation: string }> => {
    const { id: conversation } = await createConversation(test, app.id);
    await createMessages(test, app.id, conversation, [newId(), newId()]);
    const id = await open.database.app(app.id).transaction((tx) => new Erasures({ erasureDelaySeconds: 3600, appErasureDelaySeconds: 3600 }).request(tx, {
      appId: app.id, kind: 'conversation', targetId: conversation, subjects: [{ subject: `conversation:${conversation}` }], by: { id: 'operator', scope: 'operator' },
    }));
    await test.query('update conversations set hidden_by = $1 where id = $2', [id, conversation]);
    return { id, conversation };
  };

  it('list shows what waits, cancel brings it back', async () => {
    const { id, conversation } = await deleted();
    expect(await parley('list', '--of', app.id)).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^${id}  pending  app ${app.id}  conversation ${conversation}  due 20\\S+Z\n$`)) });
    expect(await parley('cancel', id)).toEqual({ code: 0, err: '', out: `The erasure is cancelled: conversation ${conversation} is there again.\n` });
    expect(await test.query('select hidden_by from conversations where id = $1', [conversation])).toEqual([{ hidden_by: null }]);
    expect(await parley('receipt', id)).toEqual({ code: 1, out: '', err: 'parley: The erasure is cancelled: there is no receipt\n' });
  });

  it('--now does it where no worker runs; the receipt is checked by the public key alone', async () => {
    const { id, conversation } = await deleted();
    expect(await parley('--now', id)).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^${id}  complete  app`)) });
    expect(await test.query('select from conversations where id = $1', [conversation])).toEqual([]);
    expect(await test.query('select from data_keys where subject = $1', [`conversation:${conversation}`])).toEqual([]);
    const receipt = join(folder, 'receipt');
    writeFileSync(receipt, (await parley('receipt', id)).out);
    const signer = await signerFromFile(settings['PARLEY_AUDIT_KEY_FILE'] ?? '', 'parley/development');
    settings = {};
    const checked = await parley('check', receipt, '--key', formatVerifierKey(signer!.key));
    expect(checked.out).toMatch(new RegExp(`^The receipt holds: signed by parley/development\\.\nerasure ${id}\n[^]*destroyed key conversation:${conversation} 1 [0-9a-f]{64}\n$`));
  });
});
