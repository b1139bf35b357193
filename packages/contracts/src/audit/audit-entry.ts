import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, IdField, JsonField, ObjectField, StringField, TimestampField } from '../fields/index.js';

/** Who acted. */
@ApiSchema({ name: 'auditActor' })
export class AuditActor {
  @StringField({ description: 'The id of the key that was used; `operator` for the command line, `parley` for the product itself.', example: 'act_5723a347f82ba0516cb4ea34' })
  id: string;

  @StringField({ description: 'What the key may reach: `account`, `app` or `integration`; else `operator` or `system`.', example: 'account' })
  scope: string;

  @StringField({ nullable: true, description: 'The IP address that the act came from.', example: '192.0.2.7' })
  address: string | null;
}

/** What was acted on. */
@ApiSchema({ name: 'auditTarget' })
export class AuditTarget {
  @StringField({ example: 'webhook' })
  type: string;

  @StringField({ nullable: true, example: '5e1606762556d93e9c176f69' })
  id: string | null;
}

/** One entry of the audit log: who did what, on what, when. */
@ApiSchema({ name: 'auditEntry' })
export class AuditEntry {
  @IdField({ description: 'The id of the entry.', example: '5e1606762556d93e9c176f69' })
  id: string;

  @StringField({ nullable: true, description: 'The account in whose log the entry is.' })
  accountId: string | null;

  @StringField({ nullable: true, description: 'The app that the act was about.' })
  appId: string | null;

  @ObjectField(() => AuditActor, { description: 'Who acted.' })
  actor: AuditActor;

  @StringField({ description: 'What was done.', example: 'webhook:create' })
  action: string;

  @ObjectField(() => AuditTarget, { description: 'What was acted on.' })
  target: AuditTarget;

  @StringField({ description: '`done`, or `refused`.', example: 'done' })
  outcome: string;

  @StringField({ nullable: true, description: 'The `X-Request-Id` of the request.' })
  requestId: string | null;

  @TimestampField({ description: 'When.', example: '2026-11-24T14:10:00.000Z' })
  at: string;

  @JsonField({ description: 'Further facts and ids, by the kind of act. Never what a customer wrote.' })
  details: object;
}

@ApiSchema({ name: 'auditEntryListResponse' })
export class AuditEntryListResponse {
  @ArrayField(() => AuditEntry, { description: 'List of returned entries.' })
  entries: readonly AuditEntry[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
