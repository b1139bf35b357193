import type { Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import type { Keyring, Opened, SealedItem } from '../keyring.js';
import type { Subject, TenantId } from '../keys/subject.js';

/** Where a cell of a document goes, whose it is, and which row it was quoted from. */
export type CellReference = readonly [at: string, subject: Subject, table: string, row: string, column: string];

/**
 * What is stored of something that people's words are part of, such as an event: a skeleton of ids, types and times, and
 * cells quoted as they stand in their rows. Whoever quotes needs no key, so that a statement can.
 */
export interface StoredDocument {
  readonly tenant: TenantId;
  readonly skeleton: object;
  readonly references: readonly CellReference[];
  /** One for each reference; null where the row had nothing to seal. */
  readonly cells: readonly (Buffer | null)[];
}

/** A document as it reads, or why it cannot be read. */
export type OpenedDocument = { readonly ok: true; readonly document: Record<string, unknown> } | { readonly ok: false; readonly fault: CryptoFault };

type Json = Record<string, unknown>;

/** Opens documents, each on its own. Raises `service_unavailable` when no key can be had. */
export async function openDocuments(keyring: Keyring, sql: Sql, documents: readonly StoredDocument[]): Promise<OpenedDocument[]> {
  const quoted = documents.map(quotedCells);
  const opened = await keyring.open(sql, quoted.flat());
  let next = 0;
  return documents.map(({ skeleton }, index) => {
    const paths = (quoted[index] ?? []).map(({ path }) => path);
    return assemble(skeleton, paths, opened.slice(next, (next += paths.length)));
  });
}

function quotedCells({ tenant, references, cells }: StoredDocument): (SealedItem & { path: string })[] {
  return references.flatMap(([path, subject, table, row, column], index) => {
    const cell = cells[index];
    return cell ? [{ tenant, subject, place: { table, row, column }, cell, path }] : [];
  });
}

function assemble(skeleton: object, paths: readonly string[], cells: readonly Opened[]): OpenedDocument {
  const document = structuredClone(skeleton) as Json;
  for (const [index, opened] of cells.entries()) {
    if (!opened.ok) return opened;
    const target = follow(document, paths[index] ?? '');
    // Only a newer version would seal something else, or quote to somewhere else.
    if (!target || !isObject(opened.value)) return { ok: false, fault: new CryptoFault('unknown_version') };
    assign(target, opened.value);
  }
  return { ok: true, document };
}

/** Where a path leads (`message.author`, `messages.0`; none for the document itself), with objects made on the way; nothing where it leads through something else. */
function follow(document: Json, path: string): Json | undefined {
  let target = document;
  for (const step of path === '' ? [] : path.split('.')) {
    const next = (Object.hasOwn(target, step) ? target[step] : undefined) ?? put(target, step, {});
    if (typeof next !== 'object' || next === null) return undefined;
    target = next as Json;
  }
  return isObject(target) ? target : undefined;
}

/** Puts fields there one by one, where both sides have objects also within them; what came later wins. People choose names too: none may reach a prototype. */
function assign(target: Json, fields: Json): void {
  for (const [name, value] of Object.entries(fields)) {
    const present = Object.hasOwn(target, name) ? target[name] : undefined;
    if (isObject(present) && isObject(value)) assign(present, value);
    else put(target, name, value);
  }
}

/** As a property of its own whatever its name, `__proto__` too. */
function put(target: Json, name: string, value: unknown): unknown {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
