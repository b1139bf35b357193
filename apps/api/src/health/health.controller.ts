import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/index.js';
import { ReadinessService, type Readiness } from './readiness.service.js';

/** For orchestrators; no credentials, and nothing in the answers that is not about this process. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  /** The process runs and answers. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /** Requests can be served and events delivered: 200, or 503 with what is missing. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.readiness.check();
    if (readiness.status !== 'ok') reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
