import { createHmac } from 'node:crypto';

export interface Key {
  readonly id: string;
  readonly secret: string;
}

const encode = (value: string | object): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** The Authorization header of an API key: Basic, or a token signed by it that lasts a day. */
export function authorization(key: Key, scope: 'account' | 'app', auth: 'basic' | 'jwt'): string {
  if (auth === 'basic') return `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`;
  const expires = Math.floor(Date.now() / 1000) + 86_400;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: key.id })}.${encode({ scope, exp: expires })}`;
  return `Bearer ${signed}.${createHmac('sha256', key.secret).update(signed).digest('base64url')}`;
}
