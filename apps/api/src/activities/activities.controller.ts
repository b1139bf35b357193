import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActivityPost } from '@parley/contracts';
import { ActivitiesService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';
import { ChannelActivity } from './channel-activity.service.js';

@ApiTags('Activities')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations/:conversationId/activity')
export class ActivitiesController {
  constructor(
    private readonly activities: ActivitiesService,
    private readonly channels: ChannelActivity,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'PostActivity', summary: 'Post Activity', description: 'Tells that somebody types, stopped typing, or has read the conversation. What the business does is shown to the person on his channel, where that can show it.' })
  @Answers(200, Object, 400, 404)
  async post(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() activity: ActivityPost): Promise<object> {
    await this.activities.post(ctx, { conversationId, activity });
    this.channels.show(ctx, conversationId, activity);
    return {};
  }
}
