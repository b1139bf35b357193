/**
 * Has the specs' databases keep a copy of every event that is emitted in them, whatever becomes of it in the outbox: `emitted.events`.
 * As JSON, so that a spec may take the outbox back to the columns of a version before.
 */
export const RECORD_EVENTS = `
  create schema emitted;
  create table emitted.events (event jsonb not null);
  create function emitted.record() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
    begin
      insert into emitted.events values (to_jsonb(new));
      return null;
    end $$;
  create trigger record after insert on outbox_events for each row execute function emitted.record();`;
