import { randomBytes } from 'node:crypto';
import { RootKeyError } from '../root-key-error.js';
import { boundTo, type RootKeyContext, type RootKeyProvider } from '../root-key-provider.js';
import { pkcs11Fault, pkcs11OpeningFault } from './pkcs11-fault.js';
import { withToken, type TokenKey, type TokenSession } from './token-session.js';

/** The first byte of what it wraps. */
const VERSION = 1;
const [NONCE_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32];

/** Wraps root keys by an AES key that never leaves its token: version (1 byte), nonce (12), then CKM_AES_GCM's output, ciphertext (32) and tag (16). */
export class Pkcs11Provider implements RootKeyProvider {
  readonly name = 'pkcs11';
  readonly setting = 'PARLEY_PKCS11_KEY_LABEL';
  /** Labels, not a serial number: tokens that stand in for each other hold the same key. */
  readonly recipient: string;

  constructor(private readonly where: TokenKey) {
    this.recipient = `${where.token}/${where.keyLabel}`;
  }

  async wrap(rootKey: Buffer, context: RootKeyContext): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const sealed = await withToken(this.where, (token) => {
      try {
        token.library.C_EncryptInit(token.session, gcm(token, nonce, context), token.key);
        return token.library.C_Encrypt(token.session, rootKey, Buffer.alloc(KEY_BYTES + TAG_BYTES));
      } catch (error) {
        throw pkcs11Fault(error, this.setting);
      }
    });
    if (sealed.length !== KEY_BYTES + TAG_BYTES) throw new RootKeyError('key_unusable', 'The PKCS#11 token does not do AES-GCM as it should: PARLEY_PKCS11_MODULE');
    return Buffer.concat([Buffer.of(VERSION), nonce, sealed]);
  }

  async unwrap(wrapped: Buffer, context: RootKeyContext): Promise<Buffer> {
    if (wrapped.length !== 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES || wrapped[0] !== VERSION) throw pkcs11OpeningFault(new Error('CKR_ENCRYPTED_DATA_LEN_RANGE'));
    const nonce = wrapped.subarray(1, 1 + NONCE_BYTES);
    return withToken(this.where, (token) => {
      try {
        token.library.C_DecryptInit(token.session, gcm(token, nonce, context), token.key);
        // As long as the input: some tokens write the tag's place too before they cut it.
        return Buffer.from(token.library.C_Decrypt(token.session, wrapped.subarray(1 + NONCE_BYTES), Buffer.alloc(KEY_BYTES + TAG_BYTES)));
      } catch (error) {
        throw pkcs11OpeningFault(error);
      }
    });
  }
}

const gcm = ({ api }: TokenSession, iv: Buffer, context: RootKeyContext) => ({
  mechanism: api.CKM_AES_GCM,
  parameter: { type: api.CK_PARAMS_AES_GCM, iv, ivBits: iv.length * 8, aad: boundTo(context), tagBits: TAG_BYTES * 8 },
});
