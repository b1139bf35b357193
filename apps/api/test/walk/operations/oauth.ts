import type { Cases } from '../ask.js';

/** Nobody can sign in yet, which each of these says (docs/decisions/0081). */
export const oauth: Cases = {
  Authorize: [[400, 'OAuth is not offered', () => ({ query: { client_id: 'x', response_type: 'code', state: 's' } })]],
  GetToken: [[400, 'OAuth is not offered', () => ({ json: { code: '1', grant_type: 'authorization_code', client_id: 'x', client_secret: 'y' } })]],
  RevokeAccess: [[400, 'OAuth is not offered', () => ({ as: 'integration' })]],
  GetTokenInfo: [[400, 'OAuth is not offered', () => ({ as: 'integration' })]],
};
