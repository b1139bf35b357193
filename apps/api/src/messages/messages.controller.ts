import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageListResponse, MessagePost, MessagePostResponse } from '@parley/contracts';
import { MessagesService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, IdempotencyKeyHeader, IdParam, PageParam } from '../openapi/index.js';

@ApiTags('Messages')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations/:conversationId/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post()
  @ApiOperation({ operationId: 'PostMessage', summary: 'Post Message', description: 'Send a message in a particular conversation.' })
  @IdempotencyKeyHeader()
  @Answers(201, MessagePostResponse, 400, 404, 409, 422, 423)
  async post(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() message: MessagePost): Promise<MessagePostResponse> {
    return { messages: await this.messages.post(ctx, { conversationId, message }) };
  }

  @Get()
  @ApiOperation({
    operationId: 'ListMessages', summary: 'List Messages',
    description: 'Lists the messages of a conversation, 100 a page, the last page first: page backwards with `page[before]`.',
  })
  @PageParam()
  @Answers(200, MessageListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @Param('conversationId') conversationId: string,
    @PageQuery() page: PageRequest,
  ): Promise<MessageListResponse> {
    return paged(request, page, 'messages', await this.messages.list(ctx, { conversationId, page }));
  }

  @Delete()
  @ApiOperation({ operationId: 'DeleteAllMessages', summary: 'Delete All Messages', description: 'Deletes all messages of a conversation, and keeps the conversation.' })
  @Answers(200, Object, 404, 409)
  async deleteAll(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string): Promise<object> {
    await this.messages.deleteAll(ctx, conversationId);
    return {};
  }

  @Delete(':messageId')
  @IdParam('messageId', 'The id of the message.', '5e552ef595e5206375bb835d')
  @ApiOperation({ operationId: 'DeleteMessage', summary: 'Delete Message', description: 'Deletes a single message of a conversation.' })
  @Answers(200, Object, 404, 409)
  async delete(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Param('messageId') messageId: string): Promise<object> {
    await this.messages.delete(ctx, { conversationId, messageId });
    return {};
  }
}
