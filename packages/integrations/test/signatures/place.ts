import type { SignedCall } from '../../src/signatures/signed-call.js';

/** Something in a call that can be read and changed byte by byte. */
export interface Place {
  readonly name: string;
  read(call: SignedCall): Buffer;
  write(call: SignedCall, bytes: Buffer): SignedCall;
  /** The call without it; with it twice, in each way in which that can come in. Absent where a call always has it, once. */
  without?(call: SignedCall): SignedCall;
  twice?(call: SignedCall): readonly SignedCall[];
}

type Fields = Record<string, unknown>;

/** The whole body. */
export const body: Place = {
  name: 'body',
  read: (call) => Buffer.from(call.rawBody),
  write: (call, rawBody) => ({ ...call, rawBody }),
};

/** The URL behind its scheme. */
export const url: Place = {
  name: 'url',
  read: (call) => Buffer.from(call.url.replace(/^https?:\/\//, '')),
  write: (call, bytes) => ({ ...call, url: (/^https?:\/\//.exec(call.url)?.[0] ?? '') + bytes.toString('latin1') }),
};

export const header = (name: string): Place => ({
  name,
  read: ({ headers }) => Buffer.from(String(headers[name])),
  write: (call, bytes) => ({ ...call, headers: { ...call.headers, [name]: bytes.toString('latin1') } }),
  without: (call) => ({ ...call, headers: Object.fromEntries(Object.entries(call.headers).filter(([other]) => other !== name)) }),
  twice: (call) => [[String(call.headers[name]), String(call.headers[name])], `${String(call.headers[name])}, ${String(call.headers[name])}`].map((value) => ({ ...call, headers: { ...call.headers, [name]: value } })),
});

/** A parameter of the URL's query, or of a form in the body. */
const parameter = (name: string, text: (call: SignedCall) => string, put: (call: SignedCall, text: string) => SignedCall): Place => {
  const changed = (call: SignedCall, change: (parameters: URLSearchParams) => void) => {
    const parameters = new URLSearchParams(text(call));
    change(parameters);
    return put(call, parameters.toString());
  };
  return {
    name,
    read: (call) => Buffer.from(new URLSearchParams(text(call)).get(name) ?? ''),
    write: (call, bytes) => changed(call, (parameters) => parameters.set(name, bytes.toString('latin1'))),
    without: (call) => changed(call, (parameters) => parameters.delete(name)),
    twice: (call) => [changed(call, (parameters) => parameters.append(name, parameters.get(name) ?? ''))],
  };
};

export const query = (name: string): Place =>
  parameter(name, (call) => new URL(call.url).search, (call, text) => ({ ...call, url: call.url.replace(/\?.*/, '') + (text && `?${text}`) }));

export const form = (name: string): Place =>
  parameter(name, (call) => Buffer.from(call.rawBody).toString(), (call, text) => ({ ...call, rawBody: Buffer.from(text) }));

/** A field of the JSON body, or of an object in it. */
export function json(name: string, holder?: string): Place {
  const parsed = (call: SignedCall) => JSON.parse(Buffer.from(call.rawBody).toString()) as Fields;
  const within = (whole: Fields) => (holder === undefined ? whole : (whole[holder] as Fields));
  const put = (call: SignedCall, value: unknown) => {
    const changed = { ...within(parsed(call)), [name]: value };
    return { ...call, rawBody: Buffer.from(JSON.stringify(holder === undefined ? changed : { ...parsed(call), [holder]: changed })) };
  };
  return {
    name,
    read: (call) => Buffer.from(String(within(parsed(call))[name])),
    write: (call, bytes) => put(call, bytes.toString('latin1')),
    without: (call) => put(call, undefined),
  };
}

/** The bytes that a place stands for by an encoding, behind what comes before it. */
export const decoded = (place: Place, encoding: 'hex' | 'base64' | 'base64url', before = ''): Place => ({
  ...place,
  name: `${place.name} as bytes`,
  read: (call) => Buffer.from(place.read(call).toString().slice(before.length), encoding),
  write: (call, bytes) => place.write(call, Buffer.from(before + bytes.toString(encoding))),
});

/** One of the three parts of a token, as the bytes it stands for. */
export const tokenPart = (place: Place, part: 0 | 1 | 2, before = ''): Place => {
  const parts = (call: SignedCall) => place.read(call).toString().slice(before.length).split('.');
  return {
    ...place,
    name: `${place.name}, ${['header', 'claims', 'signature'][part] ?? ''}`,
    read: (call) => Buffer.from(parts(call)[part] ?? '', 'base64url'),
    write: (call, bytes) => place.write(call, Buffer.from(before + parts(call).with(part, bytes.toString('base64url')).join('.'))),
  };
};
