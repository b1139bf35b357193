import type { Conformance } from './conformance.js';
import { eventually } from './eventually.js';
import { Poster, type Attempt } from './poster.js';
import type { RestClient } from './rest-client.js';

/** An app with one conversation, and the client that posts in it. */
export interface LoggedApp {
  readonly id: string;
  readonly messages: string;
  readonly poster: Poster;
}

interface Options {
  readonly count: number;
  readonly baseUrl: string;
  readonly authorization: string;
  readonly restMs: number;
}

/** Apps that are all written to, each by a client of its own that keeps a log. */
export class LoggedApps {
  private constructor(readonly all: readonly LoggedApp[]) {}

  static async open(rest: RestClient, conformance: Conformance, { count, baseUrl, authorization, restMs }: Options): Promise<LoggedApps> {
    const begin = async (number: number): Promise<LoggedApp> => {
      const { app: { id } } = await rest.post<{ app: { id: string } }>('/v2/apps', { displayName: `App ${number}` });
      const { user } = await rest.post<{ user: { id: string } }>(`/v2/apps/${id}/users`, { externalId: 'ada' });
      const { conversation } = await rest.post<{ conversation: { id: string } }>(`/v2/apps/${id}/conversations`, { type: 'personal', participants: [{ userId: user.id }] });
      const messages = `/v2/apps/${id}/conversations/${conversation.id}/messages`;
      const poster = new Poster({ url: `${baseUrl}${messages}`, authorization, conversationId: conversation.id, keyed: true, restMs, name: `app-${number}`, heard: conformance.exchange });
      return { id, messages, poster };
    };
    const all: LoggedApp[] = [];
    for (let number = 0; number < count; number += 1) all.push(await begin(number));
    return new LoggedApps(all);
  }

  attempts(): Attempt[] {
    return this.all.flatMap(({ poster }) => poster.log);
  }

  acknowledged(): number {
    return this.attempts().filter(({ outcome }) => outcome === 'ok').length;
  }

  /** Resolves when so many more posts are acknowledged. */
  async post(count: number, seconds = 60): Promise<void> {
    const goal = this.acknowledged() + count;
    await eventually(`${count} posts`, () => this.acknowledged() >= goal, seconds);
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(({ poster }) => poster.stop()));
  }

  /** What is not as the clients' logs have it, of these apps or of all. */
  async differences(rest: RestClient, { to, apps = this.all }: { readonly to?: number; readonly apps?: readonly LoggedApp[] } = {}): Promise<string[]> {
    const found: string[] = [];
    for (const { messages, poster } of apps) found.push(...differences(poster.log, await rest.allTexts(messages), to));
    return found;
  }
}

/** What of a conversation's messages is not as the log of its client has it: all that was acknowledged until a moment (ms since 1970), once, in its order, and nothing that was begun later. */
export function differences(log: readonly Attempt[], listed: readonly { readonly id: string; readonly text: string }[], to = Infinity): string[] {
  const byText = Map.groupBy(listed, ({ text }) => text);
  const known = new Map(log.map((attempt) => [attempt.text, attempt]));
  const lost = log.filter(({ outcome, ended = Infinity, text, messageId }) => outcome === 'ok' && ended <= to && byText.get(text)?.[0]?.id !== messageId);
  const doubled = [...byText].filter(([, all]) => all.length > 1);
  const strange = [...byText.keys()].filter((text) => known.get(text) === undefined || known.get(text)?.outcome === 'failed');
  const later = [...byText.keys()].filter((text) => (known.get(text)?.began ?? 0) > to);
  const order = listed.map(({ text }) => log.findIndex((attempt) => attempt.text === text));
  const misplaced = order.filter((at, index) => at < (order[index - 1] ?? -1));
  return [
    ...lost.map(({ text }) => `${text} is lost`), ...doubled.map(([text]) => `${text} is there twice`), ...strange.map((text) => `${text} is nobody's`),
    ...later.map((text) => `${text} is of later`), ...misplaced.map((at) => `${log[at]?.text} is not in its place`),
  ];
}
