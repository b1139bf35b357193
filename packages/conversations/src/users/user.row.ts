import type { Identity } from '@parley/contracts';
import type { Metadata } from '@parley/kernel';
import type { Place } from '@parley/crypto-at-rest';
import { timestampJson } from '../json.sql.js';
import type { Profile } from './user.js';

/** A row of `users`, without how he is found. */
export interface UserRow {
  readonly id: string;
  readonly brand_id: string | null;
  readonly authenticated: boolean;
  readonly signed_up_at: Date;
  readonly to_be_retained: boolean | null;
  /** UserDetails. */
  readonly sealed_details: Buffer | null;
  /** UserName. */
  readonly sealed_name: Buffer | null;
}

/** What is sealed of a user, as one value; what is not known is absent. */
export interface UserDetails {
  readonly externalId?: string;
  readonly profile?: Profile;
  readonly metadata?: Metadata;
  readonly identities?: Identity[];
}

/** What his messages show of him; a value of its own, so that they can quote it. */
export interface UserName {
  readonly displayName: string;
}

/** Where a user's details belong. */
export const detailsOfUser = (userId: string): Place => ({ table: 'users', row: userId, column: 'sealed_details' });

/** Where a user's name belongs, also where a message quotes it. */
export const nameOfUser = (userId: string): Place => ({ table: 'users', row: userId, column: 'sealed_name' });

/** SQL of the columns of a UserRow. */
export const userColumns = (user: string): string =>
  ['id', 'brand_id', 'authenticated', 'signed_up_at', 'to_be_retained', 'sealed_details', 'sealed_name'].map((column) => `${user}.${column}`).join(', ');

/**
 * SQL of a user in the skeleton of an event (openapi.yaml, schema `user`). Written in SQL as well as in the mapper, because
 * the statement that posts a message puts its author into the event without a round trip of its own.
 */
export const userSkeletonJson = (user: string): string => `jsonb_strip_nulls(jsonb_build_object(
    'id', ${user}.id,
    'brandId', ${user}.brand_id,
    'authenticated', ${user}.authenticated,
    'signedUpAt', ${timestampJson(`${user}.signed_up_at`)},
    'toBeRetained', ${user}.to_be_retained,
    'profile', '{}'::jsonb,
    'metadata', '{}'::jsonb,
    'identities', '[]'::jsonb))`;
