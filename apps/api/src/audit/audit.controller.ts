import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { callerOf, exportEntries, listEntries, recordExport, type EntryFilter } from '@parley/audit-log';
import { AuditEntryListResponse } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
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
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'ListAuditEntries', summary: 'List Audit Entries',
    description:
      'Lists who did what, on what, when, in the account and its apps: page by page, the last page first. With `Accept: application/x-ndjson` ' +
      'all entries by the filter are answered, oldest first, one JSON object a line; of `page` only `after` counts then. Such an export is itself an entry, `audit:export`, written before the first line.',
  })
  @PageParam()
  @FilterParam('auditFilter', AUDIT_FILTER)
  @Answers(200, AuditEntryListResponse, 400)
  async list(
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
    @Caller() caller: CallerContext,
    @PageQuery() page: PageRequest,
    @AuditFilter() filter: EntryFilter,
  ): Promise<void> {
    const { accountId } = caller.principal;
    if (wantsLines(request.headers.accept)) {
      await this.onRecord(caller, { ...filter, after: page.after });
      await reply.header('content-type', NDJSON).send(await jsonLines(exportEntries(this.database, accountId, filter, page.after)));
    } else {
      await reply.send(paged(request, page, 'entries', await listEntries(this.database, accountId, filter, page)));
    }
  }

  private async onRecord(caller: CallerContext, asked: EntryFilter & { after?: string }): Promise<void> {
    const { accountId } = caller.principal;
    const hash = (text: string): Promise<Buffer> => this.keyring.index(this.database.account(accountId), accountId, 'audit_filter', text);
    await recordExport(this.database, { ...callerOf(caller), accountId }, asked, hash);
  }
}
