import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConversationCreateBody, ConversationListResponse, ConversationResponse, ConversationUpdateBody } from '@parley/contracts';
import { ConversationCreation, ConversationsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { Ctx, Filter, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, FilterParam, IdempotencyKeyHeader, PageParam } from '../openapi/index.js';
import { ConversationParam } from './conversation.parameters.js';

@ApiTags('Conversations')
@AppIdParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly creation: ConversationCreation,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'CreateConversation', summary: 'Create Conversation', description: 'Create a conversation for the specified user(s).' })
  @IdempotencyKeyHeader()
  @Answers(201, ConversationResponse, 400, 403, 404, 409, 422)
  async create(@Ctx() ctx: RequestContext, @Body() body: ConversationCreateBody): Promise<ConversationResponse> {
    return { conversation: await this.creation.create(ctx, body) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListConversations', summary: 'List Conversations', description: 'Lists all conversations that a user is part of, page by page.' })
  @PageParam()
  @FilterParam(
    'conversationListFilter',
    { userId: "The user's id. One of `userId` or `userExternalId` is required, but not both.", userExternalId: 'The external Id of the user.' },
    { required: true },
  )
  @Answers(200, ConversationListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @PageQuery() page: PageRequest,
    @Filter('userId') userId?: string,
    @Filter('userExternalId') userExternalId?: string,
  ): Promise<ConversationListResponse> {
    return paged(request, page, 'conversations', await this.conversations.list(ctx, { userId, userExternalId, page }));
  }

  @Get(':conversationId')
  @ConversationParam()
  @ApiOperation({ operationId: 'GetConversation', summary: 'Get Conversation', description: 'Fetches an individual conversation.' })
  @Answers(200, ConversationResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string): Promise<ConversationResponse> {
    return { conversation: await this.conversations.get(ctx, conversationId) };
  }

  @Patch(':conversationId')
  @ConversationParam()
  @ApiOperation({ operationId: 'UpdateConversation', summary: 'Update Conversation', description: 'Updates a conversation record.' })
  @Answers(200, ConversationResponse, 400, 404)
  async update(
    @Ctx() ctx: RequestContext,
    @Param('conversationId') conversationId: string,
    @Body() change: ConversationUpdateBody,
  ): Promise<ConversationResponse> {
    return { conversation: await this.conversations.update(ctx, { conversationId, change }) };
  }

  @Delete(':conversationId')
  @ConversationParam()
  @ApiOperation({ operationId: 'DeleteConversation', summary: 'Delete Conversation', description: 'Deletes a conversation and its messages. The default conversation cannot be deleted.' })
  @Answers(200, Object, 400, 404, 409)
  async delete(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string): Promise<object> {
    await this.conversations.delete(ctx, conversationId);
    return {};
  }
}
