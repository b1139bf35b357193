/** The columns of a SwitchboardIntegrationRow. */
export const COLUMNS = 'id, name, integration_id, integration_type, deliver_standby_events, next_switchboard_integration_id, message_history_count';

/** At most ten, oldest first. */
export const LIST = { name: 'switchboard-integrations', text: `select ${COLUMNS} from switchboard_integrations where app_id = $1 order by id` };

export const EXISTS = 'select from switchboard_integrations where app_id = $1 and id = $2';

export const INSERT = `
  insert into switchboard_integrations (app_id, id, name, integration_id, integration_type, deliver_standby_events, next_switchboard_integration_id, message_history_count)
  values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`;

export const UPDATE = `
  update switchboard_integrations set name = $3, integration_id = $4, integration_type = $5, deliver_standby_events = $6,
    next_switchboard_integration_id = $7, message_history_count = $8
  where app_id = $1 and id = $2 returning ${COLUMNS}`;

export const DELETE = 'delete from switchboard_integrations where app_id = $1 and id = $2';

/** The integration of an id ($2) or the integrations of a type ($3). None of them goes before the transaction ends. */
export const LINKED = 'select id, type from integrations where app_id = $1 and (id = $2 or type = $3) limit 2 for key share';
