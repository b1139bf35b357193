import { Module } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import { publicUrl, SETTINGS, type Settings } from '@parley/kernel';
import { FILE_STORE, openFileStore } from '@parley/object-store';
import { AttachmentRemoval } from './attachments.removal.js';
import { MediaReader } from './media/media.js';
import { MediaUrls } from './media/media-urls.js';
import { MessageAttachments } from './messages/message-attachments.js';
import { Uploads } from './uploads/uploads.js';

const SERVICES = [Uploads, MediaReader, AttachmentRemoval, MessageAttachments];

/** Attachments: files in a store, rows that tell of them, and URLs to read them by. Needs `Database`, `Keyring` and `SETTINGS`. */
@Module({
  providers: [
    { provide: FILE_STORE, useFactory: ({ attachmentStore }: Settings) => openFileStore(attachmentStore), inject: [SETTINGS] },
    { provide: MediaUrls, useFactory: (keyring: Keyring, settings: Settings) => new MediaUrls(keyring, { publicUrl: publicUrl(settings), seconds: settings.mediaUrlSeconds }), inject: [Keyring, SETTINGS] },
    ...SERVICES,
  ],
  exports: [...SERVICES, MediaUrls, FILE_STORE],
})
export class AttachmentsModule {}
