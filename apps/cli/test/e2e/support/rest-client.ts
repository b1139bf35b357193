import type { Conformance } from './conformance.js';

interface MessagePage {
  readonly messages: readonly { readonly id: string; readonly content: { readonly text: string } }[];
  readonly meta: { readonly hasMore: boolean; readonly beforeCursor?: string };
}

/** Plain requests with one key, where a spec needs no more than the answer. Rejects on anything but success. */
export class RestClient {
  constructor(
    private readonly baseUrl: string,
    private readonly authorization: string,
    private readonly conformance: Conformance,
  ) {}

  get = <T>(path: string): Promise<T> => this.request<T>('GET', path);
  post = <T>(path: string, body: object): Promise<T> => this.request<T>('POST', path, body);

  /** Every text message of a conversation, oldest first, page by page. */
  async allTexts(path: string): Promise<{ id: string; text: string }[]> {
    const all: { id: string; text: string }[] = [];
    for (let query = ''; ; ) {
      const { messages, meta } = await this.get<MessagePage>(path + query);
      all.unshift(...messages.map(({ id, content: { text } }) => ({ id, text })));
      if (!meta.hasMore) return all;
      query = `?page[before]=${meta.beforeCursor}`;
    }
  }

  private async request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: { authorization: this.authorization, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const answer = (await response.json()) as T;
    this.conformance.exchange({ method, path, status: response.status, body: answer });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
