import { Inject, Injectable } from '@nestjs/common';
import { presentedKey } from '@parley/auth';
import { AppError, SETTINGS, type Settings } from '@parley/kernel';
import type { FastifyReply } from 'fastify';
import type { ApiRequest } from '../http/request.js';
import { clientAddress } from '../metrics/client-address.js';
import { RefusedAddresses } from './refused-addresses.js';

/** Limits how often one address may try credentials that are refused. */
@Injectable()
export class AddressLimits {
  private readonly addresses: RefusedAddresses;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.addresses = new RefusedAddresses(settings.refusalLimit);
  }

  /** To be called before credentials are looked at. Raises too_many_requests. */
  letIn(request: ApiRequest, reply: FastifyReply): void {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const wait = this.addresses.waitSeconds(clientAddress(request) ?? '', () => presentedKey(authorization));
    if (wait === 0) return;
    reply.header('retry-after', wait);
    throw new AppError('too_many_requests', 'Too many requests with credentials that were refused');
  }

  /** Notes that this request's credentials were refused; one that brought none tried nothing. */
  refused(request: ApiRequest): void {
    if (request.headers.authorization !== undefined) this.addresses.refused(clientAddress(request) ?? '');
  }

  /** Notes that this request's credentials were right. */
  accepted(request: ApiRequest): void {
    this.addresses.accepted(clientAddress(request) ?? '', request.user.keyId);
  }
}
