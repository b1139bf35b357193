import type { Sending } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';

/** Bot API, "Sending files": "10 MB max size for photos, 50 MB for other files". */
const [PHOTO_BYTES, FILE_BYTES] = [10 * 1024 * 1024, 50 * 1024 * 1024];

/** A call one of whose fields names a file that is stored here. */
interface Uploading {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly field: string;
}

/** Makes a call with a file's bytes in the place of its address. A picture that Telegram takes as no photo (its size, its sides) goes as a document. Raises VendorFault. */
export async function upload({ method, body, field }: Uploading, { settings, calls, file: open }: Sending): Promise<unknown> {
  const { [field]: mediaUrl, ...rest } = body;
  const address = String(mediaUrl);
  const file = await open(address);
  if (file.size > FILE_BYTES) throw new VendorFault('media_error', 'file_too_large');
  const token = tokenOf(settings);
  const asDocument = async () => callBot(calls, token, 'sendDocument', rest, { field: 'document', file: await open(address) });
  if (method === 'sendPhoto' && file.size > PHOTO_BYTES) return asDocument();
  return callBot(calls, token, method, rest, { field, file }).catch((error: unknown) => {
    if (method === 'sendPhoto' && error instanceof VendorFault && error.faultClass === 'content_rejected') return asDocument();
    throw error;
  });
}
