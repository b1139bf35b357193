import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** 256-bit AEAD suites only (security.md: A+ with a score of 100). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** Where the certificate chain and its key lie, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Reads the pair; throws when a file cannot be read, or the two do not belong together. */
export function tlsOptions({ cert, key }: CertificateFiles): SecureContextOptions & { cert: Buffer; key: Buffer } {
  const options = {
    cert: readFileSync(cert),
    key: readFileSync(key),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    // At least 192 bits of strength in the key exchange too: curves of 256 bits cost points.
    ecdhCurve: 'P-384:P-521',
  } as const;
  createSecureContext(options);
  return options;
}
