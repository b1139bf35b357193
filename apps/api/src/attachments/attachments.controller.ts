import { Body, Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AttachmentRemoval, Uploads } from '@parley/attachments';
import { AttachmentDeleteBody, AttachmentResponse } from '@parley/contracts';
import { BadRequestErrors, type RequestContext } from '@parley/kernel';
import { Ctx, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';
import { contentOf, uploadedFile } from './uploaded-file.js';

const FILE = { type: 'object' as const, title: 'attachmentUploadBody', properties: { source: { type: 'string', format: 'binary' } }, required: ['source'] };

@ApiTags('Attachments')
@AppIdParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/attachments')
export class AttachmentsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly removal: AttachmentRemoval,
  ) {}

  @Post()
  @RouteConfig({ multipart: true })
  @ApiOperation({
    operationId: 'UploadAttachment', summary: 'Upload Attachment',
    description: 'Upload a file of at most 50 MB, to be used in messages by the mediaUrl that is answered. Its type is told by its content; an image, a sound or a film that is something else is refused.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ required: true, schema: FILE })
  @ApiQuery({ name: 'access', required: false, description: 'public: the mediaUrl does not expire. Without it the attachment is private: its URLs hold for some time only, and messages show fresh ones.', schema: { type: 'string', example: 'public' } })
  @ApiQuery({ name: 'for', required: false, description: 'message: the attachment is deleted with the first message that shows it, its conversation, or who wrote it.', schema: { type: 'string', example: 'message' } })
  @ApiQuery({ name: 'conversationId', required: false, description: 'Links the attachment to the conversation, with which it is deleted.', schema: { type: 'string', example: 'c616a583e4c240a871818541' } })
  @Answers(201, AttachmentResponse, 400, 404)
  async upload(@Req() request: ApiRequest, @Ctx() ctx: RequestContext, @Query() query: Record<string, unknown>): Promise<AttachmentResponse> {
    const [access, container, conversationId] = [once(query, 'access'), once(query, 'for'), once(query, 'conversationId')];
    const file = await uploadedFile(request);
    const attachment = await this.uploads.upload(ctx, {
      ...(access !== undefined && { access }), ...(container !== undefined && { for: container }), ...(conversationId !== undefined && { conversationId }),
      fileName: file.filename, mediaType: file.mimetype, content: contentOf(file),
    });
    return { attachment };
  }

  @Post('remove')
  @HttpCode(200)
  @ApiOperation({ operationId: 'DeleteAttachment', summary: 'Delete Attachment', description: 'Remove an attachment that was uploaded, by any mediaUrl that it was ever shown under.' })
  @Answers(200, Object, 400, 404, 409)
  async remove(@Ctx() ctx: RequestContext, @Body() { mediaUrl }: AttachmentDeleteBody): Promise<object> {
    await this.removal.remove(ctx, mediaUrl);
    return {};
  }
}

function once(query: Record<string, unknown>, name: string): string | undefined {
  const value = query[name];
  if (value !== undefined && typeof value !== 'string') throw new BadRequestErrors([`${name} should be given once`]);
  return value === '' ? undefined : value;
}
