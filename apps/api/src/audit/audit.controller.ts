import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { exportEntries, listEntries, type EntryFilter } from '@parley/audit-log';
import { AuditEntryListResponse } from '@parley/contracts';
import type { CallerContext } from '@parley/kernel';
import { Database, type PageRequest } from '@parley/persistence';
import type { FastifyReply } from 'fastify';
import { AccountKeysOnly, Caller, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, FilterParam, PageParam } from '../openapi/index.js';
import { AuditFilter, AUDIT_FILTER } from './audit-filter.decorator.js';
import { jsonLines, NDJSON, wantsLines } from './ndjson.js';

@ApiTags('Audit')
@Scopes('account')
@AccountKeysOnly()
@Controller('parley/v1/audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  @Get()
  @ApiOperation({
    operationId: 'ListAuditEntries', summary: 'List Audit Entries',
    description:
      'Lists who did what, on what, when, in the account and its apps: page by page, the last page first. With `Accept: application/x-ndjson` ' +
      'all entries by the filter are answered, oldest first, one JSON object a line; of `page` only `after` counts then.',
  })
  @PageParam()
  @FilterParam('auditFilter', AUDIT_FILTER)
  @Answers(200, AuditEntryListResponse, 400)
  async list(
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
    @Caller() { principal }: CallerContext,
    @PageQuery() page: PageRequest,
    @AuditFilter() filter: EntryFilter,
  ): Promise<void> {
    if (wantsLines(request.headers.accept)) {
      const entries = exportEntries(this.database, principal.accountId, filter, page.after);
      await reply.header('content-type', NDJSON).send(await jsonLines(entries));
    } else {
      await reply.send(paged(request, page, 'entries', await listEntries(this.database, principal.accountId, filter, page)));
    }
  }
}
