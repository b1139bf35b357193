import type { CallerContext } from '@parley/kernel';
import { clientAddress } from '../metrics/client-address.js';
import type { ApiRequest } from './request.js';

/** Who calls, from where, under which id; for a request that has passed the credentials' guard. */
export const callerContext = (request: ApiRequest): CallerContext => ({
  requestId: request.id,
  principal: request.user,
  address: clientAddress(request),
});
