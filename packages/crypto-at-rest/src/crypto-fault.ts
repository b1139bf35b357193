/** Why something sealed does not open. */
export type FaultCode =
  | 'unknown_version' // written by a newer version, or no cell at all
  | 'truncated'
  | 'not_authentic' // a changed byte, or a cell of another place
  | 'other_key'
  | 'key_missing' // destroyed, or never there
  | 'key_unreadable'; // its wrapping does not open

/** Something sealed does not open. Names the code only: neither the place nor anything that was said, and no cause, which could. */
export class CryptoFault extends Error {
  constructor(readonly code: FaultCode) {
    super(`A sealed value does not open: ${code}`);
    this.name = 'CryptoFault';
  }
}
