import { ApiSchema } from '@nestjs/swagger';
import { ObjectField } from '../fields/index.js';
import { Participant } from './participant.js';

@ApiSchema({ name: 'ParticipantResponse', description: 'The created participant.' })
export class ParticipantResponse {
  @ObjectField(() => Participant, { optional: true })
  participant?: Participant;
}
