import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AppError } from '@parley/kernel';
import { Public, Scopes } from '../http/index.js';
import { Errors } from '../openapi/index.js';

const TEXT = { type: 'string' } as const;
const NOT_OFFERED = 'Answers 400: nobody can sign in here yet, so there is no consent to ask for and no token to give. Use a key of a custom integration.';

/** All that is said of OAuth until people can sign in (docs/decisions/0081). */
const notOffered = () => new AppError('bad_request', 'OAuth is not offered by this server: use the API key of a custom integration');

@ApiTags('OAuth Endpoints')
@Controller()
export class OAuthController {
  @Get('oauth/authorize')
  @Public()
  @ApiQuery({ name: 'client_id', required: true, schema: TEXT })
  @ApiQuery({ name: 'response_type', required: true, schema: TEXT })
  @ApiQuery({ name: 'state', required: false, schema: TEXT })
  @ApiQuery({ name: 'redirect_uri', required: false, schema: TEXT })
  @ApiOperation({ operationId: 'Authorize', summary: 'Authorize', description: NOT_OFFERED })
  @Errors(400)
  authorize(): never {
    throw notOffered();
  }

  @Post('oauth/token')
  @HttpCode(200)
  @Public()
  @ApiOperation({ operationId: 'GetToken', summary: 'Get Token', description: NOT_OFFERED })
  @Errors(400)
  token(): never {
    throw notOffered();
  }

  @Delete('oauth/authorization')
  @Scopes('integration')
  @ApiOperation({ operationId: 'RevokeAccess', summary: 'Revoke Access', description: NOT_OFFERED })
  @Errors(400)
  revoke(): never {
    throw notOffered();
  }

  @Get('v2/tokenInfo')
  @Public()
  @ApiOperation({ operationId: 'GetTokenInfo', summary: 'Get Token Info', description: NOT_OFFERED })
  @Errors(400)
  tokenInfo(): never {
    throw notOffered();
  }
}
