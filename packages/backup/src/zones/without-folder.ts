import { fullName } from '../ledger/ledger-store.js';
import type { ZoneObject } from './zone-store.js';

/** Names of a zone's ledger, as the ledger calls them. */
export async function* withoutFolder(objects: AsyncIterable<ZoneObject>): AsyncGenerator<ZoneObject> {
  for await (const { name, size } of objects) yield { name: name.slice(fullName('').length), size };
}
