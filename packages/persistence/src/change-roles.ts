import pg from 'pg';

/** Others change the same role at most so often while one waits for them. */
const ATTEMPTS = 20;
/** PostgreSQL, appendix A: duplicate_object, unique_violation; and internal_error, which this is where another's change was met (heapam.c). */
const [DUPLICATE, NOT_UNIQUE, INTERNAL, CHANGED_MEANWHILE] = ['42710', '23505', 'XX000', 'simple_heap_update'];

/**
 * Makes or changes roles within the transaction of `client`. Roles are the server's, and no lock of one database keeps whoever
 * works on another one from the same role at the same time: `work` is done again, from its beginning, where he was quicker.
 */
export async function changeRoles(client: pg.Client, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await client.query('savepoint roles');
    try {
      await work();
      await client.query('release savepoint roles');
      return;
    } catch (error) {
      await client.query('rollback to savepoint roles');
      if (attempt === ATTEMPTS || !isOvertaken(error)) throw error;
    }
  }
}

const isOvertaken = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === DUPLICATE || error.code === NOT_UNIQUE || (error.code === INTERNAL && error.routine === CHANGED_MEANWHILE));
