import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptControlBody, OfferControlBody, PassControlBody, ReleaseControlBody } from '@parley/contracts';
import { SwitchboardActionsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { ConversationParam } from '../conversations/conversation.parameters.js';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';

@ApiTags('Switchboard Actions')
@AppIdParam()
@ConversationParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/conversations/:conversationId')
export class SwitchboardActionsController {
  constructor(private readonly actions: SwitchboardActionsService) {}

  @Post('passControl')
  @HttpCode(200)
  @ApiOperation({ operationId: 'PassControl', summary: 'Pass Control', description: 'Makes a switchboard integration the active one; all others go on standby. A repeat by an integration that already passed on does nothing.' })
  @Answers(200, Object, 400, 404)
  async passControl(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: PassControlBody): Promise<object> {
    await this.actions.passControl(ctx, { ...body, conversationId });
    return {};
  }

  @Post('offerControl')
  @HttpCode(200)
  @ApiOperation({ operationId: 'OfferControl', summary: 'Offer Control', description: 'Invites a switchboard integration to accept control: it becomes pending, in place of whoever was.' })
  @Answers(200, Object, 400, 404)
  async offerControl(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: OfferControlBody): Promise<object> {
    await this.actions.offerControl(ctx, { ...body, conversationId });
    return {};
  }

  @Post('acceptControl')
  @HttpCode(200)
  @ApiOperation({ operationId: 'AcceptControl', summary: 'Accept Control', description: 'Makes the pending switchboard integration the active one. Refused (403) to the key of another integration.' })
  @Answers(200, Object, 400, 403, 404)
  async acceptControl(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: AcceptControlBody): Promise<object> {
    await this.actions.acceptControl(ctx, { ...body, conversationId });
    return {};
  }

  @Post('releaseControl')
  @HttpCode(200)
  @ApiBody({ type: ReleaseControlBody, required: false })
  @ApiOperation({ operationId: 'ReleaseControl', summary: 'Release Control', description: 'Nobody is in control any more, until the next activity gives control to the default. Refused (403) to the key of an integration that is not active.' })
  @Answers(200, Object, 400, 403, 404)
  async releaseControl(@Ctx() ctx: RequestContext, @Param('conversationId') conversationId: string, @Body() body: ReleaseControlBody): Promise<object> {
    await this.actions.releaseControl(ctx, { ...body, conversationId });
    return {};
  }
}
