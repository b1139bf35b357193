import type { Settings } from '@parley/kernel';
import { channelOf } from '../channels/registry.js';
import type { Rates } from './rate-limits.js';

/** The rates of a type of channel: those that its folder knows, or the installation's own (PARLEY_CHANNEL_RATES). */
export function ratesOf({ channelRates }: Pick<Settings, 'channelRates'>): (type: string) => Rates {
  const own = new Map(channelRates?.map(({ name, place }) => [name, told(place)]));
  return (type) => own.get(type) ?? channelOf(type)?.outbound.rates ?? {};
}

/** `1000/2`: so many requests a second in all, so many to one person; with bursts of a second. */
function told(rates: string): Rates {
  const [overall, recipient] = rates.split('/').map(Number).map((perSecond) => ({ perSecond, burst: Math.max(1, Math.round(perSecond)) }));
  return { ...(overall && { overall }), ...(recipient && { recipient }) };
}
