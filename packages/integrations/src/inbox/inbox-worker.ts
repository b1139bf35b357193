import type { Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { LaneWorker, type LaneOptions } from '../lanes/lane-worker.js';
import { claim, release, renew, type InboxLane } from './inbox-lanes.js';
import type { LaneReader } from './lane-reader.js';

/** Takes what channels told to where it leads. Any number of them may run on one database. */
export class InboxWorker extends LaneWorker<InboxLane> {
  constructor(db: Database, reader: LaneReader, options: LaneOptions, logger: Pick<Logger, 'warn'>) {
    const sql = db.system();
    super({ claim: (from, room) => claim(sql, from, room), renew: (lane) => renew(sql, lane) }, async (lane, signal) => {
      const state = await reader.read(lane, signal);
      if (state) await release(sql, lane, state.dueIn, state.attempts);
      return state?.dueIn;
    }, options, logger);
  }
}
