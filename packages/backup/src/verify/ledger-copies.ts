import { ObjectStoreError } from '@parley/object-store';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject } from '../format/sealed-object.js';
import { SECRETS_PREFIX } from '../ledger/ledger-mirror.js';
import { fullName, type LedgerStore } from '../ledger/ledger-store.js';
import { openRootObject, ROOT_OBJECT } from '../ledger/root-object.js';
import { isRevocation, openRevocation, REVOKED_PREFIX } from '../ledger/revocations.js';
import { unstamp } from '../ledger/stamped.js';
import { TENANTS_PREFIX } from '../ledger/tenant-objects.js';
import type { Copies } from './copies.js';
import { faultOf } from './fault-of.js';
import type { Fault, VerifyOptions, VerifyParts } from './verify.types.js';

interface Ledger {
  readonly zone: string;
  readonly store: LedgerStore;
}
interface Copy extends Ledger {
  readonly object: Buffer;
  /** When it was written, in ms since 1970. */
  readonly at: number;
  /** What is equal where two zones say the same. */
  readonly says: string;
}
type Bad = Ledger & { readonly fault: Fault };
interface Found {
  readonly name: string;
  readonly newest: Copy | undefined;
  readonly bad: readonly Bad[];
}

/**
 * Reads every object of the zones' ledgers: each opens, and says what the newest copy of it says. Whatever is found is looked
 * at twice, since a change reaches one zone before the other. What is worse is written over by `mendKeys` alone, from the
 * database: a copy that was good a moment ago may be older by now than what it is written over. Revocations do not change,
 * and the database has none: they are copied.
 */
export async function verifyLedgers(copies: Copies, { keys, mendKeys }: Pick<VerifyParts, 'keys' | 'mendKeys'>, { repair, signal }: VerifyOptions): Promise<void> {
  const ledgers = copies.answering.flatMap(({ name, ledger }) => (ledger ? [{ zone: name, store: ledger }] : []));
  const suspicious: string[] = [];
  const names = await namesOf(copies, ledgers);
  for (const name of names) {
    signal?.throwIfAborted();
    copies.objects += 1;
    if ((await compare(copies, keys, ledgers, name)).bad.length > 0) suspicious.push(name);
  }
  const found: Found[] = [];
  for (const name of suspicious) {
    const { newest, bad } = await compare(copies, keys, ledgers, name);
    if (bad.length > 0) found.push({ name, newest, bad });
  }
  if (repair === true && found.some(({ name }) => !isRevocation(name))) await mendKeys?.();
  for (const { name, newest, bad } of found) {
    if (repair === true && newest && isRevocation(name)) for (const { zone, store } of bad) await unlessSilent(copies, zone, name, () => store.replace(name, newest.object));
    const still = repair === true ? await stillBad(copies, keys, ledgers, name) : bad;
    for (const { zone, fault } of bad) {
      const repaired = !still.some((each) => each.zone === zone);
      copies.findings.push({ zone, name: fullName(name), fault, lost: !newest && !repaired && copies.answering.length === copies.zones.length, ...(repaired && { repaired: fullName(name) }) });
    }
  }
}

/** As above, twice; a zone that has fallen silent has told nothing better. */
async function stillBad(copies: Copies, keys: RepositoryKeys, ledgers: readonly Ledger[], name: string): Promise<readonly Pick<Bad, 'zone'>[]> {
  const first = (await compare(copies, keys, ledgers, name)).bad;
  const bad = first.length > 0 ? (await compare(copies, keys, ledgers, name)).bad : first;
  return [...bad, ...ledgers.filter(({ zone }) => !copies.answering.some((each) => each.name === zone))];
}

async function namesOf(copies: Copies, ledgers: readonly Ledger[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>(ledgers.length > 0 ? [ROOT_OBJECT] : []);
  for (const { zone, store } of ledgers) {
    for (const prefix of [TENANTS_PREFIX, SECRETS_PREFIX, REVOKED_PREFIX]) {
      await unlessSilent(copies, zone, prefix, async () => {
        for await (const { name } of store.list(prefix)) if (prefix !== REVOKED_PREFIX || isRevocation(name)) names.add(name);
      });
    }
  }
  return names;
}

async function compare(copies: Copies, keys: RepositoryKeys, ledgers: readonly Ledger[], name: string): Promise<{ readonly newest: Copy | undefined; readonly bad: readonly Bad[] }> {
  const good: Copy[] = [];
  const bad: Bad[] = [];
  for (const ledger of ledgers) {
    await unlessSilent(copies, ledger.zone, name, async () => {
      const object = await ledger.store.read(name);
      if (object) copies.bytes += object.length;
      try {
        if (object) good.push({ ...ledger, object, ...(await contentOf(keys, name, object)) });
        else bad.push({ ...ledger, fault: 'missing' });
      } catch (error) {
        bad.push({ ...ledger, fault: faultOf(error) });
      }
    });
  }
  const [newest] = good.toSorted((one, other) => other.at - one.at);
  const behind = good.filter(({ says }) => says !== newest?.says).map((each) => ({ zone: each.zone, store: each.store, fault: 'behind' as const }));
  // What is gone need not be there to say so.
  return { newest, bad: [...bad.filter(({ fault }) => fault !== 'missing' || newest?.says !== ''), ...behind] };
}

async function contentOf(keys: RepositoryKeys, name: string, object: Buffer): Promise<Pick<Copy, 'at' | 'says'>> {
  if (name === ROOT_OBJECT) {
    const { at, ...content } = openRootObject(keys, object);
    return { at, says: JSON.stringify(content) };
  }
  if (isRevocation(name)) return { at: 0, says: await openRevocation(keys, name, object) };
  const { at, content } = unstamp(await openObject(keys, name.startsWith(TENANTS_PREFIX) ? 'tenants' : 'secret', fullName(name), object));
  return { at, says: content.toString('latin1') };
}

async function unlessSilent(copies: Copies, zone: string, name: string, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    copies.fellSilent(zone, fullName(name));
  }
}
