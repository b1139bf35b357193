import { BackupFault } from '../backup-fault.js';
import { manifestName } from '../format/manifest.js';
import type { AppKeys } from '../ledger/repository-key.js';
import { planRestore } from '../restore/plan/restore-plan.js';
import { RepositoryView } from '../restore/plan/repository-view.js';
import { readOpened } from '../restore/backup-reader.js';
import { ZoneBackups } from '../restore/zone-backups.js';
import { chunkPlaces, openChunk, type ChunkPlace } from '../snapshot/read-snapshot.js';
import type { Copies } from './copies.js';
import { faultOf } from './fault-of.js';
import { inShare } from './share.js';
import type { VerifyOptions, VerifyParts } from './verify.types.js';

/** Looks at snapshots as a restore does: the segments that each needs are there, and, with keys of apps, every frame opens. */
export async function verifySnapshots(copies: Copies, { keys, trusted, appKey }: VerifyParts, { share, signal }: VerifyOptions): Promise<void> {
  if (copies.answering.length === 0) return;
  const reader = new ZoneBackups(copies.answering);
  const view = await RepositoryView.read(reader, keys, trusted);
  const opened = new Set<string>();
  for (const { number } of view.snapshots.toReversed()) {
    await planRestore({ reader, keys, view }, { snapshot: number }).catch((error: unknown) => told(copies, manifestName(number), error));
    if (!appKey) continue;
    const manifest = await view.snapshot(number);
    for (const table of manifest.tables) {
      for (const place of chunkPlaces(manifest, table)) {
        signal?.throwIfAborted();
        if (opened.has(place.chunk.id) || !inShare(place.object, share)) continue;
        opened.add(place.chunk.id);
        await openPlace(reader, { keys, appKey }, place).catch((error: unknown) => told(copies, place.object, error));
      }
    }
  }
}

async function openPlace(reader: ZoneBackups, { keys, appKey }: { readonly keys: VerifyParts['keys']; readonly appKey: AppKeys }, place: ChunkPlace): Promise<void> {
  const { chunk, object, offset, length } = place;
  const key = chunk.app === undefined ? undefined : await appKey(chunk.app);
  // An app that was erased has no key: its frames are closed, and stay so.
  if (chunk.app !== undefined && !key) return;
  try {
    await readOpened(reader, object, (frame) => openChunk(keys, place, frame, key), { from: offset, to: offset + length });
  } finally {
    key?.fill(0);
  }
}

/** What every zone lacks may have been told already, by itself. */
function told(copies: Copies, name: string, error: unknown): void {
  if (!(error instanceof BackupFault)) throw error;
  if (!copies.findings.some((each) => each.name === name && each.lost)) copies.lost(name, error.code === 'missing' ? 'unreadable' : error.code === 'unreachable' ? 'missing' : faultOf(error));
}
