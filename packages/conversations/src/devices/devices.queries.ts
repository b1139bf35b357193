import { deviceColumns } from './device.row.js';

const DEVICES = `select ${deviceColumns('d')} from devices d where d.app_id = $1 and d.user_id = $2`;

/** The one last seen first (openapi.yaml, ListDevices). */
export const LIST_DEVICES = { name: 'devices-list', text: `${DEVICES} order by d.last_seen desc, d.id desc` };

export const FIND_DEVICE = { name: 'device-find', text: `${DEVICES} and d.id = $3` };

/** A device whose details are sealed anew; `$4`, `$5`: whose it is from now on. The caller holds the user's lock. */
export const RESEAL_DEVICE = { name: 'device-reseal', text: 'update devices set sealed_details = $3, user_id = $4, client_id = $5 where app_id = $1 and id = $2' };
