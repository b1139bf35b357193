import type { IntegrationSettings } from '../../integrations/settings.js';
import type { VendorCalls } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';
import { emailSettings } from './settings.js';

/** Asks both servers to let us in: the one that takes mails, and the one that has them. Raises VendorFault naming the setting at fault. */
export async function connect(settings: IntegrationSettings, { sockets }: VendorCalls): Promise<IntegrationSettings> {
  const { smtp, imap, domain } = emailSettings(settings);
  // What speaks to servers is loaded with the first that is asked: commands, and most APIs, ask none.
  const [{ SmtpSession }, { checkImap }] = [await import('./smtp-session.js'), await import('./imap-check.js')];
  try {
    (await SmtpSession.open(sockets, smtp, domain)).close();
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error;
    const setting = error.faultClass === 'auth' && error.code.startsWith('smtp_') ? 'smtpUsername or smtpPassword' : 'smtpHost';
    throw new VendorFault(error.faultClass, error.code, error.retryAfterMs, { cause: error, setting });
  }
  await checkImap(sockets, imap);
  return {};
}
