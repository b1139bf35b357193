import { ApiSchema } from '@nestjs/swagger';
import { ObjectField, StringField } from '../fields/index.js';

@ApiSchema({ name: 'attachmentSchema' })
export class Attachment {
  @StringField({ optional: true, description: 'The uploaded attachment’s URL.', example: 'https://parley.example.org/parley/v1/media/5ec41c54fe13cc5ac404bedc/c616a583e4c240a871818541/my_file.jpeg?token=1.1790000000.c2lnbmF0dXJl' })
  mediaUrl?: string;

  @StringField({ optional: true, description: 'The uploaded attachment’s media type, by its content.', example: 'image/png' })
  mediaType?: string;
}

@ApiSchema({ name: 'AttachmentResponse' })
export class AttachmentResponse {
  @ObjectField(() => Attachment, { optional: true, description: 'The uploaded attachment object.' })
  attachment?: Attachment;
}

@ApiSchema({ name: 'attachmentDeleteBody' })
export class AttachmentDeleteBody {
  @StringField({ description: 'The media URL used for a file or image message.', example: 'https://parley.example.org/parley/v1/media/5ec41c54fe13cc5ac404bedc/c616a583e4c240a871818541/my_file.jpeg' })
  mediaUrl!: string;
}
