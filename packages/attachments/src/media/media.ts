import { Inject, Injectable } from '@nestjs/common';
import { Keyring, openFile } from '@parley/crypto-at-rest';
import { asAppId, isId, type AppId } from '@parley/kernel';
import { FILE_STORE, ObjectStoreError, type FileStore } from '@parley/object-store';
import { Database } from '@parley/persistence';
import { fileOfAttachment, type AttachmentRow } from '../attachment.row.js';
import { attachmentNotFound, mediaUrlExpired, storeUnavailable } from '../attachments.errors.js';
import { FIND_ATTACHMENT } from '../attachments.queries.js';
import { openDetails } from '../attachment.details.js';
import { MediaUrls } from './media-urls.js';

/** An attachment that may be read. */
export interface Media {
  readonly id: string;
  readonly mediaType: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly isPublic: boolean;
  /** How long its URL holds; nothing of a public one's, which does not end. */
  readonly seconds?: number;
  /** The bytes from `from` up to, not including, `to`. Raises not_found, service_unavailable, CryptoFault. */
  read(from: number, to: number): AsyncGenerator<Buffer>;
}

/** Attachments, for who has their URL. */
@Injectable()
export class MediaReader {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly urls: MediaUrls,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /** Whether a URL is that of an attachment of the app, be it there or not. */
  isOf(appId: AppId, mediaUrl: string): boolean {
    return this.urls.read(mediaUrl)?.appId === appId;
  }

  /** Opens an attachment of the app by the whole URL that it was shown with. Raises as `open`. */
  async openUrl(appId: AppId, mediaUrl: string): Promise<Media> {
    const named = this.urls.read(mediaUrl);
    if (named?.appId !== appId) throw attachmentNotFound();
    return this.open(appId, named.id, new URL(mediaUrl).searchParams.get('token') ?? '');
  }

  /** Raises not_found where nothing is there or the token was not signed for it, so that neither is told from the other; forbidden when its time is over. */
  async open(appId: string, id: string, token: string): Promise<Media> {
    if (!isId(appId) || !isId(id)) throw attachmentNotFound();
    const app = asAppId(appId);
    const sql = this.db.app(app);
    // First whether it is there: nobody who makes ids up has a key made for an app that does not exist.
    const [row] = await sql.query<AttachmentRow & Record<string, unknown>>(FIND_ATTACHMENT, [app, id]);
    const grant = row && (await this.urls.verify(sql, app, id, token));
    if (!row || !grant || (grant.kind === 'public' && !row.is_public)) throw attachmentNotFound();
    if (grant.kind === 'until' && grant.seconds <= 0) throw mediaUrlExpired();
    const { key, fileName, mediaType, size } = await openDetails(this.keyring, sql, app, row);
    const secret = Buffer.from(key, 'base64');
    return {
      id, mediaType, fileName, size, isPublic: row.is_public, ...(grant.kind === 'until' && { seconds: grant.seconds }),
      read: (from, to) => told(openFile(secret, fileOfAttachment(app, id), { size, from, to }, (first, end) => this.files.read(row.object_name, first, end))),
    };
  }
}

/** As callers are told of the store's faults. */
async function* told(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    throw error.code === 'missing' ? attachmentNotFound() : storeUnavailable(error);
  }
}
