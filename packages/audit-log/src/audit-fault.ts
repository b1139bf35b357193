/** Why something of the audit log cannot be believed or used. */
export type AuditFaultCode =
  | 'malformed_key' // no verifier key or private key of C2SP signed-note
  | 'malformed_note'
  | 'malformed_checkpoint'
  | 'malformed_proof'
  | 'malformed_state' // no saved state of a tree
  | 'unknown_signer' // signed by none of the keys that are trusted
  | 'bad_signature' // names a trusted key that did not sign it
  | 'wrong_origin' // of another log
  | 'not_included' // the proof does not lead to the checkpoint's root
  | 'out_of_range' // no such leaf, or no tree of that size
  | 'log_altered' // the database has other leaves than its own checkpoint covers
  | 'place_altered' // something else lies where a checkpoint or its leaves were put
  | 'place_ahead' // an outside place has a larger checkpoint of this tree: the log was rolled back
  | 'place_diverges'; // the leaves do not lead from the checkpoint that a place has to this one

/** What is read does not hold. Names the code and what was read; never an entry's words. */
export class AuditFault extends Error {
  constructor(
    readonly code: AuditFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AuditFault';
  }
}
