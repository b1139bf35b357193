import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, EnumField, IdField, ObjectField, StringField, TimestampField } from '../fields/index.js';

/** What a legal hold can be on. */
export const LEGAL_HOLD_TYPES = ['app', 'user', 'conversation'] as const;

export type LegalHoldType = (typeof LEGAL_HOLD_TYPES)[number];

@ApiSchema({ name: 'legalHoldTarget' })
export class LegalHoldTarget {
  @EnumField(LEGAL_HOLD_TYPES, { example: 'user', description: 'What is held: the app with everything in it, a user, or a conversation.' })
  type: LegalHoldType;

  @IdField({ example: '5e1606762556d93e9c176f69', description: 'Its id.' })
  id: string;
}

@ApiSchema({ name: 'legalHoldPlaceBody' })
export class LegalHoldPlaceBody {
  @ObjectField(() => LegalHoldTarget, { description: 'What is to be held.' })
  target: LegalHoldTarget;

  @StringField({ optional: true, min: 1, max: 128, example: '2026-CV-0117', description: 'By what you know the matter. Sealed at rest; nobody is told of it but account keys.' })
  reference?: string;
}

/** A legal hold as the API shows one. */
@ApiSchema({ name: 'legalHold' })
export class LegalHold {
  @IdField({ example: '5e1606762556d93e9c176f6a', description: 'The id of the hold.' })
  id: string;

  @ObjectField(() => LegalHoldTarget, { description: 'What is held.' })
  target: LegalHoldTarget;

  @StringField({ optional: true, example: '2026-CV-0117', description: 'By what you know the matter.' })
  reference?: string;

  @TimestampField({ description: 'When it was placed.', example: '2026-11-24T14:10:00.000Z' })
  createdAt: string;

  @StringField({ description: 'The id of the key that placed it.', example: 'act_5723a347f82ba0516cb4ea34' })
  createdBy: string;

  @TimestampField({ optional: true, description: 'When it was lifted; absent while it is in force.', example: '2026-12-24T14:10:00.000Z' })
  liftedAt?: string;

  @StringField({ optional: true, description: 'The id of the key that lifted it.', example: 'act_5723a347f82ba0516cb4ea34' })
  liftedBy?: string;
}

@ApiSchema({ name: 'legalHoldResponse' })
export class LegalHoldResponse {
  @ObjectField(() => LegalHold, { description: 'The hold.' })
  hold: LegalHold;
}

@ApiSchema({ name: 'legalHoldListResponse' })
export class LegalHoldListResponse {
  @ArrayField(() => LegalHold, { description: 'List of returned holds.' })
  holds: readonly LegalHold[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
