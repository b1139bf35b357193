type Json = Record<string, unknown>;

export interface Fullness {
  readonly includeFullUser: boolean;
  readonly includeFullSource: boolean;
}

/** openapi.yaml, userTruncated. */
const TRUNCATED_USER = ['id', 'authenticated', 'externalId', 'zendeskId', 'brandId'] as const;

/** Their payloads carry a userTruncated (openapi.yaml); where a payload carries a `user`, the webhook says how much of him. */
const ALWAYS_SHORT: ReadonlySet<string> = new Set(['client:add', 'client:remove', 'client:update', 'conversation:join', 'conversation:leave', 'user:remove']);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `holder` with one of its objects changed; as it is when it holds no such object. */
const change = (holder: Json, key: string, how: (inner: Json) => Json): Json => {
  const inner = holder[key];
  return isObject(inner) ? { ...holder, [key]: how(inner) } : holder;
};

const shortUser = (user: Json): Json => Object.fromEntries(TRUNCATED_USER.filter((key) => key in user).map((key) => [key, user[key]]));

function shortSource({ client: _client, device: _device, ...source }: Json): Json {
  return source;
}

const author = (holder: Json) => change(holder, 'author', (who) => change(who, 'user', shortUser));

/**
 * The payload of an event of this type as one webhook is to see it. The outbox holds full users and sources; they are cut here, at the
 * places where the payloads of openapi.yaml carry them, never by searching: a customer's own JSON stays untouched.
 */
export function truncate(type: string, payload: Json, { includeFullUser, includeFullSource }: Fullness): Json {
  let result = payload;
  if (!includeFullUser || ALWAYS_SHORT.has(type)) {
    result = change(result, 'user', shortUser);
    result = change(change(result, 'message', author), 'activity', author);
    result = change(result, 'mergedUsers', (merged) => change(change(merged, 'surviving', shortUser), 'discarded', shortUser));
  }
  if (!includeFullSource) {
    result = change(result, 'source', shortSource);
    for (const holder of ['message', 'activity']) result = change(result, holder, (inner) => change(inner, 'source', shortSource));
  }
  return result;
}
