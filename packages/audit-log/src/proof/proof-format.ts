import { AuditFault } from '../audit-fault.js';
import { fromBase64 } from '../checkpoint/base64.js';
import { HASH_BYTES } from '../tree/hashes.js';

const HEADER = 'c2sp.org/tlog-proof@v1';

/** That an entry is in the log, for somebody who has nothing else of it. */
export interface InclusionProof {
  /** Its canonical bytes. */
  readonly entry: Buffer;
  readonly index: number;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint that the hashes lead to. */
  readonly checkpoint: Buffer;
}

const malformed = (why: string): AuditFault => new AuditFault('malformed_proof', `This is no proof: ${why}`);

/** Writes a proof as C2SP tlog-proof, whose extra data are the entry's bytes. */
export function formatProof({ entry, index, hashes, checkpoint }: InclusionProof): Buffer {
  const lines = [HEADER, `extra ${entry.toString('base64')}`, `index ${index}`, ...hashes.map((hash) => hash.toString('base64'))];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint]);
}

function parseIndex(line: string | undefined): number {
  const [, digits] = /^index (0|[1-9]\d{0,15})$/.exec(line ?? '') ?? [];
  if (digits === undefined || !Number.isSafeInteger(Number(digits))) throw malformed('it has no index');
  return Number(digits);
}

/** Reads what `formatProof` writes, strictly. Raises AuditFault `malformed_proof`. Checks nothing. */
export function parseProof(proof: Buffer): InclusionProof {
  const end = proof.indexOf('\n\n');
  if (end < 0) throw malformed('no checkpoint stands under an empty line');
  const [header, extra = '', index, ...rest] = proof.toString('utf8', 0, end).split('\n');
  if (header !== HEADER) throw malformed(`it does not begin with ${HEADER}`);
  const entry = extra.startsWith('extra ') ? fromBase64(extra.slice('extra '.length)) : undefined;
  if (entry === undefined || entry.length === 0) throw malformed('it has no entry');
  const hashes = rest.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw malformed('a line of it is no hash');
    return hash;
  });
  return { entry, index: parseIndex(index), hashes, checkpoint: proof.subarray(end + 2) };
}
