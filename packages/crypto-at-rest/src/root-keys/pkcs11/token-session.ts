import type * as Pkcs11 from 'pkcs11js';
import { readPrivateFile } from '../file/private-file.js';
import { RootKeyError } from '../root-key-error.js';
import { pkcs11Fault } from './pkcs11-fault.js';

/** Which token, and which key in it. */
export interface TokenKey {
  /** Path of the PKCS#11 library. */
  readonly module: string;
  readonly token: string;
  readonly keyLabel: string;
  readonly pinFile: string;
}

/** A session that is logged in, and the handle of the key. */
export interface TokenSession {
  readonly api: typeof Pkcs11;
  readonly library: Pkcs11.PKCS11;
  readonly session: Buffer;
  readonly key: Buffer;
}

/** Loaded late, and there only where somebody has compiled it. */
async function loadApi(): Promise<typeof Pkcs11> {
  try {
    return (await import('pkcs11js')).default;
  } catch (cause) {
    throw new RootKeyError('key_unusable', 'PARLEY_PKCS11_MODULE needs a native module that is not built here: npm run pkcs11', { cause });
  }
}

/** Runs `use` in a session with the token and ends it. The library works while its caller waits, for milliseconds. Raises RootKeyError. */
export async function withToken<T>(where: TokenKey, use: (session: TokenSession) => T): Promise<T> {
  const api = await loadApi();
  const pin = readPrivateFile(where.pinFile, 'PIN file', 'PARLEY_PKCS11_PIN_FILE');
  const library = new api.PKCS11();
  told('PARLEY_PKCS11_MODULE', () => library.load(where.module));
  try {
    told('PARLEY_PKCS11_MODULE', () => library.C_Initialize());
    const slot = slotOf(library, where.token);
    const session = told('PARLEY_PKCS11_TOKEN', () => library.C_OpenSession(slot, api.CKF_SERIAL_SESSION));
    told('PARLEY_PKCS11_PIN_FILE', () => library.C_Login(session, api.CKU_USER, pin));
    return use({ api, library, session, key: keyOf(api, library, session, where.keyLabel) });
  } finally {
    end(library);
  }
}

function told<T>(setting: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw pkcs11Fault(error, setting);
  }
}

function slotOf(library: Pkcs11.PKCS11, label: string): Buffer {
  const slot = told('PARLEY_PKCS11_TOKEN', () => library.C_GetSlotList(true).find((each) => library.C_GetTokenInfo(each).label.replaceAll('\0', '').trim() === label));
  if (slot === undefined) throw new RootKeyError('key_unusable', 'The PKCS#11 library knows no token of this label: PARLEY_PKCS11_TOKEN');
  return slot;
}

function keyOf(api: typeof Pkcs11, library: Pkcs11.PKCS11, session: Buffer, label: string): Buffer {
  const [key, another] = told('PARLEY_PKCS11_KEY_LABEL', () => {
    library.C_FindObjectsInit(session, [{ type: api.CKA_CLASS, value: api.CKO_SECRET_KEY }, { type: api.CKA_KEY_TYPE, value: api.CKK_AES }, { type: api.CKA_LABEL, value: label }]);
    const found = library.C_FindObjects(session, 2);
    library.C_FindObjectsFinal(session);
    return found;
  });
  if (key === undefined) throw new RootKeyError('key_unusable', 'The PKCS#11 token holds no AES key of this label: PARLEY_PKCS11_KEY_LABEL');
  if (another !== undefined) throw new RootKeyError('key_unusable', 'The PKCS#11 token holds several AES keys of this label: PARLEY_PKCS11_KEY_LABEL');
  return key;
}

/** Ends the session with all that belongs to it; what happened before says more than a failure here. */
function end(library: Pkcs11.PKCS11): void {
  try {
    library.C_Finalize();
  } catch {
    // It was not initialized, or is gone.
  }
  library.close();
}
