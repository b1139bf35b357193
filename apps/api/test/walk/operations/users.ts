import { newId } from '@parley/kernel';
import { UNKNOWN, type Cases } from '../ask.js';

const as = (userIdOrExternalId: string) => ({ userIdOrExternalId });
const nobody = as(UNKNOWN);
/** One character more than a brand's id may have. */
const badBrand = { brandId: 'x'.repeat(25) };

export const users: Cases = {
  CreateUser: [
    [201, 'everything is given', () => ({
      json: {
        externalId: `ada-${newId()}@example.org`, signedUpAt: '2020-02-25T18:06:37.547Z', toBeRetained: true, brandId: '1234',
        profile: { givenName: 'Ada', surname: 'L', email: 'ada@example.org', avatarUrl: 'https://example.org/a.png', locale: 'en-GB' }, metadata: { tier: 'gold' },
      },
    })],
    [400, 'the external id is no text', () => ({ json: { externalId: 1 } })],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN }, json: { externalId: 'ada' } })],
    [409, 'another one has the external id', async (w) => ({ json: { externalId: (await w.user()).externalId } })],
    [422, 'the Idempotency-Key was used with another body', async (w) => ({ headers: await w.idempotently('/users', { externalId: newId() }), json: { externalId: newId() } })],
  ],
  ListUsers: [
    [200, 'an address is given', async (w) => ({ query: { filter: { 'identities.email': 'ada@example.org' }, page: { after: (await w.user()).id } } })],
    [400, 'no address is given', () => ({})],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN }, query: { filter: { 'identities.email': 'ada@example.org' } } })],
  ],
  GetUser: [
    [200, 'an id is given', async (w) => ({ path: as((await w.user()).id) })],
    [200, 'an external id is given', async (w) => ({ path: as((await w.user()).externalId) })],
    [400, 'the brand is none', async (w) => ({ path: as((await w.user()).externalId), query: badBrand })],
    [404, 'there is no such user', () => ({ path: nobody })],
  ],
  UpdateUser: [
    [200, 'an id is given', async (w) => ({ path: as((await w.user()).id), json: { profile: { givenName: 'Ada', locale: null }, metadata: { tier: null, seats: 3 }, toBeRetained: false } })],
    [200, 'an external id is given', async (w) => ({ path: as((await w.user()).externalId), json: {} })],
    [400, 'the profile is a text', async (w) => ({ path: as((await w.user()).id), json: { profile: 'x' } })],
    [404, 'there is no such user', () => ({ path: nobody, json: {} })],
  ],
  DeleteUser: [
    [200, 'an id is given', async (w) => ({ path: as((await w.user()).id) })],
    [200, 'an external id is given', async (w) => ({ path: as((await w.user()).externalId) })],
    [400, 'the brand is none', async (w) => ({ path: as((await w.user()).externalId), query: badBrand })],
    [404, 'there is no such user', () => ({ path: nobody })],
    [409, 'the user is under a legal hold', async (w) => {
      const { id } = await w.user();
      await w.hold('user', id);
      return { path: as(id) };
    }],
  ],
  DeleteUserPersonalInformation: [
    [200, 'an id is given', async (w) => ({ path: as((await w.user({ profile: { givenName: 'Ada' } })).id) })],
    [200, 'an external id is given', async (w) => ({ path: as((await w.user()).externalId) })],
    [400, 'the brand is none', async (w) => ({ path: as((await w.user()).externalId), query: badBrand })],
    [404, 'there is no such user', () => ({ path: nobody })],
  ],
  SyncUser: [
    [400, 'the survivor is no text', () => ({ path: { zendeskId: '35436' }, json: { survivingZendeskId: 1 } })],
    [404, 'nobody here has a counterpart at Zendesk', () => ({ path: { zendeskId: '35436' }, json: { survivingZendeskId: '35437' } })],
  ],
};
