import type { Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { LaneWorker, type LaneOptions } from '../lanes/lane-worker.js';
import type { LaneSender } from './lane-sender.js';
import { claim, renew, type OutboxLane } from './outbox-lanes.js';

/** Takes what businesses say to their channels. Any number of them may run on one database. */
export class OutboxWorker extends LaneWorker<OutboxLane> {
  constructor(db: Database, sender: LaneSender, options: LaneOptions, logger: Pick<Logger, 'warn'>) {
    const sql = db.system();
    super({ claim: (from, room) => claim(sql, from, room), renew: (lane) => renew(sql, lane) }, (lane, signal) => sender.serve(lane, signal), options, logger);
  }
}
