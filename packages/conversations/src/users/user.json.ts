import { timestampJson } from '../json.sql.js';

/**
 * SQL of a user as the API and the events show one (openapi.yaml, schema `user`). Written in SQL, once, because the
 * statement that posts a message puts its author into the event without a round trip of its own.
 */
export const userJson = (user: string): string => `json_strip_nulls(json_build_object(
    'id', ${user}.id,
    'externalId', ${user}.external_id,
    'brandId', ${user}.brand_id,
    'authenticated', ${user}.authenticated,
    'signedUpAt', ${timestampJson(`${user}.signed_up_at`)},
    'toBeRetained', ${user}.to_be_retained,
    'profile', ${user}.profile,
    'metadata', ${user}.metadata,
    'identities', (
      select coalesce(json_agg(json_build_object('type', i.type, 'value', i.value, 'verification', i.verification)
        order by i.type, i.value), '[]')
      from user_identities i where i.app_id = ${user}.app_id and i.user_id = ${user}.id)))`;
