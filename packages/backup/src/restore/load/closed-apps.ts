import type { SnapshotManifest } from '../../format/manifest.types.js';

/** The key of an app's frames; nothing for one whose keys were destroyed, as it was erased. */
export type AppKey = (appId: string) => Promise<Buffer | undefined>;

/** Apps of a snapshot whose rows stay closed: they are loaded from nowhere, and what the stream says of them is left out. */
export async function closedApps(snapshot: SnapshotManifest, appKey: AppKey): Promise<ReadonlySet<string>> {
  const apps = new Set(snapshot.tables.flatMap(({ chunks }) => chunks.flatMap(({ app, apps: several = [] }) => (app === undefined ? several : [app]))));
  const closed = new Set<string>();
  for (const app of apps) if ((await appKey(app)) === undefined) closed.add(app);
  return closed;
}
