import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageOriginalResponse } from '@parley/contracts';
import { MessageOriginals } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam, IdParam } from '../openapi/index.js';

@ApiTags('Messages')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('parley/v1/apps/:appId/conversations/:conversationId/messages/:messageId/original')
export class MessageOriginalsController {
  constructor(private readonly originals: MessageOriginals) {}

  @Get()
  @IdParam('messageId', 'The id of the message.', '5e552ef595e5206375bb835d')
  @ApiOperation({
    operationId: 'GetMessageOriginal', summary: 'Get Message Original',
    description: 'Returns what a message was made of, where it shows less: a mail with the history that it quotes and its signature. Of a mail that became several messages, the first has it. Answered 404 where a message shows all that came.',
  })
  @Answers(200, MessageOriginalResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Param('messageId') messageId: string): Promise<MessageOriginalResponse> {
    return { original: await this.originals.get(ctx, { conversationId, messageId }) };
  }
}
