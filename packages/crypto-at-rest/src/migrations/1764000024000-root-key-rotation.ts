import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the rotation of root keys needs: by `mac` a recipient is known to have been chosen by somebody who held the root key
 * (docs/decisions/0069), and no tenant key is ever written under a root key that was retired, whatever a process remembers.
 * The root key's row is locked for that, so that retiring it waits for whoever is about to use it.
 */
export class RootKeyRotation1764000024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table root_key_recipients add column mac bytea;

      create function skip_retired_root_keys() returns trigger language plpgsql as $$
      declare
        retired timestamptz;
        scope text := current_setting('parley.scope', true);
      begin
        -- As a setting of the function's own it would take a superuser to make the function.
        perform set_config('parley.scope', '*', true);
        select retired_at into retired from root_keys where id = new.root_key_id for share;
        perform set_config('parley.scope', coalesce(scope, ''), true);
        if retired is not null then
          return null;
        end if;
        return new;
      end
      $$;
      create trigger skip_retired before insert or update of root_key_id on tenant_keys
        for each row execute function skip_retired_root_keys();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger skip_retired on tenant_keys;
      drop function skip_retired_root_keys();
      alter table root_key_recipients drop column mac`);
  }
}
