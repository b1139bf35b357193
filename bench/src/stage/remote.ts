import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Call {
  readonly call: number;
  readonly method: string;
  readonly argument: unknown;
}
interface Reply {
  readonly call: number;
  readonly result?: unknown;
  readonly error?: string;
}

export type Methods = Readonly<Record<string, (argument: never) => unknown>>;
type Result<M extends Methods, Name extends keyof M> = Awaited<ReturnType<M[Name]>>;

/** A helper process of the bench: its methods are called over IPC, one promise a call. */
export interface Remote<M extends Methods> {
  call<Name extends keyof M & string>(method: Name, argument: Parameters<M[Name]>[0]): Promise<Result<M, Name>>;
  stop(): Promise<void>;
}

/** In the helper process: answers calls until the parent is gone, then ends. */
export function serve(methods: Methods): void {
  process.on('message', ({ call, method, argument }: Call) => {
    const answer = async (): Promise<unknown> => methods[method]?.(argument as never);
    answer().then(
      (result) => process.send?.({ call, result } satisfies Reply),
      (error: unknown) => process.send?.({ call, error: String(error) } satisfies Reply),
    );
  });
  process.on('disconnect', () => process.exit(0));
  // The terminal's Ctrl-C reaches every process of the group; the parent decides when this one ends.
  process.on('SIGINT', () => undefined);
}

/** Starts a helper process from a script beside the caller. */
export function startRemote<M extends Methods>(script: URL): Remote<M> {
  const child = fork(fileURLToPath(script), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  child.on('message', ({ call, result, error }: Reply) => {
    const waiter = waiting.get(call);
    waiting.delete(call);
    if (error === undefined) waiter?.resolve(result as never);
    else waiter?.reject(new Error(error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`a helper process of the bench ended with ${code}`));
    waiting.clear();
  });
  return {
    call: (method, argument) =>
      new Promise((resolve, reject) => {
        const call = calls++;
        waiting.set(call, { resolve, reject });
        child.send({ call, method, argument } satisfies Call);
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
