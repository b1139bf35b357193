import { createHmac } from 'node:crypto';

export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the specification wants it: HS256, the key's id as `kid`, its scope in the payload. */
export function bearerToken(key: ApiKey, scope: 'account' | 'app' | 'integration'): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: key.id })}.${encode({ scope })}`;
  return `${signed}.${createHmac('sha256', key.secret).update(signed).digest('base64url')}`;
}

/** The value of an `Authorization` header for Basic authentication. */
export const basic = ({ id, secret }: ApiKey): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
