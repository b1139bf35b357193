import { ApiSchema } from '@nestjs/swagger';
import { IdField, ObjectField, StringField, TimestampField } from '../fields/index.js';

@ApiSchema({ name: 'linkRequestCreateBody' })
export class LinkRequestCreateBody {
  @IdField({ description: 'The integration by whose channel the user is to be reached. Its channel has to be one that people come to by links, and connected.', example: '582dedf230e788746891281a' })
  integrationId!: string;

  @IdField({ optional: true, description: 'The conversation to go on with, a personal one of the user. Without it, his default conversation, which is made where he has none.', example: '029c31f25a21b47effd7be90' })
  conversationId?: string;
}

@ApiSchema({ name: 'linkRequest', description: 'A link by which a user comes to a channel. Whoever opens it first is this user from then on: it is to be given to him alone.' })
export class LinkRequest {
  @IdField({ description: 'The id of the link request.', example: '5e1606762556d93e9c176f6a' })
  id!: string;

  @IdField({ description: 'The integration that the link leads to.', example: '582dedf230e788746891281a' })
  integrationId!: string;

  @IdField({ description: 'The conversation that goes on there.', example: '029c31f25a21b47effd7be90' })
  conversationId!: string;

  @StringField({ description: 'What the link carries. It is answered this once.', example: 'wm3GFnkBZyh0hVv2Uu1bW8gqQJ0oYt5a' })
  code!: string;

  @StringField({ format: 'uri', description: 'The link; a QR code of it does as well.', example: 'https://t.me/shop_bot?start=wm3GFnkBZyh0hVv2Uu1bW8gqQJ0oYt5a' })
  url!: string;

  @TimestampField({ description: 'Until when it can be opened: a day from now.', example: '2026-03-05T05:06:07.000Z' })
  expiresAt!: string;
}

@ApiSchema({ name: 'linkRequestResponse' })
export class LinkRequestResponse {
  @ObjectField(() => LinkRequest)
  linkRequest!: LinkRequest;
}
