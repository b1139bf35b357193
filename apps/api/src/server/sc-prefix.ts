/** Where Zendesk's hosts serve the same API: clients that were set up for one bring it along. */
const PREFIX = '/sc';

const hasPrefix = (url: string): boolean => url.startsWith(`${PREFIX}/v2/`);

/** The URL that is routed: `/sc/v2/…` is `/v2/…`. */
export const withoutPrefix = ({ url = '' }: { readonly url?: string }): string => (hasPrefix(url) ? url.slice(PREFIX.length) : url);

/** What links in the answer begin with, so that they lead where the request came in. */
export const prefixOf = (originalUrl: string): string => (hasPrefix(originalUrl) ? PREFIX : '');
