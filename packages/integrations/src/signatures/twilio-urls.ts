const URL_PARTS = /^(https?):\/\/([^/?#]*?)(:\d+)?([/?#].*)?$/is;

/**
 * How Twilio may have spelt a URL when it signed it, which it does not always do in one way (twilio-node, validateRequest): with and
 * without the port, and with `'` in the query escaped or not. The rest stays byte for byte; nothing but the spelling differs, so all lead to the same place.
 */
export function twilioUrls(url: string): readonly string[] {
  const [, scheme = '', host = '', port, rest = ''] = URL_PARTS.exec(url) ?? [];
  if (scheme === '') return [url];
  const defaultPort = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const origins = [`${scheme}://${host}${port ?? defaultPort}`, `${scheme}://${host}`];
  const spellings = new Set([rest, rest.replaceAll("'", '%27'), rest.replaceAll('%27', "'")]);
  return origins.flatMap((origin) => [...spellings].map((spelling) => origin + spelling));
}
