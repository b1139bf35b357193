-- Of ["Accounts1764000001000","Outbox1764000002000","ApiKeys1764000003000","Integrations1764000004000","Conversations1764000005000","Webhooks1764000006000","WorkerHeartbeats1764000007000","MembersVersion1764000008000","AppsPages1764000010000","AnswersOfOneApp1764000011000","DeletedWebhooks1764000012000","RootKeys1764000013000","DataKeys1764000013100","SealedConversations1764000014000","SealedEvents1764000015000","SealedDeliveries1764000016000","SealedKeySecrets1764000017000","Audit1764000018000","NoPlainKeySecrets1764000019000","NoPlainConversations1764000019100","SealedEndpoints1764000020000","NoPlainEndpoints1764000020100","HiddenRows1764000020500","LegalHolds1764000021000","DestroyedKeys1764000022000","Erasures1764000023000","RootKeyRotation1764000024000","TenantKeyRotation1764000025000","ChannelIntegrations1764000026000","IntegrationsOfType1764000026010","ServiceAccounts1764000026100","ServiceAccountKeys1764000026110","WebhookLog1764000027000","FailingWebhooks1764000027100","RateBuckets1764000028000","Attachments1764000029000","Switchboards1764000030000","WithheldEvents1764000030100","Clients1764000031000","ClientsOfUser1764000031010","RetainedFrom1764000032000","ConversationsRetained1764000032010","UnusedAttachments1764000032100","AnswersOfSeveral1764000033000","AnswersBySecondSubject1764000033100","AnswersOfMany1764000033200","UntriedErasures1764000033300","HinderedErasures1764000033400","Backups1764000035000","BackupChains1764000036000","GivenRuns1764000037000","BackupStamps1764000038000","ChannelInbox1764000040000","ChannelOutbox1764000041000","ChannelMessages1764000044000","Mailboxes1764000047000","IntegrationFaults1764000049000","IntegrationsInError1764000049010","LinkRequests1764000051000","NamesOfClients1764000052000","HiddenEvents1764000054000","HiddenEventsFound1764000054010"]
-- Written by `npm run schema`: not to be changed by hand (docs/decisions/0125).
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: attachment_to_remove(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.attachment_to_remove() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        begin
          insert into attachment_removals (object_name, app_id, due_at) values (old.object_name, old.app_id, now());
          return null;
        end $$;


--
-- Name: note_deleted_integrations(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.note_deleted_integrations() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin
        insert into deleted_integrations (app_id, integration_id) select app_id, id from gone on conflict do nothing;
        return null;
      end $$;


--
-- Name: note_deleted_webhooks(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.note_deleted_webhooks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin
        insert into deleted_webhooks (app_id, webhook_id) select app_id, id from gone;
        return null;
      end $$;


--
-- Name: skip_retired_root_keys(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skip_retired_root_keys() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    id text NOT NULL COLLATE pg_catalog."C",
    display_name text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.accounts FORCE ROW LEVEL SECURITY;


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL,
    account_id text NOT NULL COLLATE pg_catalog."C",
    app_id text COLLATE pg_catalog."C",
    integration_id text COLLATE pg_catalog."C",
    display_name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sealed_secret bytea NOT NULL,
    service_account_id text COLLATE pg_catalog."C",
    CONSTRAINT api_keys_check CHECK (((scope = 'account'::text) = (app_id IS NULL))),
    CONSTRAINT api_keys_check1 CHECK (((scope = 'integration'::text) = (integration_id IS NOT NULL))),
    CONSTRAINT api_keys_scope_check CHECK ((scope = ANY (ARRAY['account'::text, 'app'::text, 'integration'::text])))
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;


--
-- Name: apps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.apps (
    id text NOT NULL COLLATE pg_catalog."C",
    account_id text NOT NULL COLLATE pg_catalog."C",
    display_name text NOT NULL,
    subdomain text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

ALTER TABLE ONLY public.apps FORCE ROW LEVEL SECURITY;


--
-- Name: attachment_removals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attachment_removals (
    object_name text NOT NULL COLLATE pg_catalog."C",
    app_id text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone
);

ALTER TABLE ONLY public.attachment_removals FORCE ROW LEVEL SECURITY;


--
-- Name: attachments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attachments (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    object_name text NOT NULL COLLATE pg_catalog."C",
    sealed_details bytea NOT NULL,
    is_public boolean NOT NULL,
    for_message boolean NOT NULL,
    conversation_id text COLLATE pg_catalog."C",
    message_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.attachments FORCE ROW LEVEL SECURITY;


--
-- Name: audit_checkpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_checkpoints (
    tree integer NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_checkpoints_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY public.audit_checkpoints FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE audit_checkpoints; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_checkpoints IS 'append-only';


--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_entries (
    id text NOT NULL COLLATE pg_catalog."C",
    account_id text COLLATE pg_catalog."C",
    app_id text COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL,
    address text,
    action text NOT NULL COLLATE pg_catalog."C",
    target_type text NOT NULL,
    target_id text COLLATE pg_catalog."C",
    outcome text NOT NULL,
    request_id text,
    at timestamp(3) with time zone NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_entries_at_check CHECK (isfinite(at))
);

ALTER TABLE ONLY public.audit_entries FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE audit_entries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_entries IS 'append-only';


--
-- Name: audit_leaves; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_leaves (
    tree integer NOT NULL,
    "position" bigint NOT NULL,
    entry_id text NOT NULL COLLATE pg_catalog."C",
    leaf_hash bytea NOT NULL,
    CONSTRAINT audit_leaves_leaf_hash_check CHECK ((length(leaf_hash) = 32)),
    CONSTRAINT audit_leaves_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.audit_leaves FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE audit_leaves; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_leaves IS 'append-only';


--
-- Name: audit_pending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_pending (
    entry_id text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.audit_pending FORCE ROW LEVEL SECURITY;


--
-- Name: audit_trees; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_trees (
    tree integer NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_trees_tree_check CHECK ((tree > 0))
);

ALTER TABLE ONLY public.audit_trees FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE audit_trees; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_trees IS 'append-only';


--
-- Name: backup_chains; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.backup_chains (
    id text NOT NULL COLLATE pg_catalog."C",
    slot text NOT NULL,
    system_identifier text NOT NULL,
    timeline integer NOT NULL,
    consistent_point pg_lsn NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    end_reason text,
    catalog jsonb DEFAULT '[]'::jsonb NOT NULL,
    gap_recorded boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.backup_chains FORCE ROW LEVEL SECURITY;


--
-- Name: backup_files; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.backup_files (
    object_name text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    content_hash bytea NOT NULL,
    copied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.backup_files FORCE ROW LEVEL SECURITY;


--
-- Name: backup_repository; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.backup_repository (
    one boolean DEFAULT true NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    stamp bigint DEFAULT 0 NOT NULL,
    CONSTRAINT backup_repository_one_check CHECK (one)
);

ALTER TABLE ONLY public.backup_repository FORCE ROW LEVEL SECURITY;


--
-- Name: backup_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.backup_runs (
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    result jsonb,
    error text,
    given jsonb,
    CONSTRAINT backup_runs_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.backup_runs FORCE ROW LEVEL SECURITY;


--
-- Name: backup_zones; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.backup_zones (
    zone text NOT NULL COLLATE pg_catalog."C",
    chain_id text COLLATE pg_catalog."C",
    confirmed_lsn pg_lsn,
    heartbeat_at timestamp with time zone,
    manifest_number bigint,
    checked_at timestamp with time zone,
    error text
);

ALTER TABLE ONLY public.backup_zones FORCE ROW LEVEL SECURITY;


--
-- Name: channel_choices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_choices (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    choice_index bytea NOT NULL,
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    sealed_choice bytea NOT NULL,
    until timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.channel_choices FORCE ROW LEVEL SECURITY;


--
-- Name: channel_inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_inbox (
    "position" bigint NOT NULL,
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    key_index bytea NOT NULL,
    sender_index bytea NOT NULL,
    sealed_event bytea,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_at timestamp with time zone,
    parked_at timestamp with time zone,
    fault text COLLATE pg_catalog."C",
    hidden_by text COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.channel_inbox FORCE ROW LEVEL SECURITY;


--
-- Name: channel_inbox_lanes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_inbox_lanes (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    sender_index bytea NOT NULL,
    pending integer NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.channel_inbox_lanes FORCE ROW LEVEL SECURITY;


--
-- Name: channel_inbox_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.channel_inbox ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.channel_inbox_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: channel_messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_messages (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    external_index bytea NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    message_id text NOT NULL COLLATE pg_catalog."C",
    sealed_external_id bytea NOT NULL,
    delivered_at timestamp with time zone,
    failed_at timestamp with time zone
);

ALTER TABLE ONLY public.channel_messages FORCE ROW LEVEL SECURITY;


--
-- Name: channel_outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_outbox (
    "position" bigint NOT NULL,
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    message_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    queued_at timestamp with time zone DEFAULT now() NOT NULL,
    parts_done integer DEFAULT 0 NOT NULL,
    begun_at timestamp with time zone,
    sealed_external_ids bytea
);

ALTER TABLE ONLY public.channel_outbox FORCE ROW LEVEL SECURITY;


--
-- Name: channel_outbox_lanes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_outbox_lanes (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    queued bigint NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.channel_outbox_lanes FORCE ROW LEVEL SECURITY;


--
-- Name: channel_outbox_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.channel_outbox ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.channel_outbox_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: client_addresses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_addresses (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    address_index bytea NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.client_addresses FORCE ROW LEVEL SECURITY;


--
-- Name: clients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clients (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status text DEFAULT 'active'::text NOT NULL COLLATE pg_catalog."C",
    integration_id text COLLATE pg_catalog."C",
    linked_at timestamp with time zone,
    last_seen timestamp with time zone,
    sealed_details bytea,
    former_details bytea
);

ALTER TABLE ONLY public.clients FORCE ROW LEVEL SECURITY;


--
-- Name: conversations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.conversations (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    default_of text COLLATE pg_catalog."C",
    business_last_read timestamp with time zone,
    last_updated_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    message_count integer DEFAULT 0 NOT NULL,
    message_total bigint DEFAULT 0 NOT NULL,
    last_message_prefix bigint DEFAULT 0 NOT NULL,
    members_version bigint DEFAULT 0 NOT NULL,
    sealed_details bytea,
    sealed_metadata bytea,
    hidden_by text COLLATE pg_catalog."C",
    active_switchboard_integration_id text COLLATE pg_catalog."C",
    pending_switchboard_integration_id text COLLATE pg_catalog."C",
    retained_from timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT conversations_type_check CHECK ((type = ANY (ARRAY['personal'::text, 'sdkGroup'::text])))
)
WITH (fillfactor='80');

ALTER TABLE ONLY public.conversations FORCE ROW LEVEL SECURITY;


--
-- Name: data_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.data_keys (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    shard_id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.data_keys FORCE ROW LEVEL SECURITY;


--
-- Name: dead_deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dead_deliveries (
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    order_key text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    payload jsonb NOT NULL,
    cell_references jsonb NOT NULL,
    cells bytea[] NOT NULL,
    died_at timestamp with time zone NOT NULL,
    error text NOT NULL
);

ALTER TABLE ONLY public.dead_deliveries FORCE ROW LEVEL SECURITY;


--
-- Name: deleted_integrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deleted_integrations (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    deleted_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.deleted_integrations FORCE ROW LEVEL SECURITY;


--
-- Name: deleted_webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deleted_webhooks (
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    deleted_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.deleted_webhooks FORCE ROW LEVEL SECURITY;


--
-- Name: destroyed_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.destroyed_keys (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    key_id text COLLATE pg_catalog."C",
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    destroyed_at timestamp with time zone
);

ALTER TABLE ONLY public.destroyed_keys FORCE ROW LEVEL SECURITY;


--
-- Name: devices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.devices (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    last_seen timestamp with time zone NOT NULL,
    sealed_details bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT devices_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text]))),
    CONSTRAINT devices_type_check CHECK ((type = ANY (ARRAY['android'::text, 'ios'::text, 'web'::text])))
);

ALTER TABLE ONLY public.devices FORCE ROW LEVEL SECURITY;


--
-- Name: erasures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.erasures (
    id text NOT NULL COLLATE pg_catalog."C",
    app_id text NOT NULL COLLATE pg_catalog."C",
    account_id text COLLATE pg_catalog."C",
    kind text NOT NULL,
    target_id text NOT NULL COLLATE pg_catalog."C",
    subjects jsonb NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    requested_by text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    waiting text,
    lease_until timestamp with time zone,
    leased_by text,
    keys jsonb DEFAULT '[]'::jsonb NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    destroyed_at timestamp with time zone,
    completed_at timestamp with time zone,
    receipt text,
    CONSTRAINT erasures_kind_check CHECK ((kind = ANY (ARRAY['conversation'::text, 'user'::text, 'personal_information'::text, 'app'::text]))),
    CONSTRAINT erasures_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'destroying'::text, 'complete'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.erasures FORCE ROW LEVEL SECURITY;


--
-- Name: failing_webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.failing_webhooks (
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    since timestamp with time zone NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    probe_at timestamp with time zone
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.failing_webhooks FORCE ROW LEVEL SECURITY;


--
-- Name: idempotent_answers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotent_answers (
    app_id text NOT NULL COLLATE pg_catalog."C",
    operation text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sealed_answer bytea,
    subjects text[] DEFAULT '{}'::text[] NOT NULL,
    key_index bytea NOT NULL,
    body_index bytea NOT NULL
);

ALTER TABLE ONLY public.idempotent_answers FORCE ROW LEVEL SECURITY;


--
-- Name: integrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.integrations (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    display_name text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sealed_settings bytea,
    default_responder_id text COLLATE pg_catalog."C",
    fault_class text COLLATE pg_catalog."C",
    fault_code text COLLATE pg_catalog."C",
    fault_at timestamp with time zone,
    CONSTRAINT integrations_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'error'::text])))
);

ALTER TABLE ONLY public.integrations FORCE ROW LEVEL SECURITY;


--
-- Name: key_evictions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.key_evictions (
    id bigint NOT NULL,
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    names text[] COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.key_evictions FORCE ROW LEVEL SECURITY;


--
-- Name: key_evictions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.key_evictions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.key_evictions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: key_holders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.key_holders (
    id text NOT NULL COLLATE pg_catalog."C",
    seen_at timestamp with time zone NOT NULL,
    evicted bigint NOT NULL
);

ALTER TABLE ONLY public.key_holders FORCE ROW LEVEL SECURITY;


--
-- Name: key_shards; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.key_shards (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.key_shards FORCE ROW LEVEL SECURITY;


--
-- Name: legal_hold_reach; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.legal_hold_reach (
    app_id text NOT NULL COLLATE pg_catalog."C",
    hold_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT legal_hold_reach_type_check CHECK ((type = ANY (ARRAY['user'::text, 'conversation'::text])))
);

ALTER TABLE ONLY public.legal_hold_reach FORCE ROW LEVEL SECURITY;


--
-- Name: legal_holds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.legal_holds (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    target_type text NOT NULL,
    target_id text NOT NULL COLLATE pg_catalog."C",
    sealed_reference bytea,
    reference_index bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    lifted_at timestamp with time zone,
    lifted_by text COLLATE pg_catalog."C",
    CONSTRAINT legal_holds_target_type_check CHECK ((target_type = ANY (ARRAY['app'::text, 'user'::text, 'conversation'::text])))
);

ALTER TABLE ONLY public.legal_holds FORCE ROW LEVEL SECURITY;


--
-- Name: link_requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.link_requests (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    code_index bytea NOT NULL,
    user_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    requested_by text NOT NULL COLLATE pg_catalog."C",
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.link_requests FORCE ROW LEVEL SECURITY;


--
-- Name: mailboxes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mailboxes (
    app_id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    account_index bytea,
    numbering_index bytea,
    last_uid bigint,
    began_at timestamp with time zone,
    newest_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    fault text COLLATE pg_catalog."C",
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.mailboxes FORCE ROW LEVEL SECURITY;


--
-- Name: messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages (
    app_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    ordinal bigint NOT NULL,
    received timestamp with time zone NOT NULL,
    author_type text NOT NULL,
    author_user_id text COLLATE pg_catalog."C",
    sealed_body bytea NOT NULL,
    sealed_channel bytea,
    author_name bytea,
    CONSTRAINT messages_author_type_check CHECK ((author_type = ANY (ARRAY['business'::text, 'user'::text])))
);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;


--
-- Name: outbox_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox_events (
    "position" bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    app_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    order_key text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    payload jsonb NOT NULL,
    cell_references jsonb DEFAULT '[]'::jsonb NOT NULL,
    cells bytea[] DEFAULT '{}'::bytea[] NOT NULL,
    withheld_from text[]
);

ALTER TABLE ONLY public.outbox_events FORCE ROW LEVEL SECURITY;


--
-- Name: outbox_events_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox_events ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_events_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parley_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parley_migrations (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);


--
-- Name: parley_migrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.parley_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: parley_migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.parley_migrations_id_seq OWNED BY public.parley_migrations.id;


--
-- Name: participant_clients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.participant_clients (
    app_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    participant_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    used_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.participant_clients FORCE ROW LEVEL SECURITY;


--
-- Name: participants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.participants (
    app_id text NOT NULL COLLATE pg_catalog."C",
    conversation_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    read_total bigint DEFAULT 0 NOT NULL,
    deleted_unread integer DEFAULT 0 NOT NULL,
    last_read timestamp with time zone,
    client_id text COLLATE pg_catalog."C",
    hidden_by text COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.participants FORCE ROW LEVEL SECURITY;


--
-- Name: rate_buckets; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.rate_buckets (
    name text NOT NULL COLLATE pg_catalog."C",
    rate double precision NOT NULL,
    burst double precision NOT NULL,
    tokens double precision NOT NULL,
    granted double precision NOT NULL,
    at timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.rate_buckets FORCE ROW LEVEL SECURITY;


--
-- Name: root_key_recipients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.root_key_recipients (
    root_key_id text NOT NULL COLLATE pg_catalog."C",
    provider text NOT NULL COLLATE pg_catalog."C",
    recipient text NOT NULL COLLATE pg_catalog."C",
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    mac bytea
);

ALTER TABLE ONLY public.root_key_recipients FORCE ROW LEVEL SECURITY;


--
-- Name: root_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.root_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    check_value bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    retired_at timestamp with time zone
);

ALTER TABLE ONLY public.root_keys FORCE ROW LEVEL SECURITY;


--
-- Name: service_account_apps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.service_account_apps (
    service_account_id text NOT NULL COLLATE pg_catalog."C",
    app_id text NOT NULL COLLATE pg_catalog."C",
    account_id text NOT NULL COLLATE pg_catalog."C",
    granted_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.service_account_apps FORCE ROW LEVEL SECURITY;


--
-- Name: service_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.service_accounts (
    id text NOT NULL COLLATE pg_catalog."C",
    account_id text NOT NULL COLLATE pg_catalog."C",
    display_name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.service_accounts FORCE ROW LEVEL SECURITY;


--
-- Name: switchboard_integrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.switchboard_integrations (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    integration_id text NOT NULL COLLATE pg_catalog."C",
    integration_type text NOT NULL,
    deliver_standby_events boolean NOT NULL,
    next_switchboard_integration_id text COLLATE pg_catalog."C",
    message_history_count integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT switchboard_integrations_message_history_count_check CHECK (((message_history_count >= 1) AND (message_history_count <= 10)))
);

ALTER TABLE ONLY public.switchboard_integrations FORCE ROW LEVEL SECURITY;


--
-- Name: switchboards; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.switchboards (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    enabled boolean DEFAULT false NOT NULL,
    default_switchboard_integration_id text COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.switchboards FORCE ROW LEVEL SECURITY;


--
-- Name: tenant_key_rotations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant_key_rotations (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    key_id text COLLATE pg_catalog."C",
    of_all boolean NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.tenant_key_rotations FORCE ROW LEVEL SECURITY;


--
-- Name: tenant_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant_keys (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    root_key_id text NOT NULL COLLATE pg_catalog."C",
    wrapped bytea NOT NULL,
    index_wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.tenant_keys FORCE ROW LEVEL SECURITY;


--
-- Name: user_addresses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_addresses (
    app_id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    value_index bytea NOT NULL
);

ALTER TABLE ONLY public.user_addresses FORCE ROW LEVEL SECURITY;


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    brand_id text,
    authenticated boolean DEFAULT false NOT NULL,
    signed_up_at timestamp with time zone NOT NULL,
    to_be_retained boolean,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sealed_details bytea,
    sealed_name bytea,
    external_id_index bytea,
    hidden_by text COLLATE pg_catalog."C",
    nameless_until timestamp with time zone,
    former_details bytea,
    merged_into text COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts (
    id text NOT NULL COLLATE pg_catalog."C",
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    duration_ms integer NOT NULL,
    status integer,
    result text NOT NULL,
    error text,
    sealed_answer bytea,
    other_subjects text[]
);

ALTER TABLE ONLY public.webhook_attempts FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries (
    "position" bigint NOT NULL,
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    order_key text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    payload jsonb NOT NULL,
    dead_at timestamp with time zone,
    last_error text,
    cell_references jsonb DEFAULT '[]'::jsonb NOT NULL,
    cells bytea[] DEFAULT '{}'::bytea[] NOT NULL
);

ALTER TABLE ONLY public.webhook_deliveries FORCE ROW LEVEL SECURITY;


--
-- Name: webhook_deliveries_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.webhook_deliveries ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_deliveries_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: webhook_lanes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_lanes (
    app_id text NOT NULL COLLATE pg_catalog."C",
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    order_key text NOT NULL COLLATE pg_catalog."C",
    pending integer NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    leased_by text
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.webhook_lanes FORCE ROW LEVEL SECURITY;


--
-- Name: webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhooks (
    app_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    integration_id text NOT NULL COLLATE pg_catalog."C",
    triggers text[] NOT NULL,
    include_full_user boolean DEFAULT false NOT NULL,
    include_full_source boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sealed_endpoint bytea NOT NULL
);

ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;


--
-- Name: worker_heartbeats; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.worker_heartbeats (
    id text NOT NULL COLLATE pg_catalog."C",
    seen_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.worker_heartbeats FORCE ROW LEVEL SECURITY;


--
-- Name: parley_migrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parley_migrations ALTER COLUMN id SET DEFAULT nextval('public.parley_migrations_id_seq'::regclass);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: apps; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attachment_removals; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attachments; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_checkpoints; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_leaves; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_pending; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_trees; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_trees VALUES (1, now());


--
-- Data for Name: backup_chains; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: backup_files; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: backup_repository; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.backup_repository VALUES (true, replace(gen_random_uuid()::text, '-', ''), now(), 0);


--
-- Data for Name: backup_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: backup_zones; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_choices; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_inbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_inbox_lanes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_messages; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_outbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: channel_outbox_lanes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: client_addresses; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: conversations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: data_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: dead_deliveries; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: deleted_integrations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: deleted_webhooks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: destroyed_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: devices; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: erasures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: failing_webhooks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: idempotent_answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: integrations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: key_evictions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: key_holders; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: key_shards; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: legal_hold_reach; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: legal_holds; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: link_requests; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mailboxes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: messages; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox_events; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: parley_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parley_migrations VALUES (1, 1764000001000, 'Accounts1764000001000');
INSERT INTO public.parley_migrations VALUES (2, 1764000002000, 'Outbox1764000002000');
INSERT INTO public.parley_migrations VALUES (3, 1764000003000, 'ApiKeys1764000003000');
INSERT INTO public.parley_migrations VALUES (4, 1764000004000, 'Integrations1764000004000');
INSERT INTO public.parley_migrations VALUES (5, 1764000005000, 'Conversations1764000005000');
INSERT INTO public.parley_migrations VALUES (6, 1764000006000, 'Webhooks1764000006000');
INSERT INTO public.parley_migrations VALUES (7, 1764000007000, 'WorkerHeartbeats1764000007000');
INSERT INTO public.parley_migrations VALUES (8, 1764000008000, 'MembersVersion1764000008000');
INSERT INTO public.parley_migrations VALUES (9, 1764000010000, 'AppsPages1764000010000');
INSERT INTO public.parley_migrations VALUES (10, 1764000011000, 'AnswersOfOneApp1764000011000');
INSERT INTO public.parley_migrations VALUES (11, 1764000012000, 'DeletedWebhooks1764000012000');
INSERT INTO public.parley_migrations VALUES (12, 1764000013000, 'RootKeys1764000013000');
INSERT INTO public.parley_migrations VALUES (13, 1764000013100, 'DataKeys1764000013100');
INSERT INTO public.parley_migrations VALUES (14, 1764000014000, 'SealedConversations1764000014000');
INSERT INTO public.parley_migrations VALUES (15, 1764000015000, 'SealedEvents1764000015000');
INSERT INTO public.parley_migrations VALUES (16, 1764000016000, 'SealedDeliveries1764000016000');
INSERT INTO public.parley_migrations VALUES (17, 1764000017000, 'SealedKeySecrets1764000017000');
INSERT INTO public.parley_migrations VALUES (18, 1764000018000, 'Audit1764000018000');
INSERT INTO public.parley_migrations VALUES (19, 1764000019000, 'NoPlainKeySecrets1764000019000');
INSERT INTO public.parley_migrations VALUES (20, 1764000019100, 'NoPlainConversations1764000019100');
INSERT INTO public.parley_migrations VALUES (21, 1764000020000, 'SealedEndpoints1764000020000');
INSERT INTO public.parley_migrations VALUES (22, 1764000020100, 'NoPlainEndpoints1764000020100');
INSERT INTO public.parley_migrations VALUES (23, 1764000020500, 'HiddenRows1764000020500');
INSERT INTO public.parley_migrations VALUES (24, 1764000021000, 'LegalHolds1764000021000');
INSERT INTO public.parley_migrations VALUES (25, 1764000022000, 'DestroyedKeys1764000022000');
INSERT INTO public.parley_migrations VALUES (26, 1764000023000, 'Erasures1764000023000');
INSERT INTO public.parley_migrations VALUES (27, 1764000024000, 'RootKeyRotation1764000024000');
INSERT INTO public.parley_migrations VALUES (28, 1764000025000, 'TenantKeyRotation1764000025000');
INSERT INTO public.parley_migrations VALUES (29, 1764000026000, 'ChannelIntegrations1764000026000');
INSERT INTO public.parley_migrations VALUES (30, 1764000026010, 'IntegrationsOfType1764000026010');
INSERT INTO public.parley_migrations VALUES (31, 1764000026100, 'ServiceAccounts1764000026100');
INSERT INTO public.parley_migrations VALUES (32, 1764000026110, 'ServiceAccountKeys1764000026110');
INSERT INTO public.parley_migrations VALUES (33, 1764000027000, 'WebhookLog1764000027000');
INSERT INTO public.parley_migrations VALUES (34, 1764000027100, 'FailingWebhooks1764000027100');
INSERT INTO public.parley_migrations VALUES (35, 1764000028000, 'RateBuckets1764000028000');
INSERT INTO public.parley_migrations VALUES (36, 1764000029000, 'Attachments1764000029000');
INSERT INTO public.parley_migrations VALUES (37, 1764000030000, 'Switchboards1764000030000');
INSERT INTO public.parley_migrations VALUES (38, 1764000030100, 'WithheldEvents1764000030100');
INSERT INTO public.parley_migrations VALUES (39, 1764000031000, 'Clients1764000031000');
INSERT INTO public.parley_migrations VALUES (40, 1764000031010, 'ClientsOfUser1764000031010');
INSERT INTO public.parley_migrations VALUES (41, 1764000032000, 'RetainedFrom1764000032000');
INSERT INTO public.parley_migrations VALUES (42, 1764000032010, 'ConversationsRetained1764000032010');
INSERT INTO public.parley_migrations VALUES (43, 1764000032100, 'UnusedAttachments1764000032100');
INSERT INTO public.parley_migrations VALUES (44, 1764000033000, 'AnswersOfSeveral1764000033000');
INSERT INTO public.parley_migrations VALUES (45, 1764000033100, 'AnswersBySecondSubject1764000033100');
INSERT INTO public.parley_migrations VALUES (46, 1764000033200, 'AnswersOfMany1764000033200');
INSERT INTO public.parley_migrations VALUES (47, 1764000033300, 'UntriedErasures1764000033300');
INSERT INTO public.parley_migrations VALUES (48, 1764000033400, 'HinderedErasures1764000033400');
INSERT INTO public.parley_migrations VALUES (49, 1764000035000, 'Backups1764000035000');
INSERT INTO public.parley_migrations VALUES (50, 1764000036000, 'BackupChains1764000036000');
INSERT INTO public.parley_migrations VALUES (51, 1764000037000, 'GivenRuns1764000037000');
INSERT INTO public.parley_migrations VALUES (52, 1764000038000, 'BackupStamps1764000038000');
INSERT INTO public.parley_migrations VALUES (53, 1764000040000, 'ChannelInbox1764000040000');
INSERT INTO public.parley_migrations VALUES (54, 1764000041000, 'ChannelOutbox1764000041000');
INSERT INTO public.parley_migrations VALUES (55, 1764000044000, 'ChannelMessages1764000044000');
INSERT INTO public.parley_migrations VALUES (56, 1764000047000, 'Mailboxes1764000047000');
INSERT INTO public.parley_migrations VALUES (57, 1764000049000, 'IntegrationFaults1764000049000');
INSERT INTO public.parley_migrations VALUES (58, 1764000049010, 'IntegrationsInError1764000049010');
INSERT INTO public.parley_migrations VALUES (59, 1764000051000, 'LinkRequests1764000051000');
INSERT INTO public.parley_migrations VALUES (60, 1764000052000, 'NamesOfClients1764000052000');
INSERT INTO public.parley_migrations VALUES (61, 1764000054000, 'HiddenEvents1764000054000');
INSERT INTO public.parley_migrations VALUES (62, 1764000054010, 'HiddenEventsFound1764000054010');


--
-- Data for Name: participant_clients; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: participants; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: rate_buckets; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: root_key_recipients; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: root_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: service_account_apps; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: service_accounts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: switchboard_integrations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: switchboards; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tenant_key_rotations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tenant_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: user_addresses; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_attempts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_deliveries; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_lanes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhooks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: worker_heartbeats; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: channel_inbox_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.channel_inbox_position_seq', 1, false);


--
-- Name: channel_outbox_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.channel_outbox_position_seq', 1, false);


--
-- Name: key_evictions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.key_evictions_id_seq', 1, false);


--
-- Name: outbox_events_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_events_position_seq', 1, false);


--
-- Name: parley_migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parley_migrations_id_seq', 62, true);


--
-- Name: webhook_deliveries_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhook_deliveries_position_seq', 1, false);


--
-- Name: parley_migrations PK_e4c7929b784928ff1597bc24edd; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parley_migrations
    ADD CONSTRAINT "PK_e4c7929b784928ff1597bc24edd" PRIMARY KEY (id);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: apps apps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.apps
    ADD CONSTRAINT apps_pkey PRIMARY KEY (id);


--
-- Name: apps apps_subdomain_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.apps
    ADD CONSTRAINT apps_subdomain_key UNIQUE (subdomain);


--
-- Name: attachment_removals attachment_removals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachment_removals
    ADD CONSTRAINT attachment_removals_pkey PRIMARY KEY (object_name);


--
-- Name: attachments attachments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (app_id, id);


--
-- Name: audit_checkpoints audit_checkpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (tree, size);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (id);


--
-- Name: audit_leaves audit_leaves_entry_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_entry_id_key UNIQUE (entry_id);


--
-- Name: audit_leaves audit_leaves_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_pkey PRIMARY KEY (tree, "position");


--
-- Name: audit_pending audit_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_pending
    ADD CONSTRAINT audit_pending_pkey PRIMARY KEY (entry_id);


--
-- Name: audit_trees audit_trees_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_trees
    ADD CONSTRAINT audit_trees_pkey PRIMARY KEY (tree);


--
-- Name: backup_chains backup_chains_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_chains
    ADD CONSTRAINT backup_chains_pkey PRIMARY KEY (id);


--
-- Name: backup_files backup_files_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_files
    ADD CONSTRAINT backup_files_pkey PRIMARY KEY (object_name);


--
-- Name: backup_repository backup_repository_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_repository
    ADD CONSTRAINT backup_repository_pkey PRIMARY KEY (one);


--
-- Name: backup_runs backup_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_runs
    ADD CONSTRAINT backup_runs_pkey PRIMARY KEY (id);


--
-- Name: backup_zones backup_zones_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_zones
    ADD CONSTRAINT backup_zones_pkey PRIMARY KEY (zone);


--
-- Name: channel_choices channel_choices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_choices
    ADD CONSTRAINT channel_choices_pkey PRIMARY KEY (app_id, integration_id, choice_index);


--
-- Name: channel_inbox_lanes channel_inbox_lanes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_inbox_lanes
    ADD CONSTRAINT channel_inbox_lanes_pkey PRIMARY KEY (app_id, integration_id, sender_index);


--
-- Name: channel_inbox channel_inbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_inbox
    ADD CONSTRAINT channel_inbox_pkey PRIMARY KEY ("position");


--
-- Name: channel_messages channel_messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_messages
    ADD CONSTRAINT channel_messages_pkey PRIMARY KEY (app_id, integration_id, external_index, client_id);


--
-- Name: channel_outbox_lanes channel_outbox_lanes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_outbox_lanes
    ADD CONSTRAINT channel_outbox_lanes_pkey PRIMARY KEY (app_id, integration_id, conversation_id);


--
-- Name: channel_outbox channel_outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_outbox
    ADD CONSTRAINT channel_outbox_pkey PRIMARY KEY ("position");


--
-- Name: client_addresses client_addresses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_addresses
    ADD CONSTRAINT client_addresses_pkey PRIMARY KEY (app_id, integration_id, address_index);


--
-- Name: clients clients_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (app_id, id);


--
-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (app_id, id);


--
-- Name: data_keys data_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_pkey PRIMARY KEY (tenant_id, subject, generation);


--
-- Name: dead_deliveries dead_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dead_deliveries
    ADD CONSTRAINT dead_deliveries_pkey PRIMARY KEY (app_id, webhook_id, event_id);


--
-- Name: deleted_integrations deleted_integrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deleted_integrations
    ADD CONSTRAINT deleted_integrations_pkey PRIMARY KEY (app_id, integration_id);


--
-- Name: deleted_webhooks deleted_webhooks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deleted_webhooks
    ADD CONSTRAINT deleted_webhooks_pkey PRIMARY KEY (app_id, webhook_id);


--
-- Name: destroyed_keys destroyed_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.destroyed_keys
    ADD CONSTRAINT destroyed_keys_pkey PRIMARY KEY (tenant_id, subject, generation);


--
-- Name: devices devices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (app_id, id);


--
-- Name: erasures erasures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (id);


--
-- Name: failing_webhooks failing_webhooks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.failing_webhooks
    ADD CONSTRAINT failing_webhooks_pkey PRIMARY KEY (app_id, webhook_id);


--
-- Name: idempotent_answers idempotent_answers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotent_answers
    ADD CONSTRAINT idempotent_answers_pkey PRIMARY KEY (app_id, operation, key_index);


--
-- Name: integrations integrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_pkey PRIMARY KEY (app_id, id);


--
-- Name: key_evictions key_evictions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.key_evictions
    ADD CONSTRAINT key_evictions_pkey PRIMARY KEY (id);


--
-- Name: key_holders key_holders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.key_holders
    ADD CONSTRAINT key_holders_pkey PRIMARY KEY (id);


--
-- Name: key_shards key_shards_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.key_shards
    ADD CONSTRAINT key_shards_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: legal_hold_reach legal_hold_reach_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_hold_reach
    ADD CONSTRAINT legal_hold_reach_pkey PRIMARY KEY (app_id, hold_id, type, id);


--
-- Name: legal_holds legal_holds_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_pkey PRIMARY KEY (app_id, id);


--
-- Name: link_requests link_requests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.link_requests
    ADD CONSTRAINT link_requests_pkey PRIMARY KEY (app_id, id);


--
-- Name: mailboxes mailboxes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mailboxes
    ADD CONSTRAINT mailboxes_pkey PRIMARY KEY (app_id, integration_id);


--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (app_id, conversation_id, id);


--
-- Name: outbox_events outbox_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_pkey PRIMARY KEY ("position");


--
-- Name: participant_clients participant_clients_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participant_clients
    ADD CONSTRAINT participant_clients_pkey PRIMARY KEY (app_id, conversation_id, participant_id, client_id);


--
-- Name: participants participants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_pkey PRIMARY KEY (app_id, conversation_id, id);


--
-- Name: rate_buckets rate_buckets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rate_buckets
    ADD CONSTRAINT rate_buckets_pkey PRIMARY KEY (name);


--
-- Name: root_key_recipients root_key_recipients_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.root_key_recipients
    ADD CONSTRAINT root_key_recipients_pkey PRIMARY KEY (root_key_id, provider, recipient);


--
-- Name: root_keys root_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.root_keys
    ADD CONSTRAINT root_keys_pkey PRIMARY KEY (id);


--
-- Name: service_account_apps service_account_apps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_account_apps
    ADD CONSTRAINT service_account_apps_pkey PRIMARY KEY (service_account_id, app_id);


--
-- Name: service_accounts service_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_pkey PRIMARY KEY (id);


--
-- Name: switchboard_integrations switchboard_integrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboard_integrations
    ADD CONSTRAINT switchboard_integrations_pkey PRIMARY KEY (app_id, id);


--
-- Name: switchboards switchboards_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboards
    ADD CONSTRAINT switchboards_pkey PRIMARY KEY (app_id);


--
-- Name: tenant_key_rotations tenant_key_rotations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_key_rotations
    ADD CONSTRAINT tenant_key_rotations_pkey PRIMARY KEY (tenant_id);


--
-- Name: tenant_keys tenant_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_keys
    ADD CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id);


--
-- Name: user_addresses user_addresses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_addresses
    ADD CONSTRAINT user_addresses_pkey PRIMARY KEY (app_id, type, value_index, user_id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (app_id, id);


--
-- Name: webhook_attempts webhook_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_pkey PRIMARY KEY (id);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY ("position");


--
-- Name: webhook_lanes webhook_lanes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_lanes
    ADD CONSTRAINT webhook_lanes_pkey PRIMARY KEY (app_id, webhook_id, order_key);


--
-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (app_id, id);


--
-- Name: worker_heartbeats worker_heartbeats_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.worker_heartbeats
    ADD CONSTRAINT worker_heartbeats_pkey PRIMARY KEY (id);


--
-- Name: api_keys_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_account ON public.api_keys USING btree (account_id, id);


--
-- Name: api_keys_app; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_app ON public.api_keys USING btree (app_id, integration_id, id);


--
-- Name: apps_of_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX apps_of_account ON public.apps USING btree (account_id, id COLLATE "POSIX") WHERE (deleted_at IS NULL);


--
-- Name: attachment_removals_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachment_removals_due ON public.attachment_removals USING btree (due_at);


--
-- Name: attachments_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachments_message ON public.attachments USING btree (app_id, conversation_id, message_id) WHERE (conversation_id IS NOT NULL);


--
-- Name: attachments_unused; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachments_unused ON public.attachments USING btree (app_id, created_at) WHERE (for_message AND (message_id IS NULL));


--
-- Name: attachments_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachments_user ON public.attachments USING btree (app_id, user_id) WHERE (user_id IS NOT NULL);


--
-- Name: audit_entries_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entries_account ON public.audit_entries USING btree (account_id, id);


--
-- Name: audit_entries_action; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entries_action ON public.audit_entries USING btree (account_id, action, id);


--
-- Name: audit_entries_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entries_actor ON public.audit_entries USING btree (account_id, actor, id);


--
-- Name: audit_entries_app; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entries_app ON public.audit_entries USING btree (account_id, app_id, id) WHERE (app_id IS NOT NULL);


--
-- Name: audit_entries_target; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entries_target ON public.audit_entries USING btree (account_id, target_id, id) WHERE (target_id IS NOT NULL);


--
-- Name: backup_chains_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX backup_chains_open ON public.backup_chains USING btree ((true)) WHERE (ended_at IS NULL);


--
-- Name: backup_runs_by_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX backup_runs_by_kind ON public.backup_runs USING btree (kind, asked_at DESC);


--
-- Name: backup_runs_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX backup_runs_open ON public.backup_runs USING btree (asked_at) WHERE (state = ANY (ARRAY['asked'::text, 'running'::text]));


--
-- Name: channel_choices_until; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_choices_until ON public.channel_choices USING btree (until);


--
-- Name: channel_inbox_applied; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_applied ON public.channel_inbox USING btree (applied_at) WHERE (applied_at IS NOT NULL);


--
-- Name: channel_inbox_hidden; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_hidden ON public.channel_inbox USING btree (app_id, hidden_by) WHERE (hidden_by IS NOT NULL);


--
-- Name: channel_inbox_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX channel_inbox_key ON public.channel_inbox USING btree (app_id, integration_id, key_index);


--
-- Name: channel_inbox_lanes_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_lanes_due ON public.channel_inbox_lanes USING btree (app_id, integration_id, next_attempt_at);


--
-- Name: channel_inbox_parked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_parked ON public.channel_inbox USING btree (parked_at) WHERE (parked_at IS NOT NULL);


--
-- Name: channel_inbox_parked_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_parked_of ON public.channel_inbox USING btree (app_id, integration_id, sender_index) WHERE (parked_at IS NOT NULL);


--
-- Name: channel_inbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_inbox_waiting ON public.channel_inbox USING btree (app_id, integration_id, sender_index, "position") WHERE ((applied_at IS NULL) AND (parked_at IS NULL));


--
-- Name: channel_messages_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_messages_message ON public.channel_messages USING btree (app_id, conversation_id, message_id);


--
-- Name: channel_outbox_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_outbox_lane ON public.channel_outbox USING btree (app_id, integration_id, conversation_id, "position");


--
-- Name: channel_outbox_lanes_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_outbox_lanes_due ON public.channel_outbox_lanes USING btree (app_id, integration_id, next_attempt_at);


--
-- Name: client_addresses_of_client; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX client_addresses_of_client ON public.client_addresses USING btree (app_id, client_id);


--
-- Name: clients_sdk; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX clients_sdk ON public.clients USING btree (app_id, user_id) WHERE (type = 'sdk'::text);


--
-- Name: clients_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX clients_user ON public.clients USING btree (app_id, user_id, id);


--
-- Name: conversations_default; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX conversations_default ON public.conversations USING btree (app_id, default_of) WHERE (default_of IS NOT NULL);


--
-- Name: conversations_retained; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX conversations_retained ON public.conversations USING btree (app_id, retained_from);


--
-- Name: data_keys_shard; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX data_keys_shard ON public.data_keys USING btree (tenant_id, shard_id);


--
-- Name: dead_deliveries_died; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_deliveries_died ON public.dead_deliveries USING btree (died_at);


--
-- Name: dead_deliveries_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_deliveries_order ON public.dead_deliveries USING btree (app_id, webhook_id, "position");


--
-- Name: devices_client; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX devices_client ON public.devices USING btree (app_id, client_id);


--
-- Name: devices_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX devices_user ON public.devices USING btree (app_id, user_id, last_seen);


--
-- Name: erasures_app; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX erasures_app ON public.erasures USING btree (app_id, id);


--
-- Name: erasures_hindered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX erasures_hindered ON public.erasures USING btree (lease_until) WHERE ((state = ANY (ARRAY['pending'::text, 'destroying'::text])) AND (waiting IS NOT NULL));


--
-- Name: erasures_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX erasures_open ON public.erasures USING btree (due_at) WHERE (state = ANY (ARRAY['pending'::text, 'destroying'::text]));


--
-- Name: erasures_untried; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX erasures_untried ON public.erasures USING btree (due_at) WHERE ((state = ANY (ARRAY['pending'::text, 'destroying'::text])) AND (waiting IS NULL));


--
-- Name: idempotent_answers_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotent_answers_created ON public.idempotent_answers USING btree (created_at);


--
-- Name: integrations_in_error; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX integrations_in_error ON public.integrations USING btree (type) WHERE (status = 'error'::text);


--
-- Name: integrations_of_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX integrations_of_type ON public.integrations USING btree (app_id, type, id COLLATE "POSIX");


--
-- Name: legal_holds_in_force; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX legal_holds_in_force ON public.legal_holds USING btree (app_id, target_type, target_id, COALESCE(reference_index, '\x'::bytea)) WHERE (lifted_at IS NULL);


--
-- Name: legal_holds_in_force_ids; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_holds_in_force_ids ON public.legal_holds USING btree (app_id, id) WHERE (lifted_at IS NULL);


--
-- Name: link_requests_code; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX link_requests_code ON public.link_requests USING btree (app_id, code_index);


--
-- Name: link_requests_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX link_requests_expires ON public.link_requests USING btree (expires_at);


--
-- Name: link_requests_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX link_requests_user ON public.link_requests USING btree (app_id, user_id);


--
-- Name: participant_clients_client; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX participant_clients_client ON public.participant_clients USING btree (app_id, client_id);


--
-- Name: participants_user; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX participants_user ON public.participants USING btree (app_id, user_id, conversation_id);


--
-- Name: service_account_apps_app; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX service_account_apps_app ON public.service_account_apps USING btree (app_id);


--
-- Name: service_accounts_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX service_accounts_account ON public.service_accounts USING btree (account_id, id);


--
-- Name: user_addresses_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_addresses_user ON public.user_addresses USING btree (app_id, user_id);


--
-- Name: users_external_id_index; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_external_id_index ON public.users USING btree (app_id, external_id_index, COALESCE(brand_id, ''::text));


--
-- Name: webhook_attempts_event; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_event ON public.webhook_attempts USING btree (app_id, event_id);


--
-- Name: webhook_attempts_many; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_many ON public.webhook_attempts USING btree (app_id) WHERE ((sealed_answer IS NOT NULL) AND (COALESCE(cardinality(other_subjects), 2) > 1));


--
-- Name: webhook_attempts_second; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_second ON public.webhook_attempts USING btree (app_id, (other_subjects[1])) WHERE ((sealed_answer IS NOT NULL) AND (other_subjects[1] IS NOT NULL));


--
-- Name: webhook_attempts_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_subject ON public.webhook_attempts USING btree (app_id, subject) WHERE (sealed_answer IS NOT NULL);


--
-- Name: webhook_attempts_webhook; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_webhook ON public.webhook_attempts USING btree (app_id, webhook_id, id);


--
-- Name: webhook_deliveries_dead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_dead ON public.webhook_deliveries USING btree (dead_at) WHERE (dead_at IS NOT NULL);


--
-- Name: webhook_deliveries_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_lane ON public.webhook_deliveries USING btree (app_id, webhook_id, order_key, "position");


--
-- Name: webhook_lanes_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_lanes_due ON public.webhook_lanes USING btree (app_id, webhook_id, next_attempt_at);


--
-- Name: webhooks_integration; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhooks_integration ON public.webhooks USING btree (app_id, integration_id, id);


--
-- Name: attachments attachment_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER attachment_removed AFTER DELETE ON public.attachments FOR EACH ROW EXECUTE FUNCTION public.attachment_to_remove();


--
-- Name: integrations note_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER note_deleted AFTER DELETE ON public.integrations REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.note_deleted_integrations();


--
-- Name: webhooks note_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER note_deleted AFTER DELETE ON public.webhooks REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.note_deleted_webhooks();


--
-- Name: tenant_keys skip_retired; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER skip_retired BEFORE INSERT OR UPDATE OF root_key_id ON public.tenant_keys FOR EACH ROW EXECUTE FUNCTION public.skip_retired_root_keys();


--
-- Name: api_keys api_keys_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: api_keys api_keys_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: api_keys api_keys_integration; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_integration FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: apps apps_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.apps
    ADD CONSTRAINT apps_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: attachments attachments_app_id_conversation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_app_id_conversation_id_fkey FOREIGN KEY (app_id, conversation_id) REFERENCES public.conversations(app_id, id) ON DELETE CASCADE;


--
-- Name: attachments attachments_app_id_conversation_id_message_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_app_id_conversation_id_message_id_fkey FOREIGN KEY (app_id, conversation_id, message_id) REFERENCES public.messages(app_id, conversation_id, id) ON DELETE CASCADE;


--
-- Name: attachments attachments_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: attachments attachments_app_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_app_id_user_id_fkey FOREIGN KEY (app_id, user_id) REFERENCES public.users(app_id, id) ON DELETE CASCADE;


--
-- Name: audit_checkpoints audit_checkpoints_tree_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_tree_fkey FOREIGN KEY (tree) REFERENCES public.audit_trees(tree);


--
-- Name: audit_leaves audit_leaves_entry_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.audit_entries(id);


--
-- Name: audit_leaves audit_leaves_tree_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_tree_fkey FOREIGN KEY (tree) REFERENCES public.audit_trees(tree);


--
-- Name: audit_pending audit_pending_entry_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_pending
    ADD CONSTRAINT audit_pending_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.audit_entries(id);


--
-- Name: backup_zones backup_zones_chain_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.backup_zones
    ADD CONSTRAINT backup_zones_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES public.backup_chains(id);


--
-- Name: channel_inbox channel_inbox_app_id_integration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_inbox
    ADD CONSTRAINT channel_inbox_app_id_integration_id_fkey FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: channel_inbox_lanes channel_inbox_lanes_app_id_integration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_inbox_lanes
    ADD CONSTRAINT channel_inbox_lanes_app_id_integration_id_fkey FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: channel_messages channel_messages_app_id_conversation_id_message_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_messages
    ADD CONSTRAINT channel_messages_app_id_conversation_id_message_id_fkey FOREIGN KEY (app_id, conversation_id, message_id) REFERENCES public.messages(app_id, conversation_id, id) ON DELETE CASCADE;


--
-- Name: client_addresses client_addresses_app_id_client_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_addresses
    ADD CONSTRAINT client_addresses_app_id_client_id_fkey FOREIGN KEY (app_id, client_id) REFERENCES public.clients(app_id, id) ON DELETE CASCADE;


--
-- Name: clients clients_app_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_app_id_user_id_fkey FOREIGN KEY (app_id, user_id) REFERENCES public.users(app_id, id) ON DELETE CASCADE;


--
-- Name: conversations conversations_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: devices devices_app_id_client_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_app_id_client_id_fkey FOREIGN KEY (app_id, client_id) REFERENCES public.clients(app_id, id) ON DELETE CASCADE;


--
-- Name: devices devices_app_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_app_id_user_id_fkey FOREIGN KEY (app_id, user_id) REFERENCES public.users(app_id, id) ON DELETE CASCADE;


--
-- Name: idempotent_answers idempotent_answers_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotent_answers
    ADD CONSTRAINT idempotent_answers_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: integrations integrations_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: legal_hold_reach legal_hold_reach_app_id_hold_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_hold_reach
    ADD CONSTRAINT legal_hold_reach_app_id_hold_id_fkey FOREIGN KEY (app_id, hold_id) REFERENCES public.legal_holds(app_id, id) ON DELETE CASCADE;


--
-- Name: legal_holds legal_holds_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: mailboxes mailboxes_app_id_integration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mailboxes
    ADD CONSTRAINT mailboxes_app_id_integration_id_fkey FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: messages messages_app_id_conversation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_app_id_conversation_id_fkey FOREIGN KEY (app_id, conversation_id) REFERENCES public.conversations(app_id, id) ON DELETE CASCADE;


--
-- Name: participant_clients participant_clients_app_id_client_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participant_clients
    ADD CONSTRAINT participant_clients_app_id_client_id_fkey FOREIGN KEY (app_id, client_id) REFERENCES public.clients(app_id, id) ON DELETE CASCADE;


--
-- Name: participant_clients participant_clients_app_id_conversation_id_participant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participant_clients
    ADD CONSTRAINT participant_clients_app_id_conversation_id_participant_id_fkey FOREIGN KEY (app_id, conversation_id, participant_id) REFERENCES public.participants(app_id, conversation_id, id) ON DELETE CASCADE;


--
-- Name: participants participants_app_id_conversation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_app_id_conversation_id_fkey FOREIGN KEY (app_id, conversation_id) REFERENCES public.conversations(app_id, id) ON DELETE CASCADE;


--
-- Name: participants participants_app_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_app_id_user_id_fkey FOREIGN KEY (app_id, user_id) REFERENCES public.users(app_id, id) ON DELETE CASCADE;


--
-- Name: root_key_recipients root_key_recipients_root_key_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.root_key_recipients
    ADD CONSTRAINT root_key_recipients_root_key_id_fkey FOREIGN KEY (root_key_id) REFERENCES public.root_keys(id);


--
-- Name: service_account_apps service_account_apps_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_account_apps
    ADD CONSTRAINT service_account_apps_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: service_account_apps service_account_apps_service_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_account_apps
    ADD CONSTRAINT service_account_apps_service_account_id_fkey FOREIGN KEY (service_account_id) REFERENCES public.service_accounts(id) ON DELETE CASCADE;


--
-- Name: service_accounts service_accounts_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: switchboard_integrations switchboard_integrations_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboard_integrations
    ADD CONSTRAINT switchboard_integrations_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.switchboards(app_id) ON DELETE CASCADE;


--
-- Name: switchboard_integrations switchboard_integrations_app_id_integration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboard_integrations
    ADD CONSTRAINT switchboard_integrations_app_id_integration_id_fkey FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: switchboard_integrations switchboard_integrations_app_id_next_switchboard_integrati_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboard_integrations
    ADD CONSTRAINT switchboard_integrations_app_id_next_switchboard_integrati_fkey FOREIGN KEY (app_id, next_switchboard_integration_id) REFERENCES public.switchboard_integrations(app_id, id) ON DELETE SET NULL (next_switchboard_integration_id);


--
-- Name: switchboards switchboards_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboards
    ADD CONSTRAINT switchboards_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: switchboards switchboards_default; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.switchboards
    ADD CONSTRAINT switchboards_default FOREIGN KEY (app_id, default_switchboard_integration_id) REFERENCES public.switchboard_integrations(app_id, id) ON DELETE SET NULL (default_switchboard_integration_id);


--
-- Name: user_addresses user_addresses_app_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_addresses
    ADD CONSTRAINT user_addresses_app_id_user_id_fkey FOREIGN KEY (app_id, user_id) REFERENCES public.users(app_id, id) ON DELETE CASCADE;


--
-- Name: users users_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: webhooks webhooks_app_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.apps(id) ON DELETE CASCADE;


--
-- Name: webhooks webhooks_app_id_integration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_app_id_integration_id_fkey FOREIGN KEY (app_id, integration_id) REFERENCES public.integrations(app_id, id) ON DELETE CASCADE;


--
-- Name: accounts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts accounts_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY accounts_scope ON public.accounts USING (((('account:'::text || id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((('account:'::text || id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys api_keys_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY api_keys_scope ON public.api_keys USING (((app_id = current_setting('parley.scope'::text, true)) OR (('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: apps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.apps ENABLE ROW LEVEL SECURITY;

--
-- Name: apps apps_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY apps_scope ON public.apps USING (
CASE current_setting('parley.scope'::text, true)
    WHEN id THEN true
    WHEN ('account:'::text || account_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN id THEN true
    WHEN ('account:'::text || account_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: attachment_removals; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.attachment_removals ENABLE ROW LEVEL SECURITY;

--
-- Name: attachment_removals attachment_removals_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY attachment_removals_scope ON public.attachment_removals USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: attachments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.attachments ENABLE ROW LEVEL SECURITY;

--
-- Name: attachments attachments_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY attachments_scope ON public.attachments USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: audit_checkpoints; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_checkpoints ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_checkpoints audit_checkpoints_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_checkpoints_scope ON public.audit_checkpoints USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: audit_entries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_entries ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_entries audit_entries_add; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_entries_add ON public.audit_entries FOR INSERT WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN app_id THEN (EXISTS ( SELECT
       FROM public.apps a
      WHERE ((a.id = audit_entries.app_id) AND (a.account_id = audit_entries.account_id))))
    WHEN ('account:'::text || account_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: audit_entries audit_entries_read; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_entries_read ON public.audit_entries FOR SELECT USING (
CASE current_setting('parley.scope'::text, true)
    WHEN ('account:'::text || account_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: audit_leaves; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_leaves ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_leaves audit_leaves_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_leaves_scope ON public.audit_leaves USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: audit_pending; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_pending ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_pending audit_pending_add; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_pending_add ON public.audit_pending FOR INSERT WITH CHECK ((current_setting('parley.scope'::text, true) <> ''::text));


--
-- Name: audit_pending audit_pending_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_pending_scope ON public.audit_pending USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: audit_trees; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_trees ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_trees audit_trees_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY audit_trees_scope ON public.audit_trees USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: backup_chains; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.backup_chains ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_chains backup_chains_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY backup_chains_scope ON public.backup_chains USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: backup_files; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.backup_files ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_files backup_files_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY backup_files_scope ON public.backup_files USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: backup_repository; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.backup_repository ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_repository backup_repository_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY backup_repository_scope ON public.backup_repository USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: backup_runs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.backup_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_runs backup_runs_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY backup_runs_scope ON public.backup_runs USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: backup_zones; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.backup_zones ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_zones backup_zones_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY backup_zones_scope ON public.backup_zones USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: channel_choices; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_choices ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_choices channel_choices_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_choices_scope ON public.channel_choices USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: channel_inbox; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_inbox ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_inbox_lanes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_inbox_lanes ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_inbox_lanes channel_inbox_lanes_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_inbox_lanes_scope ON public.channel_inbox_lanes USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: channel_inbox channel_inbox_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_inbox_scope ON public.channel_inbox USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: channel_messages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_messages ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_messages channel_messages_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_messages_scope ON public.channel_messages USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: channel_outbox; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_outbox_lanes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.channel_outbox_lanes ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_outbox_lanes channel_outbox_lanes_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_outbox_lanes_scope ON public.channel_outbox_lanes USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: channel_outbox channel_outbox_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY channel_outbox_scope ON public.channel_outbox USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: client_addresses; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.client_addresses ENABLE ROW LEVEL SECURITY;

--
-- Name: client_addresses client_addresses_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY client_addresses_scope ON public.client_addresses USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: clients; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;

--
-- Name: clients clients_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY clients_scope ON public.clients USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: conversations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.conversations ENABLE ROW LEVEL SECURITY;

--
-- Name: conversations conversations_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY conversations_scope ON public.conversations USING (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text)))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text))));


--
-- Name: data_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.data_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: data_keys data_keys_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY data_keys_scope ON public.data_keys USING (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: dead_deliveries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.dead_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: dead_deliveries dead_deliveries_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY dead_deliveries_scope ON public.dead_deliveries USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: deleted_integrations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.deleted_integrations ENABLE ROW LEVEL SECURITY;

--
-- Name: deleted_integrations deleted_integrations_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY deleted_integrations_scope ON public.deleted_integrations USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: deleted_webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.deleted_webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: deleted_webhooks deleted_webhooks_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY deleted_webhooks_scope ON public.deleted_webhooks USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: destroyed_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.destroyed_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: destroyed_keys destroyed_keys_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY destroyed_keys_scope ON public.destroyed_keys USING (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: devices; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.devices ENABLE ROW LEVEL SECURITY;

--
-- Name: devices devices_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY devices_scope ON public.devices USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: erasures; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;

--
-- Name: erasures erasures_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY erasures_scope ON public.erasures USING (
CASE current_setting('parley.scope'::text, true)
    WHEN app_id THEN true
    WHEN '*'::text THEN true
    ELSE (EXISTS ( SELECT
       FROM public.apps a
      WHERE ((a.id = erasures.app_id) AND (('account:'::text || a.account_id) = current_setting('parley.scope'::text, true)))))
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN app_id THEN true
    WHEN '*'::text THEN true
    ELSE (EXISTS ( SELECT
       FROM public.apps a
      WHERE ((a.id = erasures.app_id) AND (('account:'::text || a.account_id) = current_setting('parley.scope'::text, true)))))
END);


--
-- Name: failing_webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.failing_webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: failing_webhooks failing_webhooks_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY failing_webhooks_scope ON public.failing_webhooks USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: idempotent_answers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.idempotent_answers ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotent_answers idempotent_answers_expired; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY idempotent_answers_expired ON public.idempotent_answers USING (((current_setting('parley.scope'::text, true) = '*'::text) AND (created_at < (now() - '24:00:00'::interval)))) WITH CHECK (false);


--
-- Name: idempotent_answers idempotent_answers_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY idempotent_answers_scope ON public.idempotent_answers USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: integrations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.integrations ENABLE ROW LEVEL SECURITY;

--
-- Name: integrations integrations_in_error; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY integrations_in_error ON public.integrations FOR SELECT USING (((status = 'error'::text) AND (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: integrations integrations_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY integrations_scope ON public.integrations USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: key_evictions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.key_evictions ENABLE ROW LEVEL SECURITY;

--
-- Name: key_evictions key_evictions_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY key_evictions_scope ON public.key_evictions USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: key_holders; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.key_holders ENABLE ROW LEVEL SECURITY;

--
-- Name: key_holders key_holders_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY key_holders_scope ON public.key_holders USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: key_shards; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.key_shards ENABLE ROW LEVEL SECURITY;

--
-- Name: key_shards key_shards_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY key_shards_scope ON public.key_shards USING (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: legal_hold_reach; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.legal_hold_reach ENABLE ROW LEVEL SECURITY;

--
-- Name: legal_hold_reach legal_hold_reach_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY legal_hold_reach_scope ON public.legal_hold_reach USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: legal_holds; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.legal_holds ENABLE ROW LEVEL SECURITY;

--
-- Name: legal_holds legal_holds_read; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY legal_holds_read ON public.legal_holds FOR SELECT USING ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: legal_holds legal_holds_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY legal_holds_scope ON public.legal_holds USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: link_requests; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.link_requests ENABLE ROW LEVEL SECURITY;

--
-- Name: link_requests link_requests_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY link_requests_scope ON public.link_requests USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: mailboxes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.mailboxes ENABLE ROW LEVEL SECURITY;

--
-- Name: mailboxes mailboxes_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY mailboxes_scope ON public.mailboxes USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

--
-- Name: messages messages_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY messages_scope ON public.messages USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: outbox_events; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.outbox_events ENABLE ROW LEVEL SECURITY;

--
-- Name: outbox_events outbox_events_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY outbox_events_scope ON public.outbox_events USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: participant_clients; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.participant_clients ENABLE ROW LEVEL SECURITY;

--
-- Name: participant_clients participant_clients_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY participant_clients_scope ON public.participant_clients USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: participants; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.participants ENABLE ROW LEVEL SECURITY;

--
-- Name: participants participants_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY participants_scope ON public.participants USING (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text)))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text))));


--
-- Name: rate_buckets; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.rate_buckets ENABLE ROW LEVEL SECURITY;

--
-- Name: rate_buckets rate_buckets_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY rate_buckets_scope ON public.rate_buckets USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: root_key_recipients; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.root_key_recipients ENABLE ROW LEVEL SECURITY;

--
-- Name: root_key_recipients root_key_recipients_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY root_key_recipients_scope ON public.root_key_recipients USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: root_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.root_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: root_keys root_keys_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY root_keys_scope ON public.root_keys USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: service_account_apps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.service_account_apps ENABLE ROW LEVEL SECURITY;

--
-- Name: service_account_apps service_account_apps_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY service_account_apps_scope ON public.service_account_apps USING (((app_id = current_setting('parley.scope'::text, true)) OR (('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: service_accounts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.service_accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: service_accounts service_accounts_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY service_accounts_scope ON public.service_accounts USING (((('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((('account:'::text || account_id) = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: switchboard_integrations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.switchboard_integrations ENABLE ROW LEVEL SECURITY;

--
-- Name: switchboard_integrations switchboard_integrations_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY switchboard_integrations_scope ON public.switchboard_integrations USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: switchboards; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.switchboards ENABLE ROW LEVEL SECURITY;

--
-- Name: switchboards switchboards_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY switchboards_scope ON public.switchboards USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: tenant_key_rotations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tenant_key_rotations ENABLE ROW LEVEL SECURITY;

--
-- Name: tenant_key_rotations tenant_key_rotations_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant_key_rotations_scope ON public.tenant_key_rotations USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: tenant_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tenant_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: tenant_keys tenant_keys_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant_keys_scope ON public.tenant_keys USING (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END) WITH CHECK (
CASE current_setting('parley.scope'::text, true)
    WHEN tenant_id THEN true
    WHEN ('account:'::text || tenant_id) THEN true
    WHEN '*'::text THEN true
    ELSE false
END);


--
-- Name: user_addresses; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.user_addresses ENABLE ROW LEVEL SECURITY;

--
-- Name: user_addresses user_addresses_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY user_addresses_scope ON public.user_addresses USING ((app_id = current_setting('parley.scope'::text, true))) WITH CHECK ((app_id = current_setting('parley.scope'::text, true)));


--
-- Name: users; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY users_scope ON public.users USING (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text)))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) AND ((hidden_by IS NULL) OR (current_setting('parley.hidden'::text, true) = 'seen'::text))));


--
-- Name: webhook_attempts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_attempts ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_attempts webhook_attempts_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY webhook_attempts_scope ON public.webhook_attempts USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: webhook_deliveries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_deliveries webhook_deliveries_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY webhook_deliveries_scope ON public.webhook_deliveries USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: webhook_lanes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_lanes ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_lanes webhook_lanes_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY webhook_lanes_scope ON public.webhook_lanes USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: webhooks webhooks_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY webhooks_scope ON public.webhooks USING (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text))) WITH CHECK (((app_id = current_setting('parley.scope'::text, true)) OR (current_setting('parley.scope'::text, true) = '*'::text)));


--
-- Name: worker_heartbeats; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.worker_heartbeats ENABLE ROW LEVEL SECURITY;

--
-- Name: worker_heartbeats worker_heartbeats_scope; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY worker_heartbeats_scope ON public.worker_heartbeats USING ((current_setting('parley.scope'::text, true) = '*'::text)) WITH CHECK ((current_setting('parley.scope'::text, true) = '*'::text));


--
-- Name: parley_backup; Type: PUBLICATION; Schema: -; Owner: -
--

CREATE PUBLICATION parley_backup WITH (publish = 'insert, update, delete, truncate');


--
-- Name: parley_backup accounts; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.accounts;


--
-- Name: parley_backup api_keys; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.api_keys;


--
-- Name: parley_backup apps; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.apps;


--
-- Name: parley_backup attachment_removals; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.attachment_removals;


--
-- Name: parley_backup attachments; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.attachments;


--
-- Name: parley_backup audit_checkpoints; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.audit_checkpoints;


--
-- Name: parley_backup audit_entries; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.audit_entries;


--
-- Name: parley_backup audit_leaves; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.audit_leaves;


--
-- Name: parley_backup audit_pending; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.audit_pending;


--
-- Name: parley_backup audit_trees; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.audit_trees;


--
-- Name: parley_backup channel_choices; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_choices;


--
-- Name: parley_backup channel_inbox; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_inbox;


--
-- Name: parley_backup channel_inbox_lanes; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_inbox_lanes;


--
-- Name: parley_backup channel_messages; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_messages;


--
-- Name: parley_backup channel_outbox; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_outbox;


--
-- Name: parley_backup channel_outbox_lanes; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.channel_outbox_lanes;


--
-- Name: parley_backup client_addresses; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.client_addresses;


--
-- Name: parley_backup clients; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.clients;


--
-- Name: parley_backup conversations; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.conversations;


--
-- Name: parley_backup data_keys; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.data_keys;


--
-- Name: parley_backup dead_deliveries; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.dead_deliveries;


--
-- Name: parley_backup deleted_integrations; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.deleted_integrations;


--
-- Name: parley_backup deleted_webhooks; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.deleted_webhooks;


--
-- Name: parley_backup destroyed_keys; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.destroyed_keys;


--
-- Name: parley_backup devices; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.devices;


--
-- Name: parley_backup erasures; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.erasures;


--
-- Name: parley_backup failing_webhooks; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.failing_webhooks;


--
-- Name: parley_backup idempotent_answers; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.idempotent_answers;


--
-- Name: parley_backup integrations; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.integrations;


--
-- Name: parley_backup key_shards; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.key_shards;


--
-- Name: parley_backup legal_hold_reach; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.legal_hold_reach;


--
-- Name: parley_backup legal_holds; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.legal_holds;


--
-- Name: parley_backup link_requests; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.link_requests;


--
-- Name: parley_backup mailboxes; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.mailboxes;


--
-- Name: parley_backup messages; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.messages;


--
-- Name: parley_backup outbox_events; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.outbox_events;


--
-- Name: parley_backup participant_clients; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.participant_clients;


--
-- Name: parley_backup participants; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.participants;


--
-- Name: parley_backup root_key_recipients; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.root_key_recipients;


--
-- Name: parley_backup root_keys; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.root_keys;


--
-- Name: parley_backup service_account_apps; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.service_account_apps;


--
-- Name: parley_backup service_accounts; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.service_accounts;


--
-- Name: parley_backup switchboard_integrations; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.switchboard_integrations;


--
-- Name: parley_backup switchboards; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.switchboards;


--
-- Name: parley_backup tenant_key_rotations; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.tenant_key_rotations;


--
-- Name: parley_backup tenant_keys; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.tenant_keys;


--
-- Name: parley_backup user_addresses; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.user_addresses;


--
-- Name: parley_backup users; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.users;


--
-- Name: parley_backup webhook_attempts; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.webhook_attempts;


--
-- Name: parley_backup webhook_deliveries; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.webhook_deliveries;


--
-- Name: parley_backup webhook_lanes; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.webhook_lanes;


--
-- Name: parley_backup webhooks; Type: PUBLICATION TABLE; Schema: public; Owner: -
--

ALTER PUBLICATION parley_backup ADD TABLE ONLY public.webhooks;


--
-- PostgreSQL database dump complete
--
UPDATE public.parley_meta SET oldest_code = 'NoPlainEndpoints1764000020100';
