/** How long a lane is a worker's without a word from it, in seconds. */
export const LEASE_SECONDS = 30;

/** Integrations that one claim walks over. */
export const WALK = 100;

/** How many lanes a worker may lease: in all, of one integration, and of those of which it holds some already. */
export interface Room {
  readonly free: number;
  readonly ofOne: number;
  readonly held: ReadonlyMap<string, number>;
}

/** As the statement that claims takes it: $3 … $9. */
export const roomValues = ({ free, ofOne, held }: Room, token: string) =>
  [WALK, ofOne, free, LEASE_SECONDS, token, [...held.keys()], [...held.values()].map((count) => Math.max(0, ofOne - count))];

/** Where a walk over the integrations is. */
export interface Cursor {
  readonly appId: string;
  readonly integrationId: string;
}
export const START: Cursor = { appId: '', integrationId: '' };

/** Lanes that a claim leased, and where the next one begins: START where it came to the end. */
export interface Claimed<Lane> {
  readonly lanes: readonly Lane[];
  readonly cursor: Cursor;
}

/** Where the next claim begins, from the rows of this one. */
export function cursorAfter(rows: readonly { readonly app_id: string; readonly integration_id: string }[]): Cursor {
  const walked = new Set(rows.map(({ app_id: appId, integration_id: id }) => `${appId} ${id}`)).size;
  const last = rows.at(-1);
  return walked < WALK || !last ? START : { appId: last.app_id, integrationId: last.integration_id };
}
