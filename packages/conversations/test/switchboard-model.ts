/**
 * The switchboard as semantics.md §9 tells it, for one conversation; written from there and not from the product. Switchboard
 * integrations go by their names, which are the names of their integrations too; a caller without a name is a key of the app.
 */

export const NAMES = ['bot', 'desk', 'sales'] as const;

export type Name = (typeof NAMES)[number];

/** What may be given as a target: a name, one that nobody has, a type that may be ambiguous, or `next`. */
export const TARGETS = [...NAMES, 'nobody', 'custom', 'next'] as const;

export type Target = (typeof TARGETS)[number];

export type Caller = Name | 'app';

type Do<What extends string, With = unknown> = What extends string ? { readonly do: What } & With : never;

export type Step =
  | Do<'pass' | 'offer', { readonly caller: Caller; readonly target: Target }>
  | Do<'accept' | 'release', { readonly caller: Caller }>
  | Do<'say' | 'type' | 'enable' | 'disable'>
  | Do<'delete' | 'add' | 'default', { readonly name: Name }>
  | Do<'next', { readonly name: Name; readonly next: Name }>;

/** What a step answers, a code or nothing wrong, and the event that it emits. */
export interface Result {
  readonly answer: string;
  readonly event?: string;
}

const ok = (event?: string): Result => ({ answer: 'ok', event });
const REFUSED: Result = { answer: 'bad_request' };
const UNKNOWN: Result = { answer: 'switchboard_integration_not_found' };

/** Makes of both what `Model.state` answers: who is in control and whom it is offered to. */
export type State = readonly [active?: Name, pending?: Name];

export class Model {
  private readonly members = new Set<Name>(NAMES);
  private readonly nexts = new Map<Name, Name>();
  private enabled = true;
  private byDefault: Name = 'bot';
  private active: Name | undefined = 'bot';
  private pending: Name | undefined;

  get state(): State {
    return this.enabled ? [this.active, this.pending] : [undefined, undefined];
  }

  apply(step: Step): Result {
    if (step.do === 'pass' || step.do === 'offer' || step.do === 'accept' || step.do === 'release')
      return this.enabled ? this.control(step) : { answer: 'switchboard_not_found' };
    if (step.do === 'say' || step.do === 'type') return this.activity(step.do === 'say' ? 'conversation:message' : 'conversation:typing');
    if (step.do === 'enable' || step.do === 'disable') {
      this.enabled = step.do === 'enable';
      return ok();
    }
    return this.configure(step);
  }

  /** None → active: the default. */
  private activity(event: string): Result {
    if (this.enabled && this.active === undefined) {
      this.active = this.byDefault;
      if (this.pending === this.active) this.pending = undefined;
    }
    return ok(event);
  }

  private configure(step: Extract<Step, { do: 'delete' | 'add' | 'default' | 'next' }>): Result {
    if (step.do === 'add') this.members.add(step.name);
    else if (!this.members.has(step.name)) return UNKNOWN;
    else if (step.do === 'default') this.byDefault = step.name;
    else if (step.do === 'next') {
      if (!this.members.has(step.next)) return UNKNOWN;
      this.nexts.set(step.name, step.next);
    } else {
      const referred = [...this.nexts].some(([from, next]) => from !== step.name && next === step.name);
      if (this.byDefault === step.name || referred) return REFUSED;
      this.members.delete(step.name);
      this.nexts.delete(step.name);
      if (this.active === step.name) this.active = undefined;
      if (this.pending === step.name) this.pending = undefined;
    }
    return ok();
  }

  private control(step: Extract<Step, { do: 'pass' | 'offer' | 'accept' | 'release' }>): Result {
    if (step.do === 'accept') return this.accept(step.caller);
    if (step.do === 'release') return this.release(step.caller);
    const failed = (answer: string): Result => ({ answer, event: `switchboard:${step.do}Control:failure` });
    if (step.do === 'pass' && this.hasPassedOn(step.caller, step.target)) return ok();
    if (step.target === 'custom' && this.members.size > 1) return failed('bad_request');
    const target = this.resolve(step.target);
    if (target === undefined) return failed('switchboard_integration_not_found');
    if (step.do === 'offer' && target === this.active) return failed('bad_request');
    this.pending = step.do === 'offer' ? target : undefined;
    if (step.do === 'pass') this.active = target;
    return ok(`switchboard:${step.do}Control`);
  }

  private resolve(target: Target): Name | undefined {
    if (target === 'next') return this.active && this.nexts.get(this.active);
    if (target === 'custom') return [...this.members][0];
    return [...this.members].find((name) => name === target);
  }

  /** A repeat by a caller that already passed on does nothing; he is known by his integration's key. */
  private hasPassedOn(caller: Caller, target: Target): boolean {
    if (caller === 'app' || this.active === undefined || this.active === caller) return false;
    return target === 'next' ? this.members.has(caller) : target === this.active;
  }

  private accept(caller: Caller): Result {
    if (this.pending === undefined) return { answer: 'bad_request', event: 'switchboard:acceptControl:failure' };
    if (caller !== 'app' && caller !== this.pending) return { answer: 'forbidden' };
    this.active = this.pending;
    this.pending = undefined;
    return ok('switchboard:acceptControl');
  }

  private release(caller: Caller): Result {
    if (caller !== 'app' && caller !== this.active) return { answer: 'forbidden' };
    const event = this.active ?? this.pending ? 'switchboard:releaseControl' : undefined;
    this.active = undefined;
    this.pending = undefined;
    return ok(event);
  }
}
