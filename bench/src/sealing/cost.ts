import { cpuOfFamily } from '../measure/cpu.js';

/** Microseconds of one operation. */
export interface Cost {
  /** CPU time of the process that seals. */
  readonly own: number;
  /** CPU time of PostgreSQL. */
  readonly postgres: number;
  readonly elapsed: number;
}

/** What `count` operations, one after the other, cost each. PostgreSQL's clock ticks 100 times a second: let there be enough of them. */
export async function costOf(count: number, postmaster: number | undefined, operation: (turn: number) => unknown): Promise<Cost> {
  const postgres = (): number => (postmaster === undefined ? 0 : cpuOfFamily(postmaster));
  const [started, before, cpu] = [performance.now(), postgres(), process.cpuUsage()];
  for (let turn = 0; turn < count; turn++) {
    const pending = operation(turn);
    if (pending instanceof Promise) await pending;
  }
  const { user, system } = process.cpuUsage(cpu);
  const [elapsed, used] = [performance.now() - started, postgres() - before];
  return { own: (user + system) / count, postgres: (used * 1e6) / count, elapsed: (elapsed * 1000) / count };
}
