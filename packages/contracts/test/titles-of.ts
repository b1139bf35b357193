import { readBody, type Contract } from '../src/fields/index.js';

/** What is wrong with a body, as its titles; nothing when it is accepted. */
export function titlesOf(contract: Contract, body: unknown): readonly string[] {
  const read = readBody(contract, body);
  return 'titles' in read ? read.titles : [];
}
