/** Why a stream of changes ended, or does not begin. */
export type StreamFaultCode =
  | 'ended' // the server, or the network, ended it: it can be begun again
  | 'silent' // nothing came for too long
  | 'refused' // the server does not do what was asked of it
  | 'slot'; // the slot is not the one that the chain goes on with

/** One line, with nothing of what the stream said. */
export class StreamFault extends Error {
  constructor(
    readonly code: StreamFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StreamFault';
  }
}
