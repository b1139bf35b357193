import { join } from 'node:path';
import { bash, costOf, type Cost } from './cost.js';
import type { Postgresql15 } from './postgresql-15.js';

/** The way of Debian's tools: a dump that is compressed and encrypted, and its restore by two connections. */
export class Dumped {
  private readonly key: string;
  private readonly dump: string;

  constructor(
    private readonly server: Postgresql15,
    folder: string,
  ) {
    [this.key, this.dump] = [join(folder, 'age-key'), join(folder, 'dump.age')];
  }

  /** `pg_dump -Fc -Z0 | zstd -1 | age` */
  async take(database: string): Promise<Cost> {
    const { server, key, dump } = this;
    await bash(`[ -e "$KEY" ] || age-keygen -o "$KEY" 2>/dev/null`, { KEY: key });
    const line = '"$PG_DUMP" -Fc -Z0 "$URL" | zstd -q -1 | age -r "$(age-keygen -y "$KEY")" -o "$DUMP" && sync "$DUMP"';
    return costOf(server.postmaster, () => bash(`rm -f "$DUMP"; ${line}`, { KEY: key, DUMP: dump, URL: server.url(database), PG_DUMP: server.tool('pg_dump') }));
  }

  /** `age -d | zstd -d` into a file, as two connections cannot read a pipe, then `pg_restore -j2` into an empty database. */
  async restore(database: string): Promise<Cost> {
    const { server, key, dump } = this;
    await server.run('postgres', `create database ${database}`);
    try {
      const line = 'age -d -i "$KEY" "$DUMP" | zstd -q -d -f -o "$DUMP.plain" && "$PG_RESTORE" -j2 --exit-on-error -d "$URL" "$DUMP.plain"';
      return await costOf(server.postmaster, () => bash(line, { KEY: key, DUMP: dump, URL: server.url(database), PG_RESTORE: server.tool('pg_restore') }));
    } finally {
      await server.run('postgres', `drop database ${database} with (force)`);
    }
  }
}
