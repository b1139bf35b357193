/** The key id of a compact JWT: only of an HS256 one, with a `kid`, and without extensions that we would have to understand (RFC 7515 §4.1.11). */
export function keyIdOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
    if (typeof header !== 'object' || header === null) return undefined;
    const { alg, kid, crit } = header as Record<string, unknown>;
    return alg === 'HS256' && typeof kid === 'string' && crit === undefined ? kid : undefined;
  } catch {
    return undefined;
  }
}
