import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppDirectory } from '@parley/accounts';
import { CredentialsGuard } from '@parley/auth';
import { AppError, isId, leasesEnded, type AppId, type Principal, type Scope } from '@parley/kernel';
import type { FastifyReply } from 'fastify';
import { RefusalRecorder } from '../audit/refusal-recorder.js';
import { AddressLimits } from '../rate-limits/address-limits.js';
import { RequestLimits } from '../rate-limits/request-limits.js';
import { ACCOUNT_KEYS_ONLY } from './account-keys-only.decorator.js';
import { ALSO_DELETED } from './also-deleted.decorator.js';
import { callerContext } from './caller-context.js';
import { idempotencyOf } from './idempotency.js';
import { PUBLIC } from './public.decorator.js';
import type { ApiRequest } from './request.js';
import { SCOPES } from './scopes.decorator.js';

const appNotFound = () => new AppError('app_not_found', 'App not found');

/** What a handler asks of its callers, read once from its decorators. */
interface Rule {
  readonly isPublic: boolean;
  readonly scopes: readonly Scope[];
  /** Whether keys of service accounts are kept out. */
  readonly accountKeysOnly: boolean;
  /** Whether the app in the path may be one that is deleted. */
  readonly alsoDeleted: boolean;
}

/**
 * Guards every route: who calls, may this key call it, and does the app in the path belong to it.
 * Another account's app, a deleted one and an unknown one are the same 404.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, Rule>();

  constructor(
    private readonly reflector: Reflector,
    private readonly credentials: CredentialsGuard,
    private readonly apps: AppDirectory,
    private readonly refusals: RefusalRecorder,
    private readonly addresses: AddressLimits,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.ruleOf(context);
    if (rule.isPublic) return true;
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<ApiRequest>(), http.getResponse<FastifyReply>()];
    await this.authenticate(context, request, reply);
    await this.limits.countForKey(request.user.keyId, reply);
    if (!rule.scopes.includes(request.user.scope)) {
      throw new AppError('forbidden', `This needs a key of scope ${rule.scopes.join(' or ')}`);
    }
    if (rule.accountKeysOnly && request.user.serviceAccountId !== undefined) throw new AppError('forbidden', 'This needs a key of the account itself');
    const { appId } = request.params as { appId?: string };
    if (appId !== undefined) await this.enterApp(request, reply, appId, rule);
    return true;
  }

  private async authenticate(context: ExecutionContext, request: ApiRequest, reply: FastifyReply): Promise<void> {
    this.addresses.letIn(request, reply);
    try {
      await this.credentials.canActivate(context);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthorized') {
        this.addresses.refused(request);
        this.refusals.note(request);
      }
      throw error;
    }
    this.addresses.accepted(request);
  }

  private async enterApp(request: ApiRequest, reply: FastifyReply, named: string, { alsoDeleted }: Rule): Promise<void> {
    const appId = await this.appOf(request.user, named, alsoDeleted);
    if (appId === undefined) {
      // Of a deletion this is an answer like its success (docs/decisions/0020): the app may have been deleted a moment ago.
      if (request.method === 'DELETE') await leasesEnded();
      throw appNotFound();
    }
    await this.limits.countForApp(appId, reply);
    request.context = { ...callerContext(request), appId, idempotency: idempotencyOf(request) };
  }

  /** The app in the path, if the caller may know of it. */
  private async appOf(principal: Principal, named: string, alsoDeleted: boolean): Promise<AppId | undefined> {
    // An app's key was found together with its app, alive: nothing more to ask.
    if (principal.appId !== undefined) return principal.appId === named ? principal.appId : undefined;
    if (!isId(named)) return undefined;
    if (principal.serviceAccountId !== undefined) return this.apps.granted(principal.accountId, principal.serviceAccountId, named);
    return alsoDeleted ? this.apps.everOfAccount(principal.accountId, named) : this.apps.ofAccount(principal.accountId, named);
  }

  private ruleOf(context: ExecutionContext): Rule {
    const handler = context.getHandler();
    const known = this.rules.get(handler);
    if (known !== undefined) return known;
    const targets = [handler, context.getClass()];
    const rule = {
      isPublic: this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) ?? false,
      scopes: this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPES, targets) ?? [],
      accountKeysOnly: this.reflector.getAllAndOverride<boolean | undefined>(ACCOUNT_KEYS_ONLY, targets) ?? false,
      alsoDeleted: this.reflector.getAllAndOverride<boolean | undefined>(ALSO_DELETED, targets) ?? false,
    };
    this.rules.set(handler, rule);
    return rule;
  }
}
