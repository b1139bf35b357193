import { ApiSchema } from '@nestjs/swagger';
import { EnumField, JsonField } from '../fields/index.js';

export const SYSTEM_ACTIVITIES = ['ticket:closed', 'ticket:transfer:email', 'conversation:endedByUser'] as const;

/** What made the system write a message. */
@ApiSchema({ name: 'activityMessage', description: 'The system activity that generated a message. In responses only.' })
export class ActivityMessage {
  @EnumField(SYSTEM_ACTIVITIES, { description: 'The type of system activity that generated the message.' })
  type!: (typeof SYSTEM_ACTIVITIES)[number];

  @JsonField({ optional: true, description: 'No additional data is supplied at this time.' })
  data?: Record<string, unknown>;
}
