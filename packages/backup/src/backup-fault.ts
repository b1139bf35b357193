/** What is wrong with a backup, or with what it is made of. */
export type BackupFaultCode =
  | 'malformed' // not what its name says it is
  | 'unreadable' // sealed under another key, for another place, or changed
  | 'missing' // no zone has it
  | 'unsigned' // by nobody whose key is trusted
  | 'broken_chain' // not what follows what is before it
  | 'fenced'; // somebody else writes this repository

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
