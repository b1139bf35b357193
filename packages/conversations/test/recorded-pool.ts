import { EventEmitter, once } from 'node:events';
import { Database, openPool } from '@parley/persistence';

/** A pool that writes down what goes over its connections: `> name` when a statement is sent, `< name` once it was answered. */
export class RecordedPool {
  readonly database: Database;
  log: string[] = [];
  /** What was sent, with its text. */
  readonly statements: { readonly name: string; readonly text: string }[] = [];
  private readonly pool: ReturnType<typeof openPool>;
  private readonly changed = new EventEmitter();

  constructor(url: string) {
    this.pool = openPool(url, 2);
    this.pool.on('connect', (client) => this.record(client));
    this.database = new Database(this.pool);
  }

  /** Resolves once this stands in the log. */
  async until(line: string): Promise<void> {
    while (!this.log.includes(line)) await once(this.changed, 'line');
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private record(client: object): void {
    const query = Reflect.get(client, 'query') as (...args: unknown[]) => unknown;
    Reflect.set(client, 'query', (...args: unknown[]): unknown => {
      const { name, text } = named(args[0]);
      this.statements.push({ name, text });
      this.add(`> ${name}`);
      const callback = args.at(-1);
      // The pool's own `query` calls back, Database's promises.
      if (typeof callback === 'function') args[args.length - 1] = (...answer: unknown[]): unknown => {
        this.add(`< ${name}`);
        return Reflect.apply(callback, undefined, answer) as unknown;
      };
      const answer = Reflect.apply(query, client, args) as Promise<unknown> | undefined;
      if (typeof callback !== 'function') void answer?.then(() => this.add(`< ${name}`), () => this.add(`< ${name}`));
      return answer;
    });
  }

  private add(line: string): void {
    this.log.push(line);
    this.changed.emit('line');
  }
}

function named(query: unknown): { name: string; text: string } {
  const { name, text } = typeof query === 'string' ? { name: undefined, text: query } : (query as { name?: string; text: string });
  return { name: name ?? text, text };
}
