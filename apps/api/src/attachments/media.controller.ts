import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { MEDIA_PATH, MediaReader } from '@parley/attachments';
import { AppError } from '@parley/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/index.js';
import { AppIdParam, FileAnswers, IdParam } from '../openapi/index.js';
import { byteRange } from './byte-range.js';
import { etagOf, mediaHeaders } from './media-headers.js';
import { begun } from './begun.js';

/** Attachments, for whoever has their URL: it is the credential. */
@ApiTags('Attachments')
@AppIdParam()
@IdParam('attachmentId', 'Identifies the attachment.', 'c616a583e4c240a871818541')
@IdParam('fileName', 'The name of the file, which means nothing here.', 'my_file.jpeg')
@Public()
@Controller(`${MEDIA_PATH}/:appId/:attachmentId/:fileName`)
export class MediaController {
  constructor(private readonly media: MediaReader) {}

  @Get()
  @ApiOperation({ operationId: 'ReadMedia', summary: 'Read Media', description: 'Where a mediaUrl leads: the file, or a part of it by `Range`.' })
  @ApiQuery({ name: 'token', required: true, description: 'As the mediaUrl has it.', schema: { type: 'string' } })
  @FileAnswers(400, 403, 404)
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() params: Record<'appId' | 'attachmentId', string>, @Query('token') token: unknown): Promise<void> {
    if (typeof token !== 'string' || token === '') throw new AppError('bad_request', 'token should be given once');
    const media = await this.media.open(params.appId, params.attachmentId, token);
    const etag = etagOf(media);
    reply.headers(mediaHeaders(media));
    if (matches(request.headers['if-none-match'], etag)) return void reply.code(304).send();
    const ifRange = request.headers['if-range'];
    const range = byteRange(ifRange === undefined || ifRange === etag ? request.headers.range : undefined, media.size);
    if (range.kind === 'none') return void reply.code(416).header('content-range', `bytes */${media.size}`).header('content-length', '0').send();
    const { from, to } = range.kind === 'part' ? range : { from: 0, to: media.size };
    if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${media.size}`);
    reply.header('content-length', String(to - from));
    // Where the first bytes do not come, the answer is an error and no half file.
    reply.send(request.method === 'HEAD' ? Readable.from([]) : Readable.from(await begun(media.read(from, to)), { objectMode: false }));
  }
}

/** `If-None-Match`: one of several, or any. */
const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && header.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')));
