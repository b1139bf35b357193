import { Injectable } from '@nestjs/common';
import type { DefaultResponder } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { invalid } from '../conversations.errors.js';
import { BOARD } from './control.sql.js';
import { toSwitchboardIntegration, type SwitchboardIntegrationRow } from './switchboard-integration.row.js';
import { COLUMNS, EXISTS } from './switchboard-integrations.queries.js';

/** Of integrations (`$2`), each with its own responder while the switchboard knows it, else with the default of one that is in force. */
const OF_INTEGRATIONS = {
  name: 'default-responders',
  text: `
    with ${BOARD}
    select i.id as "of", responder.*, responder.id is distinct from i.default_responder_id as inherited
    from integrations i
    cross join lateral (
      select ${COLUMNS} from switchboard_integrations s
      where s.app_id = $1 and s.id in (i.default_responder_id, (select responder from board))
      order by s.id is distinct from i.default_responder_id limit 1) responder
    where i.app_id = $1 and i.id = any($2)`,
};

/** Which switchboard integration is in control first of what comes through a channel (openapi.yaml, defaultResponder). */
@Injectable()
export class DefaultResponders {
  constructor(private readonly db: Database) {}

  /** Raises bad_request unless the id, where one is given, is of a switchboard integration of the app. */
  async check(sql: Sql, { appId }: RequestContext, defaultResponderId: string | null | undefined): Promise<void> {
    if (defaultResponderId === undefined || defaultResponderId === null) return;
    if ((await sql.query(EXISTS, [appId, defaultResponderId])).length === 0) throw invalid('defaultResponderId should be the id of a switchboard integration of the app');
  }

  /** By the ids of the integrations, as each shows its own; none for those that have none. One that is gone counts no more: the switchboard's is inherited. */
  async of({ appId }: RequestContext, integrationIds: readonly string[]): Promise<Map<string, DefaultResponder>> {
    const rows = await this.db.app(appId).query<SwitchboardIntegrationRow & { of: string; inherited: boolean }>(OF_INTEGRATIONS, [appId, integrationIds]);
    return new Map(rows.map(({ of, inherited, ...row }) => {
      const { id: _, messageHistoryCount, ...shown } = toSwitchboardIntegration(row);
      return [of, { ...shown, ...(typeof messageHistoryCount === 'number' && { messageHistoryCount }), inherited }];
    }));
  }
}
