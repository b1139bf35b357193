import type pg from 'pg';
import type { Rest } from '../stage/rest.js';

/** The app that grows. */
export interface FlatApp {
  readonly id: string;
  readonly base: string;
  /** Calls the API as the account. */
  readonly call: Rest;
  /** The superuser, who makes rows. */
  readonly client: pg.Client;
}

/** Requests under way while something is made. */
const TOGETHER = 16;

/** What `work` answers for each, some at a time. */
export async function together<In, Out>(list: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
  const answers: Out[] = [];
  const left = list.entries();
  const next = async (): Promise<void> => {
    for (const [place, one] of left) answers[place] = await work(one);
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  return answers;
}
