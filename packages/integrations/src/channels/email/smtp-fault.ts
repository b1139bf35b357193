import { EgressError } from '@parley/egress';
import { bounceClass } from '../../email/bounce.js';
import { VendorFault, type FaultClass } from '../vendor-fault.js';
import { isTlsError } from './tls.js';

/** What nodemailer says of a fault; its message, which repeats the server's words, is left out. */
interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number | false;
  readonly response?: string;
  readonly command?: string;
}

/** Authentication is needed, or refused (RFC 4954, 6). */
const AUTH: readonly number[] = [530, 534, 535, 538];

/** An error of a session as the class of fault that it is (RFC 5321, 4.2; RFC 3463). `given`: whether the whole mail had been handed over. */
export function smtpFault(error: unknown, given = false): VendorFault {
  if (error instanceof VendorFault) return error;
  if (error instanceof EgressError) return new VendorFault(error.code === 'refused_address' ? 'auth' : 'temporary', error.code);
  const { code = 'unknown', responseCode, response = '', command = '' } = error as SmtpError;
  // STARTTLS that is not there, or was taken out of what the server said, is no fault that passes.
  if (isTlsError(error) || (code === 'ETLS' && !(responseCode && responseCode < 500))) return new VendorFault('auth', 'tls_failed');
  if (responseCode) {
    const status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
    return new VendorFault(classOf(responseCode, status, command), status === undefined ? `smtp_${responseCode}` : `smtp_${responseCode} ${status}`);
  }
  // The server has said how much it takes (RFC 1870), and nothing went out.
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return new VendorFault('content_rejected', TOO_LARGE);
  return new VendorFault(given ? 'unknown' : 'temporary', code.toLowerCase());
}

/** Ours, of a mail that is above what the server says that it takes. */
const TOO_LARGE = 'smtp_size';

/** Whether a server refused a mail for how long it is. */
export const isTooLarge = ({ faultClass, code }: VendorFault): boolean => faultClass === 'content_rejected' && (code === TOO_LARGE || /^smtp_552\b|\b5\.3\.4$/.test(code));

function classOf(reply: number, status: string | undefined, command: string): FaultClass {
  if (reply < 500) return 'temporary';
  if (AUTH.includes(reply) || command.startsWith('AUTH')) return 'auth';
  if (reply === 552 && command !== 'RCPT TO') return 'content_rejected';
  const told = bounceClass({ ...(status !== undefined && { status }), smtpCode: String(reply) });
  // A mailbox that is full today.
  if (told === 'temporary' || (reply === 552 && command === 'RCPT TO')) return 'temporary';
  if (command === 'RCPT TO') return told === 'content_rejected' ? told : 'recipient_invalid';
  // Whose mails these are is not for this user to say.
  if (command === 'MAIL FROM') return status === '5.3.4' ? 'content_rejected' : 'auth';
  return told === 'unknown' ? 'content_rejected' : told;
}
