import { LIST } from './switchboard-integrations.queries.js';

/** What is in the switchboard of the app while it is in force; nothing otherwise, for then it would have a default. */
export const IN_FORCE = {
  name: 'switchboard-in-force',
  text: LIST.text.replace(' order by', ' and exists (select from switchboards where app_id = $1 and enabled and default_switchboard_integration_id is not null) order by'),
};

/** $3 active, $4 pending. The caller holds the conversation's lock. */
export const SET_CONTROL = {
  name: 'conversation-control',
  text: 'update conversations set active_switchboard_integration_id = $3, pending_switchboard_integration_id = $4 where app_id = $1 and id = $2',
};
