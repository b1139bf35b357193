import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, IdField, JsonField, ObjectField, StringField, TimestampField } from '../fields/index.js';

export const DEVICE_TYPES = ['android', 'ios', 'web'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

export const DEVICE_STATUSES = ['active', 'inactive'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

/** An installation of an SDK, under the user's client of type `sdk`. */
@ApiSchema({ name: 'device' })
export class Device {
  @IdField({ optional: true, description: 'The unique ID of the device.', example: 'de13bee15b51033b34162411' })
  id?: string;

  @EnumField(DEVICE_TYPES, { optional: true, description: 'The type of integration that the device represents.' })
  type?: DeviceType;

  @StringField({ optional: true, description: 'What the SDK calls the device.' })
  guid?: string;

  @IdField({ optional: true, description: 'The client to which the device belongs.' })
  clientId?: string;

  @EnumField(DEVICE_STATUSES, { optional: true, description: 'Whether the device will receive push notifications.' })
  status?: DeviceStatus;

  @IdField({ optional: true, description: 'The integration that the device was created for.' })
  integrationId?: string;

  @TimestampField({ optional: true, description: 'When the user last used the device.' })
  lastSeen?: string;

  @StringField({ optional: true, nullable: true, description: 'The token for push notifications on Android and iOS.' })
  pushNotificationToken?: string | null;

  @JsonField({ optional: true, nullable: true, description: 'Properties that depend on the SDK; none is always there.' })
  info?: Record<string, unknown> | null;

  @StringField({ optional: true, nullable: true, description: 'The version of the app that the SDK is part of. Not of devices of type `web`.' })
  appVersion?: string | null;
}

@ApiSchema({ name: 'deviceListResponse' })
export class DeviceListResponse {
  @ArrayField(() => Device, { optional: true, description: 'The devices, the one last seen first.' })
  devices?: Device[];
}

@ApiSchema({ name: 'deviceResponse' })
export class DeviceResponse {
  @ObjectField(() => Device, { optional: true, description: 'The device.' })
  device?: Device;
}
