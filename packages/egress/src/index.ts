export { AddressPolicy } from './address-policy.js';
export { AnswerBeginning } from './answer-beginning.js';
export { EgressError, type EgressErrorCode } from './egress-error.js';
export { GuardedClient, type Answer, type GuardedClientOptions, type OutgoingRequest } from './guarded-client.js';
export type { SocketTarget } from './guarded-socket.js';
export type { ResolvedAddress, ResolveName } from './resolver.js';
