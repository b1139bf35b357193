import type { AppError } from '@parley/kernel';
import {
  acceptsAnothersOffer, ambiguousTarget, noNextIntegration, nothingOffered, notInControl, offeredToTheActive, switchboardIntegrationNotFound,
} from './switchboard.errors.js';
import type { SwitchboardIntegrationRow } from './switchboard-integration.row.js';

/** Who is in control of a conversation and whom it is offered to: at most one each, never the same. The others are on standby. */
export interface Control {
  readonly active?: SwitchboardIntegrationRow;
  readonly pending?: SwitchboardIntegrationRow;
}

/** What an action meets. */
export interface Situation extends Control {
  /** All in the switchboard. */
  readonly integrations: readonly SwitchboardIntegrationRow[];
  /** Whose key acts; none for keys of the app and the account. */
  readonly callerId?: string;
}

/** What a failure's event says (openapi.yaml, the examples of the events). */
export interface Failure {
  readonly code: 'switchboard_invalid_target' | 'switchboard_invalid_action';
  readonly message: string;
}

/** What comes of an action: a new state, nothing at all, a failure that is told, or a refusal that is told to nobody. */
export type Outcome =
  | { readonly kind: 'changed'; readonly control: Control }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: AppError }
  | { readonly kind: 'refused'; readonly error: AppError };

const invalidTarget = (error: AppError, message = 'Switchboard invalid target'): Outcome =>
  ({ kind: 'failed', failure: { code: 'switchboard_invalid_target', message }, error });

interface Target {
  readonly integration?: SwitchboardIntegrationRow;
  readonly by: 'next' | 'id' | 'name' | 'type';
}

/** By `next`, id, name or type, in this order of precedence (openapi.yaml, passControlBody). */
function targetOf({ integrations, active }: Situation, given: string): Target | Outcome {
  const having = (id: string | null | undefined) => integrations.find((each) => each.id === id);
  if (given === 'next') return { integration: having(active?.next_switchboard_integration_id), by: 'next' };
  const byId = having(given);
  if (byId) return { integration: byId, by: 'id' };
  const named = integrations.filter(({ name }) => name === given);
  const found = named.length > 0 ? named : integrations.filter(({ integration_type: type }) => type === given);
  return found.length > 1 ? invalidTarget(ambiguousTarget()) : { integration: found[0], by: named.length > 0 ? 'name' : 'type' };
}

const nobodyThere = (by: Target['by']): Outcome => invalidTarget(by === 'next' ? noNextIntegration() : switchboardIntegrationNotFound());

/**
 * A repeat by an integration that already passed on does nothing: it is not in control any more, and what it asks for by id, name
 * or `next` has happened (client changelog 9.12.0).
 */
function repeats({ integrations, active, callerId }: Situation, { integration, by }: Target): boolean {
  if (callerId === undefined || !active || active.integration_id === callerId) return false;
  if (by === 'next') return integrations.some((each) => each.integration_id === callerId);
  return by !== 'type' && integration?.id === active.id;
}

/** passControl: the target becomes active, all others go on standby. */
export function pass(situation: Situation, given: string): Outcome {
  const target = targetOf(situation, given);
  if ('kind' in target) return target;
  if (repeats(situation, target)) return { kind: 'unchanged' };
  return target.integration ? { kind: 'changed', control: { active: target.integration } } : nobodyThere(target.by);
}

/** offerControl: the target becomes pending, whoever was pending before. */
export function offer(situation: Situation, given: string): Outcome {
  const target = targetOf(situation, given);
  if ('kind' in target) return target;
  if (!target.integration) return nobodyThere(target.by);
  if (target.integration.id === situation.active?.id) return invalidTarget(offeredToTheActive(), offeredToTheActive().title);
  return { kind: 'changed', control: { active: situation.active, pending: target.integration } };
}

/** acceptControl: who is pending becomes active. */
export function accept({ pending, callerId }: Situation): Outcome {
  if (!pending) return { kind: 'failed', failure: { code: 'switchboard_invalid_action', message: nothingOffered().title }, error: nothingOffered() };
  if (callerId !== undefined && pending.integration_id !== callerId) return { kind: 'refused', error: acceptsAnothersOffer() };
  return { kind: 'changed', control: { active: pending } };
}

/** releaseControl: nobody is active or pending any more; the next activity chooses the default again. */
export function release({ active, pending, callerId }: Situation): Outcome {
  if (callerId !== undefined && active?.integration_id !== callerId) return { kind: 'refused', error: notInControl() };
  return active || pending ? { kind: 'changed', control: {} } : { kind: 'unchanged' };
}
