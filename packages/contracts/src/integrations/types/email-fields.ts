/** RFC 1123 names, and addresses. */
const HOST = { min: 1, max: 253, pattern: /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.?|[0-9A-Fa-f:.]+)$/, patternMeaning: 'be a host name or an address' };
const PORT = { optional: true, min: 1, max: 65_535 };
const USERNAME = { min: 1, max: 320 };
const PASSWORD = { writeOnly: true, min: 1, max: 1024, example: 'your_password' };

export const SMTP_HOST = { ...HOST, description: 'The server that e-mails are handed to. Its certificate is verified for this name.', example: 'smtp.example.org' };
export const SMTP_PORT = { ...PORT, description: 'The port of `smtpHost`.', example: 587 };
export const SMTP_SECURE = { optional: true, description: 'Whether TLS begins at once (usually on port 465); otherwise STARTTLS is required.' };
export const SMTP_USERNAME = { ...USERNAME, optional: true, description: 'Whom `smtpHost` knows; left out where it takes mails without authentication.', example: 'shop@example.org' };
export const SMTP_PASSWORD = { ...PASSWORD, optional: true, description: 'The password of `smtpUsername`, or one for apps.' };

export const IMAP_HOST = { ...HOST, description: 'The server that has the mailbox. Its certificate is verified for this name.', example: 'imap.example.org' };
export const IMAP_PORT = { ...PORT, description: 'The port of `imapHost`.', example: 993 };
export const IMAP_SECURE = { optional: true, description: 'Whether TLS begins at once; otherwise, usually on port 143, STARTTLS is required.' };
export const IMAP_USERNAME = { ...USERNAME, description: 'Whom `imapHost` knows.', example: 'shop@example.org' };
export const IMAP_PASSWORD = { ...PASSWORD, description: 'The password of `imapUsername`, or one for apps.' };
export const IMAP_MAILBOX = { optional: true, min: 1, max: 255, description: 'The mailbox that e-mails come into. Those that are there already are not read.', example: 'INBOX' };

export const FROM_NAME = { optional: true, nullable: true, min: 1, max: 128, description: 'The name that e-mails are from. Null unsets it.', example: 'Kent Shop' };
export const HIDE = { optional: true, description: 'Whether e-mails carry no way to unsubscribe: the business then offers another one.' };
