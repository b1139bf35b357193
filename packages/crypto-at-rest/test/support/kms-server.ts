import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What the SDK sends for the two operations (AWS KMS API Reference, JSON 1.1). */
interface KmsRequest {
  readonly KeyId: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

interface Heard {
  readonly operation: string;
  readonly authorization: string;
  readonly body: KmsRequest;
}

/** A stand-in for AWS KMS: Encrypt and Decrypt of symmetric keys over its JSON protocol. */
export interface KmsServer {
  readonly endpoint: string;
  readonly heard: readonly Heard[];
  /** From now on: works, or answers everything with an error of this name. */
  behave(how: 'works' | { readonly status: number; readonly error: string }): void;
  close(): Promise<void>;
}

class KmsError extends Error {
  constructor(readonly type: string, readonly status = 400) {
    super(type);
  }
}

/** Starts it on loopback with these keys. */
export async function kmsServer(keys: readonly string[]): Promise<KmsServer> {
  const materials = new Map(keys.map((key) => [key, randomBytes(32)]));
  const heard: Heard[] = [];
  let behaviour: Parameters<KmsServer['behave']>[0] = 'works';
  const aad = ({ KeyId, EncryptionContext = {} }: KmsRequest) => Buffer.from(JSON.stringify([KeyId, Object.entries(EncryptionContext).toSorted()]));

  function answer(operation: string, body: KmsRequest): object {
    const key = materials.get(body.KeyId);
    if (!key) throw new KmsError('NotFoundException');
    if (operation === 'TrentService.Encrypt') {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad(body));
      const sealed = Buffer.concat([nonce, cipher.update(Buffer.from(body.Plaintext ?? '', 'base64')), cipher.final(), cipher.getAuthTag()]);
      return { CiphertextBlob: sealed.toString('base64'), KeyId: body.KeyId, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    }
    if (operation !== 'TrentService.Decrypt') throw new KmsError('UnknownOperationException');
    const sealed = Buffer.from(body.CiphertextBlob ?? '', 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 }).setAAD(aad(body)).setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return { Plaintext: plain.toString('base64'), KeyId: body.KeyId, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    } catch {
      throw new KmsError('InvalidCiphertextException');
    }
  }

  async function respond(request: IncomingMessage): Promise<object> {
    const operation = String(request.headers['x-amz-target']);
    const body = (await json(request)) as KmsRequest;
    heard.push({ operation, authorization: String(request.headers.authorization), body });
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-amz-json-1.1') throw new KmsError('SerializationException');
    if (typeof behaviour === 'object') throw new KmsError(behaviour.error, behaviour.status);
    return answer(operation, body);
  }

  const server = createServer((request, response) => {
    respond(request).then(
      (body) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body)),
      (error: unknown) => {
        const { type, status } = error instanceof KmsError ? error : new KmsError('KMSInternalException', 500);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: type, message: 'by the stand-in' }));
      },
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    behave: (how) => (behaviour = how),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
