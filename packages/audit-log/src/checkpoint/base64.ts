/** The bytes of standard base64 (RFC 4648, section 4), padded; nothing for any other spelling of them. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
