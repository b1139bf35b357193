import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CryptoFault, Keyring, newFileKey, sealFile } from '@parley/crypto-at-rest';
import { isId, newId, type AppId, type RequestContext } from '@parley/kernel';
import { FILE_STORE, ObjectStoreError, type FileStore } from '@parley/object-store';
import { Database, type ScopedSql, type Sql } from '@parley/persistence';
import { sealDetails } from '../attachment.details.js';
import { fileOfAttachment } from '../attachment.row.js';
import { invalid, storeUnavailable } from '../attachments.errors.js';
import { ANNOUNCE_FILE, INSERT_ATTACHMENT, KEEP_FILE, REMOVE_FILE_NOW, SHARE_CONVERSATION } from '../attachments.queries.js';
import { MediaUrls } from '../media/media-urls.js';
import { counted } from './counted.js';
import { fileNameOf } from './file-name.js';
import { peek } from './peek.js';

/** Enough to recognise a format by, documents in containers included. */
const HEAD_BYTES = 16_384;

/** A file as a caller sends it. */
export interface Upload {
  readonly access?: string;
  readonly for?: string;
  readonly conversationId?: string;
  readonly fileName?: string;
  /** What the caller says it is. */
  readonly mediaType?: string;
  readonly content: AsyncIterable<Buffer>;
}

/** openapi.yaml, schema `attachmentSchema`. */
export interface UploadedAttachment {
  readonly mediaUrl: string;
  readonly mediaType: string;
}

/** Takes files in: each is sealed as it comes, by a key of its own, and never whole in memory. */
@Injectable()
export class Uploads {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly urls: MediaUrls,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /** Raises bad_request, service_unavailable, and whatever `content` throws; then nothing is left of it. Private unless `access` is public. */
  async upload({ appId }: Pick<RequestContext, 'appId'>, upload: Upload): Promise<UploadedAttachment> {
    checkQuery(upload);
    const sql = this.db.app(appId);
    const conversationId = upload.conversationId ?? null;
    if (conversationId !== null) await requireConversation(sql, appId, conversationId);
    const { head, content } = await peek(upload.content, HEAD_BYTES);
    // Loaded with the first upload: it knows hundreds of formats.
    const { mediaTypeOf } = await import('./media-type.js');
    const [fileName, mediaType] = [fileNameOf(upload.fileName), await mediaTypeOf(head, upload.mediaType)];
    const [id, objectName, key, size] = [newId(), `${appId}/${randomBytes(16).toString('hex')}`, newFileKey(), counted(content)];
    await this.store(sql, appId, objectName, sealFile(key, fileOfAttachment(appId, id), size.content));
    const isPublic = upload.access === 'public';
    await sql.transaction(async (tx) => {
      if (conversationId !== null) await requireConversation(tx, appId, conversationId);
      if ((await tx.query(KEEP_FILE, [appId, objectName])).length === 0) throw storeUnavailable(new Error('An upload took so long that its file was removed'));
      const details = { key: key.toString('base64'), fileName, mediaType, size: size.bytes() };
      const cell = await sealDetails(this.keyring, tx, appId, { id, conversationId }, details).catch(noConversation);
      await tx.query(INSERT_ATTACHMENT, [appId, id, objectName, cell, isPublic, upload.for === 'message', conversationId]);
    });
    key.fill(0);
    return { mediaUrl: await this.urls.sign(sql, appId, { id, isPublic, fileName }), mediaType };
  }

  /** On the list of removals first, so that whatever becomes of this process the file does not stay without a row. */
  private async store(sql: Sql, appId: AppId, objectName: string, sealed: AsyncIterable<Buffer>): Promise<void> {
    await sql.query(ANNOUNCE_FILE, [appId, objectName]);
    try {
      await this.files.write(objectName, sealed);
    } catch (error) {
      await sql.query(REMOVE_FILE_NOW, [appId, objectName]).catch(() => undefined); // it is removed after an hour anyway
      throw error instanceof ObjectStoreError ? storeUnavailable(error) : error;
    }
  }
}

/** openapi.yaml, parameters `accessQuery`, `forQuery` and `conversationIdQuery`. */
function checkQuery({ access, for: container, conversationId }: Upload): void {
  if (access !== undefined && access !== 'public') throw invalid('access should be public');
  if (container !== undefined && container !== 'message') throw invalid('for should be message');
  if (conversationId !== undefined && !isId(conversationId)) throw noSuchConversation();
}

const noSuchConversation = () => invalid('conversationId should be the id of a conversation of the app');

async function requireConversation(sql: Sql | ScopedSql, appId: AppId, conversationId: string): Promise<void> {
  if ((await sql.query(SHARE_CONVERSATION, [appId, conversationId])).length === 0) throw noSuchConversation();
}

function noConversation(error: unknown): never {
  throw error instanceof CryptoFault && error.code === 'key_missing' ? noSuchConversation() : error;
}
