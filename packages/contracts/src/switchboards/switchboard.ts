import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, IdField, ObjectField } from '../fields/index.js';

const ENABLED = { description: 'Whether the switchboard is enabled. While it is not, integrations linked to it receive all events.' };
const DEFAULT = {
  optional: true,
  description: 'The id of the switchboard integration that will be given control when a new conversation begins, and of conversations that existed before the switchboard was enabled.',
  example: '5ef21b132f21af34f088530e',
};

/** Decides which business system is in control of a conversation (openapi.yaml, switchboard). */
@ApiSchema({ name: 'switchboard' })
export class Switchboard {
  @IdField({ description: 'The unique ID of the switchboard.', example: '5ef21b132f21af34f088530d' })
  id: string;

  @BooleanField(ENABLED)
  enabled: boolean;

  @IdField(DEFAULT)
  defaultSwitchboardIntegrationId?: string;
}

/** What may be changed of a switchboard (openapi.yaml, switchboardUpdateBody). */
@ApiSchema({ name: 'switchboardUpdateBody' })
export class SwitchboardUpdateBody {
  @BooleanField({ ...ENABLED, optional: true })
  enabled?: boolean;

  @IdField(DEFAULT)
  defaultSwitchboardIntegrationId?: string;
}

/** openapi.yaml, SwitchboardResponse. */
@ApiSchema({ name: 'switchboardResponse' })
export class SwitchboardResponse {
  @ObjectField(() => Switchboard, { optional: true, description: 'The switchboard.' })
  switchboard: Switchboard;
}

/** openapi.yaml, switchboardListResponse. */
@ApiSchema({ name: 'switchboardListResponse' })
export class SwitchboardListResponse {
  @ArrayField(() => Switchboard, { optional: true, description: 'List of returned switchboards.' })
  switchboards: Switchboard[];
}
