import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** DER (X.690): tag, length, content. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const SEQUENCE = 0x30;
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const integer = (...bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes));
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);

const ECDSA_WITH_SHA256 = der(SEQUENCE, oid('2a8648ce3d040302'));
const name = (commonName: string): Buffer => der(SEQUENCE, der(0x31, der(SEQUENCE, oid('550403'), der(0x0c, Buffer.from(commonName)))));
const time = (milliseconds: number): Buffer => der(0x17, Buffer.from(`${new Date(milliseconds).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`));
const extension = (id: string, value: Buffer): Buffer => der(SEQUENCE, oid(id), der(0x04, value));
const IS_CA = extension('551d13', der(SEQUENCE, der(0x01, Buffer.from([0xff]))));
const altName = (dnsName: string): Buffer => extension('551d11', der(SEQUENCE, der(0x82, Buffer.from(dnsName))));

const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as a spec (X.509, RFC 5280). */
export class Authority {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly cert: string;

  constructor(private readonly commonName: string) {
    this.cert = this.certify(commonName, this.keys.publicKey, IS_CA, DAY_MS);
  }

  /** A certificate for a host name, which ends `validMs` from now: also before now. */
  issue(dnsName: string, validMs = DAY_MS): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      cert: this.certify(dnsName, publicKey, altName(dnsName), validMs),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  private certify(subject: string, key: KeyObject, extra: Buffer, validMs: number): string {
    const now = Date.now();
    const body = der(
      SEQUENCE,
      der(0xa0, integer(2)),
      integer(1, ...randomBytes(8)),
      ECDSA_WITH_SHA256,
      name(this.commonName),
      der(SEQUENCE, time(now - 2 * DAY_MS), time(now + validMs)),
      name(subject),
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(SEQUENCE, extra)),
    );
    const whole = der(SEQUENCE, body, ECDSA_WITH_SHA256, bits(sign('sha256', body, this.keys.privateKey)));
    return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  }
}
