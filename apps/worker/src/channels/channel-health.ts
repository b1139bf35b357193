import type { ChannelState } from '@parley/integrations';

/** How channels do, for monitors: counts and ages, and nobody's name. */
export interface ChannelHealth extends ChannelState {
  /** `degraded` where something waits for longer than it should. Integrations in error and parked events are for their apps and operators to look at: they are told, and no more. */
  readonly status: 'ok' | 'degraded';
}

/** Of what was seen `secondsAgo`: while the database is away, what waited goes on waiting. */
export function channelHealth({ events, messages, inError }: ChannelState, secondsAgo: number, behindSeconds: number): ChannelHealth {
  const now = <Side extends { readonly oldestSeconds: number }>(side: Side): Side => ({ ...side, oldestSeconds: side.oldestSeconds === 0 ? 0 : Math.round(side.oldestSeconds + secondsAgo) });
  const [heard, said] = [now(events), now(messages)];
  return { status: Math.max(heard.oldestSeconds, said.oldestSeconds) > behindSeconds ? 'degraded' : 'ok', events: heard, messages: said, inError };
}
