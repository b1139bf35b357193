import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConversionEventsBody, ConversionEventsResponse, DownloadMessageRefBody } from '@parley/contracts';
import { ChannelRequestsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';

@ApiTags('Conversations')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations/:conversationId')
export class ChannelRequestsController {
  constructor(private readonly requests: ChannelRequestsService) {}

  @Post('download')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'DownloadMessageRef', summary: 'Download Message Ref',
    description: 'Fetches the data that a channel told of by reference. No channel that can be connected gives such references: the answer is 400.',
  })
  @Answers(200, Object, 400, 404)
  async download(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: DownloadMessageRefBody): Promise<object> {
    return this.requests.download(ctx, { conversationId, body });
  }

  @Post('conversionEvents')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'PostConversionEvents', summary: 'Post Conversion Events',
    description: 'Tells a channel what an end user did after an interaction with it. No channel that can be connected takes such events: the answer is 400.',
  })
  @Answers(200, ConversionEventsResponse, 400, 404)
  async convert(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: ConversionEventsBody): Promise<ConversionEventsResponse> {
    return { conversionEvents: await this.requests.convert(ctx, { conversationId, body }) };
  }
}
