import { ApiSchema } from '@nestjs/swagger';
import { Beside, ExactlyOneWith } from '../fields/beside.js';
import { BooleanField, IdField, StringField } from '../fields/index.js';

/** One of openapi.yaml's two alternatives; as objects without `required` they cannot be told apart by a schema (semantics.md, 16.1). */
abstract class ParticipantOf {
  @IdField({ optional: true, description: 'The id of the user. One of `userId` or `userExternalId` is required, but not both.' })
  @ExactlyOneWith('userExternalId')
  userId?: string;

  @StringField({ optional: true, min: 1, max: 1024, description: 'The externalId of the user.', example: 'your-own-user-id' })
  userExternalId?: string;
}

@ApiSchema({ name: 'participantSubSchema' })
export class ParticipantSubSchema extends ParticipantOf {
  @BooleanField({ optional: true, description: 'Subscribes the SDK client of the participant; makes one if there is none. Required in an `sdkGroup`.' })
  subscribeSDKClient?: boolean;
}

@ApiSchema({ name: 'participantJoinBody' })
export class ParticipantJoinBody extends ParticipantOf {
  @BooleanField({ optional: true, description: 'Subscribes the SDK client of the participant; makes one if there is none. Required.' })
  @Beside<ParticipantJoinBody>((body) => (body.subscribeSDKClient === undefined ? 'is required in an sdkGroup conversation' : undefined))
  subscribeSDKClient?: boolean;
}

@ApiSchema({ name: 'participantLeaveBody' })
export class ParticipantLeaveBody {
  @IdField({ optional: true, description: 'The id of the user that will be removed.', example: '42589ad070d43be9b00ff7e5' })
  @ExactlyOneWith('userExternalId', 'participantId')
  userId?: string;

  @StringField({ optional: true, min: 1, max: 1024, description: 'The externalId of the user that will be removed.', example: 'your-own-user-id' })
  userExternalId?: string;

  @IdField({ optional: true, description: 'The participantId that will be removed.', example: '42589ad070d43be9b00ff7e5' })
  participantId?: string;
}
