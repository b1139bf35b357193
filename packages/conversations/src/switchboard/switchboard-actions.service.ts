import { Injectable } from '@nestjs/common';
import { Keyring, type CellReference } from '@parley/crypto-at-rest';
import { newId, type AppError, type AppId, type RequestContext } from '@parley/kernel';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { appendControlEvent } from '../conversations.events.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import type { Quotation } from '../messages/message.draft.js';
import { accept, offer, pass, release, type Control, type Outcome, type Situation } from './control.machine.js';
import { IN_FORCE, SET_CONTROL } from './control.queries.js';
import { quoteHistory } from './message-history.js';
import { noSwitchboardInForce } from './switchboard.errors.js';
import type { SwitchboardIntegrationRow } from './switchboard-integration.row.js';

/** What an action says besides its name. */
export interface ControlInput {
  readonly conversationId: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** The same with whom it is for. */
export interface TargetedInput extends ControlInput {
  readonly switchboardIntegration: string;
}

type Action = 'passControl' | 'offerControl' | 'acceptControl' | 'releaseControl';

const NOTHING: Quotation = { skeleton: {}, references: [], cells: [] };

/**
 * Who is in control of a conversation. Each action and its event are one transaction, under the conversation's lock; a failure is
 * told by an event too, and changes nothing (semantics §9). All raise conversation_not_found, switchboard_not_found.
 */
@Injectable()
export class SwitchboardActionsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /** Raises switchboard_integration_not_found for an unknown target, bad_request for an ambiguous one. */
  passControl(ctx: RequestContext, input: TargetedInput): Promise<void> {
    return this.act(ctx, 'passControl', input, (situation) => pass(situation, input.switchboardIntegration));
  }

  /** Raises as passControl does, and bad_request when the target is active. */
  offerControl(ctx: RequestContext, input: TargetedInput): Promise<void> {
    return this.act(ctx, 'offerControl', input, (situation) => offer(situation, input.switchboardIntegration));
  }

  /** Raises bad_request when nobody is pending, forbidden when another integration than the caller's is. */
  acceptControl(ctx: RequestContext, input: ControlInput): Promise<void> {
    return this.act(ctx, 'acceptControl', input, accept);
  }

  /** Raises forbidden when the calling integration is not active. */
  releaseControl(ctx: RequestContext, input: ControlInput): Promise<void> {
    return this.act(ctx, 'releaseControl', input, release);
  }

  private async act(ctx: RequestContext, action: Action, { conversationId, metadata }: ControlInput, decide: (situation: Situation) => Outcome): Promise<void> {
    const error = await this.db.app(ctx.appId).transaction(async (tx): Promise<AppError | undefined> => {
      const conversation = await lockConversation(tx, ctx.appId, conversationId);
      const situation = await situationOf(tx, ctx, conversation);
      const outcome = decide(situation);
      if (outcome.kind === 'refused') throw outcome.error;
      if (outcome.kind === 'unchanged') return undefined;
      const after = outcome.kind === 'changed' ? outcome.control : situation;
      if (outcome.kind === 'changed') await tx.query(SET_CONTROL, [ctx.appId, conversationId, after.active?.id ?? null, after.pending?.id ?? null]);
      const said = await this.sealMetadata(tx, ctx.appId, conversationId, metadata);
      const history = outcome.kind === 'changed' ? await historyFor(tx, ctx.appId, conversationId, action, after) : NOTHING;
      const [type, failure] = outcome.kind === 'failed' ? [`switchboard:${action}:failure`, { error: outcome.failure }] : [`switchboard:${action}`, {}];
      await appendControlEvent(tx, ctx.appId, type, conversation, { ...failure, ...history.skeleton }, {
        quoted: [...said, ...history.references.map((reference, index) => [reference, history.cells[index] ?? null] as const)],
        concerned: concernedBy(situation, after),
      });
      return outcome.kind === 'failed' ? outcome.error : undefined;
    });
    this.wakeUp.signal();
    if (error) throw error;
  }

  /** Sealed for its event alone, under the conversation's key. */
  private async sealMetadata(tx: Sql, appId: AppId, conversationId: string, metadata: ControlInput['metadata']): Promise<[CellReference, Buffer | null][]> {
    if (!metadata) return [];
    const place = { table: 'outbox_events', row: `${conversationId}/${newId()}`, column: 'cells' };
    const [cell = null] = await this.keyring.seal(tx, ownerOfConversation(appId, conversationId), [{ place, value: { metadata } }]);
    return [[['', `conversation:${conversationId}`, place.table, place.row, place.column], cell]];
  }
}

/** Raises switchboard_not_found unless the switchboard is in force. */
async function situationOf(tx: Sql, { appId, principal }: RequestContext, { control }: ConversationRow): Promise<Situation> {
  const integrations = await tx.query<SwitchboardIntegrationRow>(IN_FORCE, [appId]);
  if (integrations.length === 0) throw noSwitchboardInForce();
  const known = (shown: { readonly id: string } | undefined) => integrations.find(({ id }) => id === shown?.id);
  return {
    integrations, callerId: principal.integrationId,
    active: known(control?.activeSwitchboardIntegration), pending: known(control?.pendingSwitchboardIntegration),
  };
}

/** Messages ride along to whom control is passed or offered, as many as he wants. */
async function historyFor(tx: Sql, appId: AppId, conversationId: string, action: Action, { active, pending }: Control): Promise<Quotation> {
  const given = action === 'passControl' ? active : action === 'offerControl' ? pending : undefined;
  const count = given?.message_history_count ?? null;
  return count === null ? NOTHING : quoteHistory(tx, appId, conversationId, count);
}

/** Who acts, who had or was offered control, and who has it or is offered it now. */
const concernedBy = ({ callerId, ...before }: Situation, after: Control): string[] => [
  ...new Set([callerId, ...[before.active, before.pending, after.active, after.pending].map((each) => each?.integration_id)]),
].filter((id) => id !== undefined);
