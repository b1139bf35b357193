import type { ChannelPerson } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { AccountTaken } from '../clients/account-taken.js';
import { accountIndexes, listNames, namesOfClient } from '../clients/client.address.js';
import { clientItem, openDetails } from '../clients/client.mapper.js';
import type { ClientDetails } from '../clients/client.row.js';
import { owner } from '../users/user.mapper.js';
import type { ChannelIntegration } from './channel.js';
import type { Known } from './known.js';
import { KEEP_DETAILS } from './people.queries.js';

type Named = Pick<ChannelPerson, 'externalId' | 'userId'> & Partial<ChannelPerson>;

/** What is told of somebody, as it is kept. */
export const detailsOf = ({ externalId, userId, displayName, avatarUrl, info, raw }: Named): ClientDetails & Pick<ChannelPerson, 'externalId'> => ({
  externalId, ...(displayName !== undefined && { displayName }), ...(avatarUrl !== undefined && { avatarUrl }),
  ...((info ?? userId) !== undefined && { info: { ...info, ...(userId !== undefined && { userId }) } }), ...(raw && { raw }),
});

/**
 * Keeps what is told of a client, sealed anew only where that is something else than what is kept, and has it be found by the names that it
 * has then. `wasNamed`: the id by which it was found, if nothing that is kept says that it is one. Raises AccountTaken.
 */
export async function keepTold(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, known: Known, told: ClientDetails, wasNamed?: string): Promise<Known> {
  const { client } = known;
  const kept = (await openDetails(keyring, tx, appId, [client])).get(client.id) ?? {};
  const before = wasNamed === undefined ? kept : { ...kept, info: { userId: wasNamed, ...kept.info } };
  const details = await found(tx, keyring, appId, channel, client.id, before, together(before, told));
  if (JSON.stringify(details) === JSON.stringify(kept)) return known;
  const [cell = null] = await keyring.seal(tx, owner(appId, client.user_id), [clientItem(client.id, details)]);
  await tx.query(KEEP_DETAILS, [appId, client.id, cell]);
  return { ...known, client: { ...client, sealed_details: cell }, ...(details.externalId !== kept.externalId && { renamed: true }) };
}

/** What is told goes before what is kept; but the channel's own id says nothing of an account that is known, and is not forgotten where it is not told. */
function together(kept: ClientDetails, told: ClientDetails): ClientDetails {
  const userId = told.info?.['userId'] ?? kept.info?.['userId'];
  if (userId === undefined) return { ...kept, ...told };
  const isIdAlone = told.externalId === told.info?.['userId'] && kept.externalId !== kept.info?.['userId'];
  return { ...kept, ...told, ...(isIdAlone && kept.externalId !== undefined && { externalId: kept.externalId }), info: { ...kept.info, ...told.info, userId } };
}

/**
 * The details with the names by which the client can be found. Its account stays as it was where the one that is told now is another
 * client's: who has the channel's id goes before who has the number.
 */
async function found(tx: Sql, keyring: Keyring, appId: AppId, { integrationId, type }: ChannelIntegration, id: string, kept: ClientDetails, details: ClientDetails): Promise<ClientDetails> {
  const [before, now] = [namesOfClient(kept), namesOfClient(details)];
  if (!now || JSON.stringify(before) === JSON.stringify(now)) return details;
  const { account } = await listNames(tx, appId, integrationId, id, await accountIndexes(keyring, tx, appId, type, now));
  if (account) return details;
  if (before === undefined) throw new AccountTaken();
  const { externalId } = before;
  await listNames(tx, appId, integrationId, id, await accountIndexes(keyring, tx, appId, type, { ...now, externalId }));
  return { ...details, externalId };
}
