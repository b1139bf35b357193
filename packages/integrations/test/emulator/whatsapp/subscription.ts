import { randomInt } from 'node:crypto';
import { validateSubscription } from './validate.js';

/** That an app gets an account's events: at its own address, or at one that was set for the account ("Webhook overrides"). */
export interface Subscription {
  /** None is the app's own, which is set in Meta's dashboard. */
  readonly callback?: string;
}

/** What POST …/subscribed_apps asks for; or what is wrong with it. */
export async function subscriptionOf(asked: unknown): Promise<Subscription | { readonly problems: readonly string[] } | { readonly unverified: true }> {
  if (asked === undefined) return {};
  const problems = validateSubscription(asked);
  if (problems.length > 0) return { problems };
  const { override_callback_uri: callback, verify_token: token } = asked as { readonly override_callback_uri: string; readonly verify_token: string };
  return (await answersChallenge(callback, token)) ? { callback } : { unverified: true };
}

/** Whether who is called there knows the token: answers the challenge ("Create a webhook endpoint"). */
async function answersChallenge(callback: string, token: string): Promise<boolean> {
  const url = new URL(callback);
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  for (const [name, value] of Object.entries({ mode: 'subscribe', challenge, verify_token: token })) url.searchParams.set(`hub.${name}`, value);
  const answer = await fetch(url, { redirect: 'error' }).catch(() => undefined);
  return answer?.status === 200 && (await answer.text()) === challenge;
}
