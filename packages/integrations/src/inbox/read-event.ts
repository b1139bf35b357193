import type { InboundEvent } from '@parley/contracts';
import { UnreadableEvent, type Channel, type Receiving } from '../channels/channel.js';
import { VendorFault } from '../channels/vendor-fault.js';
import { wellFormed } from './well-formed.js';

/**
 * What a channel makes of an event. Raises UnreadableEvent for whatever its reading raises by itself: a body of another shape than the
 * vendor describes is the same however often it is read. What calls of the vendor and keeping files raise is passed on as it is: they
 * may do better another time.
 */
export async function readEvent(channel: Channel, event: object, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const outside = new WeakSet<Error>();
  const ours = <Given extends unknown[], Answer>(act: (...given: Given) => Promise<Answer>) => async (...given: Given): Promise<Answer> => {
    try {
      return await act(...given);
    } catch (error) {
      if (error instanceof Error) outside.add(error);
      throw error;
    }
  };
  const calls = new Proxy(receiving.calls, {
    get: (of, name) => {
      const value: unknown = Reflect.get(of, name);
      return typeof value === 'function' ? ours(value as () => Promise<unknown>) : value;
    },
  });
  const keep = ours(receiving.file);
  try {
    return (await channel.receive(event, { ...receiving, calls, file: async (given) => keep(named(given)) })).map(wellFormed);
  } catch (error) {
    if (error instanceof UnreadableEvent || error instanceof VendorFault || (error instanceof Error && outside.has(error))) throw error;
    throw unreadable(error);
  }
}

/** What a vendor says of a file is taken from an event as well. */
function named(file: Parameters<Receiving['file']>[0]): typeof file {
  if ([file.fileName, file.mediaType].some((said: unknown) => said !== undefined && typeof said !== 'string')) throw new UnreadableEvent('a file whose name or type is no text');
  return file;
}

/** Tells the kind of error and where it was raised, and not its message: a parser's quotes what somebody wrote. */
function unreadable(cause: unknown): UnreadableEvent {
  if (!(cause instanceof Error)) return new UnreadableEvent('its reading failed', { cause });
  const fault = new UnreadableEvent(`its reading raised ${cause.name}`, { cause });
  const stack = cause.stack ?? '';
  fault.stack = `${fault.name}: ${fault.message}${stack.slice(stack.indexOf(cause.message) + cause.message.length)}`;
  return fault;
}
