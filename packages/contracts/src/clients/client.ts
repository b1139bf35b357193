import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, EnumField, IdField, JsonField, ObjectField, StringField, TimestampField } from '../fields/index.js';
import { CLIENT_TYPES, type ClientType } from '../participants/participant.js';

export const CLIENT_STATUSES = ['active', 'blocked', 'inactive', 'pending'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** A user on one channel, or on all SDKs together. */
@ApiSchema({ name: 'client' })
export class Client {
  @IdField({ optional: true, description: 'The unique ID of the client.', example: '5c9a34160c89726709136733' })
  id?: string;

  @EnumField(CLIENT_TYPES, { optional: true, description: 'The type of integration that the client represents; `sdk` for all SDKs.', example: 'telegram' })
  type?: ClientType;

  @EnumField(CLIENT_STATUSES, { optional: true, description: 'Whether the user is linked to the client. Whether its channel is connected, its integration says.', example: 'active' })
  status?: ClientStatus;

  @IdField({ optional: true, nullable: true, description: 'The integration that the client was created for. Not of clients of type `sdk`.', example: '582dedf230e788746891281a' })
  integrationId?: string | null;

  @StringField({ optional: true, nullable: true, description: 'Who the user is on the channel, such as a phone number. Not of clients of type `sdk`.', example: 'your-own-id' })
  externalId?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the user last used this client.', example: '2020-08-20T16:13:07.462Z' })
  lastSeen?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the client was added to the user.', example: '2020-06-23T14:33:47.492Z' })
  linkedAt?: string | null;

  @StringField({ optional: true, nullable: true, description: "The user's name on the channel.", example: 'Steve' })
  displayName?: string | null;

  @StringField({ optional: true, nullable: true, format: 'uri', description: "The URL of the user's avatar on the channel." })
  avatarUrl?: string | null;

  @JsonField({ optional: true, nullable: true, description: 'Properties that depend on the channel; none is always there.' })
  info?: Record<string, unknown> | null;

  @JsonField({ optional: true, nullable: true, description: 'Properties as the channel gave them; none is always there.' })
  raw?: Record<string, unknown> | null;
}

@ApiSchema({ name: 'clientResponse' })
export class ClientResponse {
  @ObjectField(() => Client, { optional: true })
  client?: Client;
}

@ApiSchema({ name: 'clientListResponse' })
export class ClientListResponse {
  @ArrayField(() => Client, { optional: true, description: 'The clients, in the order of their ids.' })
  clients?: Client[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
