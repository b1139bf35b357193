import { Turns } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { FIND_KEYS_OF_SUBJECT, FIND_KEYS_OF_TENANT, type DataKeyRow } from './data-keys.queries.js';
import type { Subject, TenantId } from './subject.js';

interface Question {
  readonly sql: Sql;
  readonly tenant: TenantId;
  readonly subjects: readonly Subject[];
}

type Row = DataKeyRow & Record<string, unknown>;

/**
 * Reads the rows of data keys. Who asks while another's statement is on its way goes with all who come meanwhile, in the
 * next one: a round trip costs ten times what a row does. Nobody is answered by a statement that began before he asked,
 * which may not see what was committed since; who asks in a transaction, which sees more, goes alone.
 */
export class KeyReads {
  private readonly turns = new Turns<string, Question, Row[]>((_, questions) => together(questions));

  /** The newest generation of each subject first. */
  of(sql: Sql | ScopedSql, tenant: TenantId, subjects: readonly Subject[]): Promise<Row[]> {
    const question = { sql, tenant, subjects };
    const alone = (): Promise<Row[]> => ask(question);
    return 'sight' in sql && sql.sight !== undefined ? this.turns.take(`${sql.sight} ${tenant}`, question, alone) : alone();
  }
}

function ask({ sql, tenant, subjects }: Question): Promise<Row[]> {
  const [subject, ...others] = subjects;
  return others.length === 0 ? sql.query<Row>(FIND_KEYS_OF_SUBJECT, [tenant, subject]) : sql.query<Row>(FIND_KEYS_OF_TENANT, [tenant, subjects]);
}

/** A subject that PostgreSQL cannot read as a text is refused to whoever named it: then each goes alone. */
const WRONG_VALUE = /^22/;

async function together(questions: readonly Question[]): Promise<(Row[] | undefined)[]> {
  const [first] = questions;
  if (!first) return [];
  const subjects = [...new Set(questions.flatMap((question) => question.subjects))];
  const rows = await ask({ ...first, subjects }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && WRONG_VALUE.test(String(error.code))) return undefined;
    throw error;
  });
  const of = rows && Map.groupBy(rows, ({ subject }) => subject);
  return questions.map((question) => of && [...new Set(question.subjects)].flatMap((subject) => of.get(subject) ?? []));
}
