import { keysetPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { HOLD_COLUMNS, type HoldRow } from './hold.row.js';

type Row = HoldRow & Record<string, unknown>;

/** `$5`, `$6`: the reference sealed, and its blind index. Answers nothing when the same hold is in force. */
export const INSERT_HOLD = `
  insert into legal_holds (app_id, id, target_type, target_id, sealed_reference, reference_index, created_by)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (app_id, target_type, target_id, coalesce(reference_index, '')) where lifted_at is null do nothing
  returning ${HOLD_COLUMNS}`;

/** The hold in force on a target under a reference, or under none. */
export const FIND_SAME = `
  select ${HOLD_COLUMNS} from legal_holds
  where app_id = $1 and target_type = $2 and target_id = $3 and coalesce(reference_index, '') = coalesce($4, ''::bytea) and lifted_at is null`;

export const FIND_HOLD_BY_ID = `select ${HOLD_COLUMNS} from legal_holds where app_id = $1 and id = $2`;

/** Answers nothing when there is none, or it is lifted already. */
export const LIFT_HOLD = `
  update legal_holds set lifted_at = now(), lifted_by = $3 where app_id = $1 and id = $2 and lifted_at is null returning ${HOLD_COLUMNS}`;

/** Which holds of an app. */
export interface HoldFilter {
  readonly state: 'active' | 'lifted' | 'all';
  /** The id of what is held. */
  readonly target?: string;
}

const STATES: Record<HoldFilter['state'], string> = { active: 'and lifted_at is null', lifted: 'and lifted_at is not null', all: '' };

/** A page of an app's holds, in the order of their ids. */
export const listHolds = (sql: Sql, appId: string, { state, target }: HoldFilter, page: PageRequest): Promise<Page<Row>> =>
  keysetPage<Row>(sql, {
    select: `select ${HOLD_COLUMNS} from legal_holds where app_id = $1 ${STATES[state]}${target === undefined ? '' : ' and target_id = $2'}`,
    values: target === undefined ? [appId] : [appId, target],
    id: 'id',
  }, page);
