import type { Owner } from '@parley/crypto-at-rest';
import { asAppId, newId } from '@parley/kernel';
import pg from 'pg';
import { openKeyrings, ownersOf } from '../sealing/keyrings.js';
import { sampleMessage } from '../sealing/sample-message.js';
import { authorization, type Key } from '../stage/credentials.js';
import { rest } from '../stage/rest.js';
import { createSpace } from '../stage/space.js';
import type { Product } from './product.js';

/** How many apps there are: a large one, and others ever smaller. */
export const APPS = 40;
const CONVERSATIONS = 1600;
/** Messages of one conversation that are written together, so that a page has those of many apps. */
const TOGETHER = 40;
const BODY_BYTES = 400;
/** Apps that are made at the same time. */
const MADE_AT_ONCE = 3;
/** Keys that a keyring remembers: all of them. */
const KEYS = 10_000;
/** What a message takes in its table, at 400 bytes of body. */
const ROW_BYTES = 640;

const INSERT = `
  insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body)
  select $1, $2, id, n + $5, clock_timestamp(), 'business', cell from unnest($3::text[], $4::bytea[]) with ordinality as m (id, cell, n)`;

/** An app that was made, and conversations in it. */
export interface FilledApp {
  readonly id: string;
  readonly owners: readonly Owner[];
}

/** The share of the nth app: the first has about a quarter of everything. */
const share = (nth: number): number => 1 / (nth + 1) / Array.from({ length: APPS }, (_, n) => 1 / (n + 1)).reduce((sum, each) => sum + each, 0);

/** Makes the apps with users and conversations through the API. */
export async function makeApps(origin: string, accountKey: Key): Promise<FilledApp[]> {
  const account = rest(origin, authorization(accountKey, 'account', 'basic'));
  const apps: FilledApp[] = [];
  const left = Array.from({ length: APPS }, (_, nth) => nth)[Symbol.iterator]();
  const make = async (): Promise<void> => {
    for (const nth of left) {
      const { posts } = await createSpace(account, origin, { auth: 'basic', conversations: Math.max(2, Math.round(CONVERSATIONS * share(nth))) });
      const owners = ownersOf(posts);
      apps[nth] = { id: owners[0]?.tenant ?? '', owners };
    }
  };
  await Promise.all(Array.from({ length: MADE_AT_ONCE }, make));
  return apps;
}

/** Writes messages, sealed as the product seals them, to all conversations in turn, until their table is about so large. */
export class Filler {
  private ordinal = 0;

  constructor(
    private readonly product: Product,
    private readonly apps: readonly FilledApp[],
  ) {}

  /** Answers how many. */
  async fill(megabytes: number, tell: (line: string) => void = () => undefined): Promise<number> {
    const total = Math.round((megabytes * 1e6) / ROW_BYTES);
    const keyrings = await openKeyrings(this.product.env, KEYS);
    const client = new pg.Client(this.product.env.PARLEY_ADMIN_DATABASE_URL);
    await client.connect();
    try {
      const keyring = await keyrings.make();
      await client.query('set synchronous_commit = off');
      const owners = this.apps.flatMap((app) => app.owners);
      let written = 0;
      for (let turn = 0; written < total; turn += 1) {
        const owner = owners[(turn * 617) % owners.length] as Owner;
        const conversation = owner.subject.slice(owner.subject.indexOf(':') + 1);
        const ids = Array.from({ length: Math.min(TOGETHER, total - written) }, () => newId());
        const cells = await keyring.seal(keyrings.database.app(asAppId(owner.tenant)), owner, ids.map((id, nth) => ({
          place: { table: 'messages', row: `${conversation}/${id.slice(-10)}`, column: 'sealed_body' }, value: { author: {}, ...sampleMessage(BODY_BYTES, written + nth) },
        })));
        await client.query({ name: 'bench-fill', text: INSERT, values: [owner.tenant, conversation, ids, cells, this.ordinal] });
        this.ordinal += TOGETHER;
        if (Math.floor((written * 4) / total) !== Math.floor(((written + ids.length) * 4) / total)) tell(`${Math.round(((written + ids.length) * 100) / total)} % of ${total} messages are written`);
        written += ids.length;
      }
      return written;
    } finally {
      await client.end();
      await keyrings.stop();
    }
  }
}
