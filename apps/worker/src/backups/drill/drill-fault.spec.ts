import { expect, it } from '@jest/globals';
import { BackupFault } from '@parley/backup';
import { CryptoFault } from '@parley/crypto-at-rest';
import { AppError } from '@parley/kernel';
import { ObjectStoreError } from '@parley/object-store';
import { drillFault } from './drill-fault.js';

const error = (message: string, code?: string): Error => Object.assign(new Error(message), code !== undefined && { code });

it.each([
  [new BackupFault('different', 'Table messages has other rows'), 'different', 'Table messages has other rows'],
  [new CryptoFault('key_missing'), 'unreadable', expect.any(String)],
  [new ObjectStoreError('refused', 'S3 refuses (AccessDenied)'), 'unreadable', 'S3 refuses (AccessDenied)'],
  [error('duplicate key value violates unique constraint of ada@example.com', '23505'), 'failed', 'Error 23505'],
  [new TypeError('ada@example.com is not a function'), 'failed', 'TypeError'],
  ['ada@example.com', 'failed', 'unknown'],
])('a drill that ends with %s fails, and says nothing of what was restored', (thrown, code, line) => {
  expect(drillFault(thrown)).toEqual({ code, line });
});

it.each([
  new BackupFault('interrupted', 'gave way'), new ObjectStoreError('unavailable', 'S3 does not answer'), new AppError('service_unavailable', 'keys cannot be had'),
  error('connect ECONNREFUSED 10.0.0.7:5432', 'ECONNREFUSED'), error('could not extend file', '53100'), error('terminating connection', '57P01'), error('no password', '28P01'),
  error('Connection terminated unexpectedly'),
])('a drill that ends with %s was not carried out', (thrown) => {
  expect(drillFault(thrown).code).toBe('interrupted');
});
