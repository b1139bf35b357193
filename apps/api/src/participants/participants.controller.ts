import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ParticipantJoinBody, ParticipantLeaveBody, ParticipantListResponse, ParticipantResponse } from '@parley/contracts';
import { ParticipantsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, PageParam } from '../openapi/index.js';

@ApiTags('Participants')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations/:conversationId')
export class ParticipantsController {
  constructor(private readonly participants: ParticipantsService) {}

  @Get('participants')
  @ApiOperation({ operationId: 'ListParticipants', summary: 'List Participants', description: 'Lists the participants of a conversation, page by page.' })
  @PageParam()
  @Answers(200, ParticipantListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @Param('conversationId') conversationId: string,
    @PageQuery() page: PageRequest,
  ): Promise<ParticipantListResponse> {
    return paged(request, page, 'participants', await this.participants.list(ctx, { conversationId, page }));
  }

  @Post('join')
  @ApiOperation({ operationId: 'JoinConversation', summary: 'Join Conversation', description: 'Adds a user to a conversation of type sdkGroup.' })
  @Answers(201, ParticipantResponse, 400, 403, 404)
  async join(
    @Ctx() ctx: RequestContext,
    @Param('conversationId') conversationId: string,
    @Body() participant: ParticipantJoinBody,
  ): Promise<ParticipantResponse> {
    return { participant: await this.participants.join(ctx, { conversationId, participant }) };
  }

  @Post('leave')
  @HttpCode(200)
  @ApiOperation({ operationId: 'LeaveConversation', summary: 'Leave Conversation', description: 'Removes a user from a conversation.' })
  @Answers(200, Object, 400, 404)
  async leave(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() leaver: ParticipantLeaveBody): Promise<object> {
    await this.participants.leave(ctx, { conversationId, leaver });
    return {};
  }
}
