import { ApiSchema } from '@nestjs/swagger';
import { StringField, TimestampField } from '../fields/index.js';

/** What a channel refused last (ours: the reference tells no more than `status`). */
@ApiSchema({ name: 'integrationError', description: 'What the channel refused last. It stays when all is well again: `status` says how the integration does now.' })
export class IntegrationError {
  @StringField({
    optional: true, example: 'auth',
    description: 'A stable code. `auth`: the channel refuses the credentials; `rate_limited`: it holds requests back; `temporary`: it does not answer; `unknown`: it did not say what came of a request.',
  })
  code?: string;

  @StringField({ optional: true, description: 'What it means, with the channel’s own code.', example: 'The channel refuses the credentials (401)' })
  message?: string;

  @TimestampField({ optional: true, description: 'When it happened last; of the same again within a minute, the first time.', example: '2026-11-24T14:10:00.000Z' })
  occurredAt?: string;
}
