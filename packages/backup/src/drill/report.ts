import type { CheckpointSigner, VerifierKey } from '@parley/audit-log';
import { BackupFault } from '../backup-fault.js';
import { sha256 } from '../format/manifest.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject } from '../format/sealed-object.js';
import { openSigned, signObject } from '../format/signed-object.js';
import { readOpened, type BackupReader } from '../restore/backup-reader.js';
import type { Report } from './report.types.js';

/** The first line: what is signed under it can be taken for nothing else that the same key signs. */
const TITLE = 'parley backup report v1';
/** Where reports of a kind lie; all are sealed as those of drills, which came first. */
const PREFIXES = { drill: 'drills/', verify: 'verified/' } as const satisfies Record<Report['kind'], string>;
export const REPORT_PREFIXES: readonly string[] = Object.values(PREFIXES);

/** Listing them lists them by their time. */
export const reportName = ({ kind, at }: Pick<Report, 'kind' | 'at'>): string => `${PREFIXES[kind]}${String(Date.parse(at)).padStart(15, '0')}`;

/** The object: a signed note that names the SHA-256 of what follows, the sealed report. */
export async function encodeReport(keys: RepositoryKeys, signer: CheckpointSigner, report: Report): Promise<Buffer> {
  const name = reportName(report);
  const sealed = await sealObject(keys, 'drill', name, Buffer.from(JSON.stringify(report)));
  return signObject(signer, textOf(keys, name, sealed), sealed);
}

/** What a report says, once it is signed by a trusted key and is of this name. Raises BackupFault: `malformed`, `unsigned`, `broken_chain`, `unreadable`. */
export async function decodeReport(keys: RepositoryKeys, trusted: readonly VerifierKey[], name: string, object: Buffer): Promise<Report> {
  const { text, sealed } = openSigned(name, trusted, object);
  if (text !== textOf(keys, name, sealed)) throw new BackupFault('broken_chain', `${name} holds something else than was signed, or is another one`);
  return JSON.parse((await openObject(keys, 'drill', name, sealed)).toString()) as Report;
}

/** A report, or why none can be read under its name in any zone. */
export type ListedReport = Report | { readonly name: string; readonly bad: string };

/** Of all drills or verifications, the oldest first. Rejects where no zone answers. */
export async function listReports(reader: BackupReader, keys: RepositoryKeys, trusted: readonly VerifierKey[], kind: Report['kind']): Promise<ListedReport[]> {
  const found: ListedReport[] = [];
  for await (const name of reader.list(PREFIXES[kind])) {
    try {
      found.push(await readOpened(reader, name, (object) => decodeReport(keys, trusted, name, object)));
    } catch (error) {
      if (!(error instanceof BackupFault)) throw error;
      found.push({ name, bad: error.message });
    }
  }
  return found;
}

const textOf = ({ repository }: RepositoryKeys, name: string, sealed: Buffer): string =>
  `${[TITLE, `environment ${repository.environment}`, `repository ${repository.id}`, `name ${name}`, `content ${sha256(sealed)}`].join('\n')}\n`;
