/** What is wrong with a backup, or with what it is made of. */
export type BackupFaultCode =
  | 'malformed' // not what its name says it is
  | 'unreadable' // sealed under another key, for another place, or changed
  | 'missing' // no zone has it
  | 'unsigned' // by nobody whose key is trusted
  | 'broken_chain' // not what follows what is before it
  | 'fenced' // somebody else writes this repository
  | 'foreign' // a zone is another repository's, or another environment's
  | 'same_place' // two zones lie in one place
  | 'lost_zone' // a zone that held something is empty
  | 'keys_kept' // what is destroyed below keys/ would stay
  | 'unconditional' // a store writes over what is there, and no lease keeps others off
  | 'closed' // it takes nothing any more
  | 'not_ready' // the database lacks what backups need
  | 'interrupted' // it gave way, took too long, or lacked what it runs on: to be done again
  | 'failed' // an error of something else, which nobody foresaw
  | 'occupied' // a database to restore into that has something in it
  | 'unreachable' // no copy leads to the time that was asked for
  | 'different' // what was restored is not what was recorded
  | 'readable'; // what was erased can be read

/** One line, with names of objects and nothing of what they hold. */
export class BackupFault extends Error {
  constructor(
    readonly code: BackupFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BackupFault';
  }
}
