import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SyncUserBody, UserCreateBody, UserListResponse, UserResponse, UserUpdateBody } from '@parley/contracts';
import { PersonalInformation, UserRemoval, UsersService } from '@parley/conversations';
import { AppError, type RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { Ctx, Filter, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, Errors, FilterParam, IdempotencyKeyHeader, IdParam, PageParam } from '../openapi/index.js';
import { BrandIdQuery, brandIdOf, UserParam } from './user.parameters.js';

@ApiTags('Users')
@AppIdParam()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly removal: UserRemoval,
    private readonly personalInformation: PersonalInformation,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'CreateUser', summary: 'Create User', description: 'Creates a new user.' })
  @IdempotencyKeyHeader()
  @Answers(201, UserResponse, 400, 404, 409, 422)
  async create(@Ctx() ctx: RequestContext, @Body() body: UserCreateBody): Promise<UserResponse> {
    return { user: await this.users.create(ctx, body) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListUsers', summary: 'List Users', description: 'Lists users by an email among their `identities`; `profile.email` is not looked at.' })
  @FilterParam('userListFilter', { 'identities.email': "The user's email." }, { required: true })
  @BrandIdQuery()
  @PageParam()
  @Answers(200, UserListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @PageQuery() page: PageRequest,
    @Filter('identities.email') email?: string,
    @Query('brandId') brandId?: unknown,
  ): Promise<UserListResponse> {
    return paged(request, page, 'users', await this.users.list(ctx, { email, brandId: brandIdOf(brandId), page }));
  }

  @Get(':userIdOrExternalId')
  @UserParam()
  @BrandIdQuery()
  @ApiOperation({ operationId: 'GetUser', summary: 'Get User', description: 'Fetches an individual user.' })
  @Answers(200, UserResponse, 400, 404)
  async get(@Ctx() ctx: RequestContext, @Param('userIdOrExternalId') userIdOrExternalId: string, @Query('brandId') brandId?: unknown): Promise<UserResponse> {
    return { user: await this.users.get(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId) }) };
  }

  @Patch(':userIdOrExternalId')
  @UserParam()
  @BrandIdQuery()
  @ApiOperation({ operationId: 'UpdateUser', summary: 'Update User', description: 'Updates a user.' })
  @Answers(200, UserResponse, 400, 404)
  async update(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Body() change: UserUpdateBody,
    @Query('brandId') brandId?: unknown,
  ): Promise<UserResponse> {
    return { user: await this.users.update(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), change }) };
  }

  @Delete(':userIdOrExternalId')
  @UserParam()
  @BrandIdQuery()
  @ApiOperation({ operationId: 'DeleteUser', summary: 'Delete User', description: 'Deletes a user, its clients and its conversation history.' })
  @Answers(200, Object, 400, 404, 409)
  async delete(@Ctx() ctx: RequestContext, @Param('userIdOrExternalId') userIdOrExternalId: string, @Query('brandId') brandId?: unknown): Promise<object> {
    await this.removal.remove(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId) });
    return {};
  }

  @Delete(':userIdOrExternalId/personalinformation')
  @UserParam()
  @BrandIdQuery()
  @ApiOperation({
    operationId: 'DeleteUserPersonalInformation', summary: 'Delete User Personal Information',
    description: "Clears a user's name, email, avatar, identities and metadata, and keeps the conversation history, without the user's name.",
  })
  @Answers(200, UserResponse, 400, 404)
  async deletePersonalInformation(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Query('brandId') brandId?: unknown,
  ): Promise<UserResponse> {
    return { user: await this.personalInformation.delete(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId) }) };
  }

  @Post(':zendeskId/sync')
  @IdParam('zendeskId', 'The id of a Zendesk user.', '35436')
  @ApiOperation({
    operationId: 'SyncUser', summary: 'Synchronize User',
    description: 'Answers 404 for every id: users here have no counterpart at Zendesk that they could be synchronized with.',
  })
  @Errors(400, 404)
  sync(@Body() _body: SyncUserBody): never {
    throw new AppError('user_not_found', 'No user here has a counterpart at Zendesk');
  }
}
