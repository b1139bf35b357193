/** An error as S3 answers it (Amazon S3 API Reference, "Error Responses"). */
export class S3Error extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    /** Elements beside code and message, such as the bucket's region. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

/** For whatever the stand-in does not know: a spec must not pass by it. */
export const notImplemented = (what: string): S3Error => new S3Error('NotImplemented', 501, { What: what });

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Text within an XML element. */
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"\r]/g, (character) => ESCAPED[character] ?? character);

/** One XML element with text. */
export const element = (name: string, text: string | number | boolean): string => `<${name}>${escapeXml(String(text))}</${name}>`;

/** A whole answer of one root element. */
export const document = (root: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;

/** The body of an error's answer. */
export const errorBody = ({ code, details }: S3Error, requestId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${[element('Code', code), element('Message', 'by the stand-in'), ...Object.entries(details).map(([name, text]) => element(name, text)), element('RequestId', requestId)].join('')}</Error>`;
