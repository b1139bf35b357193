import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@parley/audit-log';
import type { ErasedSubject } from '@parley/crypto-at-rest';
import { newId, SETTINGS, type AppId, type Settings } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ErasureKind } from './erasure.js';

/** What a deletion asks for. */
export interface ErasureRequest {
  readonly appId: AppId;
  readonly kind: ErasureKind;
  /** The id of the conversation, user or app. */
  readonly targetId: string;
  readonly subjects: readonly ErasedSubject[];
  /** Who deletes: `callerOf(ctx)`. */
  readonly by: Actor;
}

const INSERT = `
  insert into erasures (id, app_id, account_id, kind, target_id, subjects, requested_by, due_at)
  values ($1, $2, coalesce($3, (select account_id from apps where id = $2)), $4, $5, $6, $7, now() + make_interval(secs => $8))`;

/** Takes requests for erasures; a worker carries them out when their time has come. */
@Injectable()
export class Erasures {
  constructor(@Inject(SETTINGS) private readonly delays: Pick<Settings, 'erasureDelaySeconds' | 'appErasureDelaySeconds'>) {}

  /** Asks for an erasure in the transaction that hides its target, and answers its id: the value of `hidden_by`. */
  async request(tx: Sql, { appId, kind, targetId, subjects, by }: ErasureRequest): Promise<string> {
    const id = newId();
    const delay = kind === 'app' ? this.delays.appErasureDelaySeconds : this.delays.erasureDelaySeconds;
    await tx.query({ name: 'erasures-request', text: INSERT }, [id, appId, by.accountId ?? null, kind, targetId, JSON.stringify(subjects), by.id, delay]);
    return id;
  }
}
