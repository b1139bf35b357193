import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.js';
import { EgressError } from './egress-error.js';
import type { CheckedResolver } from './resolver.js';

/**
 * Milliseconds for one of several addresses before the next has its turn. Node gives 250, and never comes back: a target that is
 * farther away would fail for good where its last address leads nowhere (IPv6 on a host without). Two lost packets fit in here.
 */
export const ADDRESS_TIMEOUT_MS = 5000;

/**
 * Opens sockets to checked addresses only: the name is resolved here, every address is checked, and the socket is
 * connected to one of those very addresses (no second look-up in between: DNS rebinding). TLS still verifies the name.
 */
export function guardedConnector(build: typeof buildConnector, resolver: CheckedResolver, policy: AddressPolicy, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    resolver.resolve(options.hostname).then(
      (addresses) => {
        // net.connect asks this instead of the system; for an address literal it asks nothing.
        const pinned: LookupFunction = (_name, { all }, answer) => {
          const [first] = addresses;
          if (all || first === undefined) answer(null, [...addresses]);
          else answer(null, first.address, first.family);
        };
        // Said outright: the environment's NODE_TLS_REJECT_UNAUTHORIZED=0, meant for something else, changes the default only.
        const connect = build({
          timeout: timeoutMs, allowH2: false, lookup: pinned, rejectUnauthorized: true,
          autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
        });
        connect(options, (error, socket) => {
          if (error) return callback(error, null);
          if (socket.remoteAddress !== undefined && policy.permits(socket.remoteAddress)) return callback(null, socket);
          socket.destroy();
          callback(new EgressError('refused_address'), null);
        });
      },
      (error: Error) => callback(error, null),
    );
  };
}
