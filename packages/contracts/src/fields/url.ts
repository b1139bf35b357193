// The characters of RFC 3986, every other one percent-encoded: what `format: uri` of openapi.yaml means.
const CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;
const WEB = /^https?:\/\//i;
// Schemes that run or read something on the reader's side when a button is tapped.
const UNSAFE = /^(?:javascript|data|vbscript|file|blob|about):/i;

/** Whether a string is an absolute http or https URL. */
export const isWebUrl = (value: string): boolean => WEB.test(value) && CHARACTERS.test(value) && URL.canParse(value);

/** Whether a button may open it: any absolute URI (`tel:`, `mailto:`, an app's own scheme), but none that runs code. */
export const isLinkUri = (value: string): boolean => !UNSAFE.test(value) && CHARACTERS.test(value) && URL.canParse(value);
