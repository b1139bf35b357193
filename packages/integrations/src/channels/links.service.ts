import { Injectable } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import type { RequestContext } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { integrationNotFound, withoutLinks } from '../integrations.errors.js';
import type { IntegrationRow } from '../integrations/integration.row.js';
import { GET } from '../integrations/integrations.queries.js';
import { openOneSettings } from '../integrations/settings.js';
import { channelOf, TYPES_WITH_LINKS } from './registry.js';

/** The link that carries a code. */
export type LinkOf = (code: string) => string;

/** Links by which people come to integrations. */
@Injectable()
export class ChannelLinks {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** How links to an integration are made. Raises integration_not_found; bad_request where its channel has none, or it is not connected. */
  async to({ appId }: RequestContext, integrationId: string): Promise<LinkOf> {
    const sql = this.db.app(appId);
    const [row] = await sql.query<IntegrationRow & Record<string, unknown>>(GET, [appId, integrationId]);
    if (!row) throw integrationNotFound();
    const linkOf = channelOf(row.type)?.linkOf;
    const settings = linkOf && (await openOneSettings(sql, this.keyring, row));
    const link = (code: string) => (settings ? linkOf(settings, code) : undefined);
    if (link('code') === undefined) throw withoutLinks(TYPES_WITH_LINKS);
    return (code) => link(code) as string;
  }
}
