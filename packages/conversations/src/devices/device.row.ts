import type { DeviceStatus, DeviceType } from '@parley/contracts';
import type { Place } from '@parley/crypto-at-rest';

/** A row of `devices`. */
export interface DeviceRow {
  readonly id: string;
  readonly user_id: string;
  readonly client_id: string;
  readonly integration_id: string;
  readonly type: DeviceType;
  readonly status: DeviceStatus;
  readonly last_seen: Date;
  /** DeviceDetails, under the key of the user. */
  readonly sealed_details: Buffer | null;
}

/** What is sealed of a device: what its SDK says. */
export interface DeviceDetails {
  readonly guid?: string;
  readonly pushNotificationToken?: string;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly appVersion?: string;
}

/** Where a device's details belong. */
export const detailsOfDevice = (deviceId: string): Place => ({ table: 'devices', row: deviceId, column: 'sealed_details' });

/** SQL of the columns of a DeviceRow. */
export const deviceColumns = (device: string): string =>
  ['id', 'user_id', 'client_id', 'integration_id', 'type', 'status', 'last_seen', 'sealed_details'].map((column) => `${device}.${column}`).join(', ');
