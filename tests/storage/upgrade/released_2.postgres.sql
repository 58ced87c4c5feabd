CREATE FUNCTION public.search_forgets_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN DELETE FROM search_customer WHERE id = OLD.search_id; RETURN NULL; END $$;
CREATE FUNCTION public.search_forgets_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN DELETE FROM search_reply WHERE id = OLD.search_id; DELETE FROM search_note WHERE id = OLD.search_id; RETURN NULL; END $$;
CREATE TABLE public.account (
    id uuid NOT NULL,
    number bigint NOT NULL,
    role text NOT NULL,
    is_staff boolean NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    phone text,
    postcode text,
    city text,
    country text,
    language text NOT NULL,
    time_zone text NOT NULL,
    password_hash text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    search_id bigint
);
ALTER TABLE public.account ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.api_token (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
CREATE TABLE public.attachment (
    id uuid NOT NULL,
    uploader_id uuid NOT NULL,
    message_id uuid,
    object text,
    file_name text,
    media_type text,
    size bigint,
    sha256 bytea,
    created_at timestamp with time zone NOT NULL,
    redacted_at timestamp with time zone
);
CREATE TABLE public.audit_entry (
    id uuid NOT NULL,
    act text NOT NULL,
    actor_id uuid,
    credential text NOT NULL,
    target_kind text,
    target_id text,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.code (
    id uuid NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    account_version bigint,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE TABLE public.device (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    serial text NOT NULL,
    serial_key text NOT NULL,
    owner_id uuid,
    standing text NOT NULL,
    status text NOT NULL,
    purchased_on date,
    seller_country text,
    registered_at timestamp with time zone,
    transfer_id uuid,
    transfer_expires_at timestamp with time zone,
    transferred_from uuid,
    code_tries integer NOT NULL,
    code_tries_since timestamp with time zone,
    ended_at timestamp with time zone,
    version bigint NOT NULL,
    owner_version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.device_event (
    id uuid NOT NULL,
    device_id uuid NOT NULL,
    kind text NOT NULL,
    actor_id uuid,
    owner_id uuid,
    ticket_id uuid,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.device_facts (
    device_id uuid NOT NULL,
    os text,
    computer text,
    driver text,
    firmware text,
    host_software text,
    connection text,
    confirmed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.email_change (
    account_id uuid NOT NULL,
    email text NOT NULL,
    new_code_id uuid NOT NULL,
    old_code_id uuid NOT NULL,
    new_confirmed_at timestamp with time zone,
    old_confirmed_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.idempotency (
    account_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.instance (
    id integer NOT NULL,
    key_check text NOT NULL
);
CREATE TABLE public.invitation (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    account_id uuid,
    invited_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.job (
    id uuid NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL,
    attempts integer NOT NULL,
    run_at timestamp with time zone NOT NULL,
    lease_holder uuid,
    dead_at timestamp with time zone,
    reason text
);
CREATE TABLE public.merged_message (
    merge_id uuid NOT NULL,
    message_id uuid NOT NULL
);
CREATE TABLE public.merged_participant (
    merge_id uuid NOT NULL,
    account_id uuid NOT NULL
);
CREATE TABLE public.message (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    author_id uuid NOT NULL,
    by_staff boolean NOT NULL,
    format text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    redacted_at timestamp with time zone,
    held_until timestamp with time zone,
    set_status text,
    ticket_version bigint DEFAULT 0 NOT NULL,
    requester_version bigint DEFAULT 0 NOT NULL,
    origin_ticket_id uuid,
    search_id bigint
);
CREATE TABLE public.message_recipient (
    message_id uuid NOT NULL,
    account_id uuid NOT NULL,
    reason text NOT NULL
);
CREATE TABLE public.participant (
    ticket_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    added_by uuid,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.product (
    id uuid NOT NULL,
    sku text NOT NULL,
    sku_key text NOT NULL,
    name text NOT NULL,
    family text,
    serial_pattern text,
    folds_lookalikes boolean NOT NULL,
    is_offered boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.schedule (
    name text NOT NULL,
    next_at timestamp with time zone NOT NULL
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
CREATE TABLE public.search_customer (
    id bigint NOT NULL,
    words tsvector NOT NULL
);
CREATE TABLE public.search_note (
    id bigint NOT NULL,
    words tsvector NOT NULL
);
CREATE TABLE public.search_reply (
    id bigint NOT NULL,
    words tsvector NOT NULL
);
CREATE TABLE public.session (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    generation integer NOT NULL,
    rotated_at timestamp with time zone NOT NULL,
    remembered boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    idle_expires_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    kind text DEFAULT 'api'::text NOT NULL,
    used_at timestamp with time zone
);
CREATE TABLE public.step_up (
    session_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.team (
    id uuid NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    is_default boolean NOT NULL,
    remind_after_days integer,
    solve_after_days integer,
    close_after_days integer,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    dissolved_at timestamp with time zone
);
CREATE TABLE public.team_member (
    team_id uuid NOT NULL,
    account_id uuid NOT NULL
);
ALTER TABLE public.team ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.team_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.throttle (
    key_hash bytea NOT NULL,
    attempts integer NOT NULL,
    attempted_at timestamp with time zone NOT NULL,
    previous_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ticket (
    id uuid NOT NULL,
    number bigint NOT NULL,
    requester_id uuid NOT NULL,
    subject text NOT NULL,
    status text NOT NULL,
    status_at timestamp with time zone NOT NULL,
    priority integer NOT NULL,
    kind text NOT NULL,
    assignee_id uuid,
    tags text NOT NULL,
    follow_up_of uuid,
    reminded_at timestamp with time zone,
    version bigint NOT NULL,
    requester_version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    requester_updated_at timestamp with time zone NOT NULL,
    device_id uuid,
    team_id uuid,
    wake_at timestamp with time zone,
    woke_at timestamp with time zone,
    merged_into uuid
);
CREATE TABLE public.ticket_event (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    is_public boolean NOT NULL,
    from_value text,
    to_value text,
    actor_id uuid,
    cause text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.ticket_link (
    id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    kind text NOT NULL,
    linked_by uuid,
    linked_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ticket_merge (
    id uuid NOT NULL,
    target_id uuid NOT NULL,
    source_id uuid NOT NULL,
    source_status text NOT NULL,
    merged_by uuid,
    merged_at timestamp with time zone NOT NULL,
    undone_by uuid,
    undone_at timestamp with time zone
);
ALTER TABLE public.ticket ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ticket_tag (
    ticket_id uuid NOT NULL,
    tag text NOT NULL
);
CREATE TABLE public.view (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    shared_with text NOT NULL,
    team_id uuid,
    filter text NOT NULL,
    sort text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.worker (
    id uuid NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a202e9-8c4b-70ae-8313-51633a92cfec', 1, 'admin', true, 'active', 'ada', 'ada@desk.example.org', 'ada@desk.example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$4Yo9F6BosN/zypQGAeMThA$9R15GyS2aA4Osc1w4qSqlJAwDUB4j/MvtHLnw1fiwgE', 1, '2026-11-22 10:59:49.963+00', '2026-11-22 10:59:49.963+00', 1);
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a202e9-8e86-7641-8cc5-88ab2ff63aac', 2, 'agent', true, 'active', 'bo', 'bo@desk.example.org', 'bo@desk.example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$WwmjN45q7LvUxUQ4fOFhWw$0H0LRCa4xiKQmWfSScSYN/JyU7CWVBZJAWycYE4RPZ4', 1, '2026-11-22 10:59:50.534+00', '2026-11-22 10:59:50.534+00', 2);
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a202e9-92f6-701e-a7f2-f8380ea6fa23', 3, 'customer', false, 'active', 'Ulla', 'ulla@example.org', 'ulla@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$QDeQg6KbuUjmAQ2QietScw$bvvT9uEPEnwxwZYKRiH+b2Z0EJ/kgtss5adDov+ZRSo', 2, '2026-11-22 10:59:51.67+00', '2026-11-22 10:59:52.263+00', 3);
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a202e9-97d2-75bc-96e6-eed76590d89d', 4, 'customer', false, 'active', 'Vera', 'vera@example.org', 'vera@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v7mfKkXSMFhtr5GF7ivAgw$VPNsMpYE9afwZzYyODWWbJRMvmHEYMF1vgb6DPMTkZo', 2, '2026-11-22 10:59:52.914+00', '2026-11-22 10:59:53.365+00', 4);
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a0e5-75ef-864c-c1848de58f4e', 5, 'customer', false, 'unverified', 'Never', 'never@example.org', 'never@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$E1y0YNmnFY0ZjYgFIRhp8Q$ai/2RYJpGqKsiEvtmJ9mVGRnCUpIGwRCnmztsrAusYQ', 1, '2026-11-22 10:59:55.237+00', '2026-11-22 10:59:55.237+00', 5);
INSERT INTO public.api_token VALUES ('01a202e9-ae3e-7742-9311-dfa82fdfe943', '01a202e9-8c4b-70ae-8313-51633a92cfec', 'script', '\x7cc9cfe19dbd019c5be3ee3006a201503a4d233cbf3eab9126eb115b020660da', 'ticket.read', '2026-11-22 10:59:58.654+00', '2027-02-20 10:59:58.654+00', NULL);
INSERT INTO public.attachment VALUES ('01a202e9-a2ae-7271-970d-1e06b9f3e62b', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', '01a202e9-a369-74aa-8e5f-0fecb374336c', 'f52846de94b1fc7e8a40e20ca56e0055', 'fader.txt', 'text/plain', 7, '\x0f5f68fe7b1e4cad18ad1421970893611d8a071068756f2512849161b4c2a27f', '2026-11-22 10:59:55.694+00', NULL);
INSERT INTO public.audit_entry VALUES ('01a202e9-8c4b-75fd-a598-38a0a68c5646', 'staff_created', NULL, 'operator', 'account', '01a202e9-8c4b-70ae-8313-51633a92cfec', '2026-11-22 10:59:49.963+00');
INSERT INTO public.audit_entry VALUES ('01a202e9-8e86-7642-951e-5237b92c3801', 'staff_created', NULL, 'operator', 'account', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:50.534+00');
INSERT INTO public.audit_entry VALUES ('01a202e9-ae3e-7743-a1d7-4c801313ec51', 'api_token_created', '01a202e9-8c4b-70ae-8313-51633a92cfec', 'session', 'api_token', '01a202e9-ae3e-7742-9311-dfa82fdfe943', '2026-11-22 10:59:58.654+00');
INSERT INTO public.code VALUES ('01a202e9-92f6-769b-a8b5-13721888290b', 'verify_email', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 1, '2026-11-23 10:59:51.67+00', '2026-11-22 10:59:52.263+00');
INSERT INTO public.code VALUES ('01a202e9-97d2-75bd-be27-43c2db987a5f', 'verify_email', '01a202e9-97d2-75bc-96e6-eed76590d89d', 1, '2026-11-23 10:59:52.914+00', '2026-11-22 10:59:53.365+00');
INSERT INTO public.code VALUES ('01a202e9-a0e5-75f0-b0ec-8014358605a7', 'verify_email', '01a202e9-a0e5-75ef-864c-c1848de58f4e', 1, '2026-11-23 10:59:55.237+00', NULL);
INSERT INTO public.code VALUES ('01a202e9-abc4-75a4-ba37-1208330dc7ae', 'new_email', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 2, '2026-11-23 10:59:58.02+00', NULL);
INSERT INTO public.code VALUES ('01a202e9-abc4-75a5-acd0-26707470d460', 'old_email', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 2, '2026-11-23 10:59:58.02+00', NULL);
INSERT INTO public.device VALUES ('01a202e9-a204-756f-be55-ce69515c4733', '01a202e9-a1f6-750e-8ed8-dae7353d580c', 'K61-004711', 'K61004711', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'owner', 'to_be_confirmed', NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 2, 2, '2026-11-22 10:59:55.524+00', '2026-11-22 10:59:55.629+00', '2026-11-22 10:59:55.629+00');
INSERT INTO public.device_event VALUES ('01a202e9-a204-7570-97f6-2bd365748bdf', '01a202e9-a204-756f-be55-ce69515c4733', 'registered', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', NULL, '2026-11-22 10:59:55.524+00');
INSERT INTO public.device_event VALUES ('01a202e9-a369-74ac-a248-a772e4c871df', '01a202e9-a204-756f-be55-ce69515c4733', 'ticket_linked', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', '01a202e9-a369-74a9-b281-f6f2d60be3c6', '2026-11-22 10:59:55.881+00');
INSERT INTO public.device_facts VALUES ('01a202e9-a204-756f-be55-ce69515c4733', 'macOS 15', NULL, '3.1.0', NULL, NULL, NULL, '2026-11-22 10:59:55.629+00');
INSERT INTO public.email_change VALUES ('01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'ulla.neu@example.org', '01a202e9-abc4-75a4-ba37-1208330dc7ae', '01a202e9-abc4-75a5-acd0-26707470d460', NULL, NULL, '2026-11-23 10:59:58.02+00');
INSERT INTO public.idempotency VALUES ('01a202e9-92f6-701e-a7f2-f8380ea6fa23', '\xa6e94374a6e117539aa38cba10508e22a58cab441fb579ca329bcf29605f7634', '\xa50f3a2f6c0d70b4d2d951d877063f4f1e9b7328700aaf6836c7b4912d391e34', '01a202e9-a119-767d-a329-dfcaba4f9b25', '2026-11-22 10:59:55.289+00');
INSERT INTO public.instance VALUES (1, 'uT-D9JZoXDWd1T581gnZTQ');
INSERT INTO public.invitation VALUES ('01a202e9-a9ba-765a-802e-a3acbb55c562', '01a202e9-a119-767d-a329-dfcaba4f9b25', NULL, '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.498+00');
INSERT INTO public.job VALUES ('01a202e9-b683-73b3-8cfc-e17a373223ac', 'send_mail', '{"kind":"send_mail","mail":"ticket_received","ticket":"01a202e9-b683-723b-92c5-0cb55bf9c857"}', 0, '2026-11-22 11:00:00.771+00', NULL, NULL, NULL);
INSERT INTO public.merged_message VALUES ('01a202e9-aa63-72b0-ac6f-f4c9b63c61f4', '01a202e9-a3a5-7568-a7c5-d3aaf9372a58');
INSERT INTO public.merged_participant VALUES ('01a202e9-aa63-72b0-ac6f-f4c9b63c61f4', '01a202e9-97d2-75bc-96e6-eed76590d89d');
INSERT INTO public.message VALUES ('01a202e9-a119-767e-a7b5-a7b2c6a00d24', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'Fader 3 jams — since Monday.', '2026-11-22 10:59:55.289+00', NULL, NULL, NULL, 1, 1, NULL, 1048576);
INSERT INTO public.message VALUES ('01a202e9-a369-74aa-8e5f-0fecb374336c', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'The F sharp.', '2026-11-22 10:59:55.881+00', NULL, NULL, NULL, 1, 1, NULL, 2097152);
INSERT INTO public.message VALUES ('01a202e9-a40d-7705-b723-caa2706a7d53', '01a202e9-a40d-73f9-a448-278638ace923', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'One thing.', '2026-11-22 10:59:56.045+00', NULL, NULL, NULL, 1, 1, NULL, 4194304);
INSERT INTO public.message VALUES ('01a202e9-a4b6-72a9-8136-385ffe9be4d0', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'reply', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', true, 'text', 'Which unit is it?', '2026-11-22 10:59:56.214+00', NULL, NULL, NULL, 2, 2, NULL, 1048577);
INSERT INTO public.message VALUES ('01a202e9-a747-7795-bc36-9846c431eb6a', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'note', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', true, 'text', 'Probably the ferrite.', '2026-11-22 10:59:56.871+00', NULL, NULL, NULL, 3, 0, NULL, 1048578);
INSERT INTO public.message VALUES ('01a202e9-a7eb-7271-8838-ecd875d6f591', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'The black one.', '2026-11-22 10:59:57.035+00', NULL, NULL, NULL, 4, 3, NULL, 1048579);
INSERT INTO public.message VALUES ('01a202e9-a3a5-7568-a7c5-d3aaf9372a58', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'Since Tuesday.', '2026-11-22 10:59:55.941+00', NULL, NULL, NULL, 1, 1, '01a202e9-a3a5-7099-a94e-04af241f87c5', 2097153);
INSERT INTO public.message VALUES ('01a202e9-a824-75ea-bae2-c4470677cfb7', '01a202e9-ab37-7407-aef4-23c2ba9ecdb7', 'reply', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', false, 'text', 'And another thing.', '2026-11-22 10:59:57.092+00', NULL, NULL, NULL, 2, 2, '01a202e9-a40d-73f9-a448-278638ace923', 5242880);
INSERT INTO public.message VALUES ('01a202e9-b683-7388-b62c-01a7a3ff9cbb', '01a202e9-b683-723b-92c5-0cb55bf9c857', 'reply', '01a202e9-97d2-75bc-96e6-eed76590d89d', false, 'text', 'Its letter waits.', '2026-11-22 11:00:00.771+00', NULL, NULL, NULL, 1, 1, NULL, 6291456);
INSERT INTO public.message_recipient VALUES ('01a202e9-a4b6-72a9-8136-385ffe9be4d0', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'requester');
INSERT INTO public.participant VALUES ('01a202e9-a119-767d-a329-dfcaba4f9b25', '01a202e9-97d2-75bc-96e6-eed76590d89d', 'cc', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.31+00');
INSERT INTO public.participant VALUES ('01a202e9-a3a5-7099-a94e-04af241f87c5', '01a202e9-97d2-75bc-96e6-eed76590d89d', 'cc', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.588+00');
INSERT INTO public.participant VALUES ('01a202e9-a369-74a9-b281-f6f2d60be3c6', '01a202e9-97d2-75bc-96e6-eed76590d89d', 'cc', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.667+00');
INSERT INTO public.product VALUES ('01a202e9-a1f6-750e-8ed8-dae7353d580c', 'K61-BLK', 'K61-BLK', 'Keys 61', NULL, NULL, false, true, 1, '2026-11-22 10:59:55.51+00', '2026-11-22 10:59:55.51+00');
INSERT INTO public.schedule VALUES ('remove-expired', '2026-11-22 11:20:00+00');
INSERT INTO public.schedule VALUES ('remove-orphans', '2026-11-23 03:40:00+00');
INSERT INTO public.schedule VALUES ('advance-tickets', '2026-11-22 11:05:00+00');
INSERT INTO public.schedule VALUES ('wake-tickets', '2026-11-22 11:01:00+00');
INSERT INTO public.seaql_migrations VALUES ('m20261122_000001_identity', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000002_ticket', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000003_job', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000010_browser_session', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000011_email_change', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000012_throttle', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000020_audit', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000021_api_token', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000030_device', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000040_attachment', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000050_participant', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000051_recipient', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000060_team', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000061_view', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000070_merge', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000080_search', 1795345189);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000095_worker', 1795345189);
INSERT INTO public.search_customer VALUES (1, '''ada'':1,3 ''desk'':4 ''example'':5 ''org'':6 ''12x0'' ''16x0'' '''':2');
INSERT INTO public.search_customer VALUES (2, '''bo'':1,3 ''desk'':4 ''example'':5 ''org'':6 ''12x0'' ''16x0'' '''':2');
INSERT INTO public.search_customer VALUES (3, '''example'':4 ''org'':5 ''ulla'':1,3 ''12x0'' ''16x0'' '''':2');
INSERT INTO public.search_customer VALUES (4, '''example'':4 ''org'':5 ''vera'':1,3 ''12x0'' ''16x0'' '''':2');
INSERT INTO public.search_customer VALUES (5, '''example'':4 ''never'':1,3 ''org'':5 ''12x0'' ''16x0'' '''':2');
INSERT INTO public.search_note VALUES (1048578, '''1'':4 ''ferrite'':13 ''from'':6 ''last'':8 ''probably'':11 ''release'':9 ''the'':7,12 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (1048576, '''1'':4 ''3'':12 ''fader'':11 ''from'':6 ''jams'':13 ''last'':8 ''monday'':15 ''release'':9 ''since'':14 ''the'':7 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (1048577, '''1'':4 ''from'':6 ''is'':13 ''it'':14 ''last'':8 ''release'':9 ''the'':7 ''unit'':12 ''which'':11 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (1048579, '''1'':4 ''black'':12 ''from'':6 ''last'':8 ''one'':13 ''release'':9 ''the'':7,11 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (2097152, '''2'':4 ''61'':7 ''f'':12 ''keys'':6 ''plays'':8 ''sharp'':13 ''the'':11 ''twice'':9 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (2097153, '''2'':4 ''61'':7 ''keys'':6 ''plays'':8 ''since'':11 ''tuesday'':12 ''twice'':9 ''12x0'' ''16x0'' '''':3,5,10 ''01a202e992f6701ea7f2f8380ea6fa23'':1 ''01a202e997d275bc96e6eed76590d89d'':2');
INSERT INTO public.search_reply VALUES (5242880, '''5'':3 ''and'':9 ''another'':10 ''other'':6 ''the'':5 ''thing'':7,11 ''12x0'' ''16x0'' '''':2,4,8 ''01a202e992f6701ea7f2f8380ea6fa23'':1');
INSERT INTO public.search_reply VALUES (4194304, '''4'':3 ''one'':8 ''thing'':9 ''things'':6 ''two'':5 ''12x0'' ''16x0'' '''':2,4,7 ''01a202e992f6701ea7f2f8380ea6fa23'':1');
INSERT INTO public.search_reply VALUES (6291456, '''6'':3 ''its'':9 ''last'':6 ''letter'':10 ''one'':7 ''the'':5 ''waits'':11 ''12x0'' ''16x0'' '''':2,4,8 ''01a202e997d275bc96e6eed76590d89d'':1');
INSERT INTO public.session VALUES ('01a202e9-9672-770c-a181-1609b6d529f2', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 0, '2026-11-22 10:59:52.562+00', false, '2026-11-22 10:59:52.562+00', '2026-11-22 22:59:52.562+00', '2026-11-29 10:59:52.562+00', NULL, 'api', '2026-11-22 10:59:52.562+00');
INSERT INTO public.session VALUES ('01a202e9-9a13-745d-a592-810b6e1ee87f', '01a202e9-97d2-75bc-96e6-eed76590d89d', 0, '2026-11-22 10:59:53.491+00', false, '2026-11-22 10:59:53.491+00', '2026-11-22 22:59:53.491+00', '2026-11-29 10:59:53.491+00', NULL, 'api', '2026-11-22 10:59:53.491+00');
INSERT INTO public.session VALUES ('01a202e9-9b26-7292-a698-ab853bd88b65', '01a202e9-8c4b-70ae-8313-51633a92cfec', 0, '2026-11-22 10:59:53.766+00', false, '2026-11-22 10:59:53.766+00', '2026-11-22 22:59:53.766+00', '2026-11-29 10:59:53.766+00', NULL, 'api', '2026-11-22 10:59:53.766+00');
INSERT INTO public.session VALUES ('01a202e9-9c94-7749-a55b-9f8b332ca830', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 0, '2026-11-22 10:59:54.132+00', false, '2026-11-22 10:59:54.132+00', '2026-11-22 22:59:54.132+00', '2026-11-29 10:59:54.132+00', NULL, 'api', '2026-11-22 10:59:54.132+00');
INSERT INTO public.step_up VALUES ('01a202e9-9b26-7292-a698-ab853bd88b65', '2026-11-22 10:59:58.404+00');
INSERT INTO public.team OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a1c5-775c-80b0-752e0b5b269e', 1, 'Second Line', 'second line', false, 2, NULL, NULL, 1, '2026-11-22 10:59:55.461+00', '2026-11-22 10:59:55.461+00', NULL);
INSERT INTO public.team_member VALUES ('01a202e9-a1c5-775c-80b0-752e0b5b269e', '01a202e9-8e86-7641-8cc5-88ab2ff63aac');
INSERT INTO public.throttle VALUES ('\x19d108bedb78ff04aff39d035696320eff5e8a3cb9ef6a0ec5c9725abef7d313', 1, '2026-11-22 10:59:51.591+00', NULL, '2026-11-22 12:59:51.591+00');
INSERT INTO public.throttle VALUES ('\xac88f8b24190c0666d3856d07ed75b2802943875ae9a51ee13f3c0c1f3cb18de', 1, '2026-11-22 10:59:51.591+00', NULL, '2026-11-22 12:59:51.591+00');
INSERT INTO public.throttle VALUES ('\x0698577471289d28eb0c53c850689e3002a538c9d1ff43302f1abfb0f7246871', 1, '2026-11-22 10:59:52.263+00', NULL, '2026-11-22 12:59:52.263+00');
INSERT INTO public.throttle VALUES ('\x98a0b2f5c90bb5f3915338a1202d0693a2a49d74d0a340bdb8bcf10b98543c1a', 1, '2026-11-22 10:59:52.263+00', NULL, '2026-11-22 12:59:52.263+00');
INSERT INTO public.throttle VALUES ('\x816b92009293cdb193d76f6885ad743f6d85f5dc299807c89a4c6dde1b5d2473', 0, '2026-11-22 10:59:52.562+00', NULL, '2026-11-22 12:59:52.562+00');
INSERT INTO public.throttle VALUES ('\xe7daf6297a1f2908592c547f6cdd174a6df285041304e71a4711df5c639f5516', 0, '2026-11-22 10:59:52.562+00', NULL, '2026-11-22 12:59:52.562+00');
INSERT INTO public.throttle VALUES ('\xa9516b8b2ce2f3b45776d8c35bc682d61becfa5ae2da7dda54986198b6f5b924', 1, '2026-11-22 10:59:52.706+00', NULL, '2026-11-22 12:59:52.706+00');
INSERT INTO public.throttle VALUES ('\xd226b5b86c18dba3e2fe06eb9c39243757c501d52020472a2229373e951d44b3', 1, '2026-11-22 10:59:52.706+00', NULL, '2026-11-22 12:59:52.706+00');
INSERT INTO public.throttle VALUES ('\x8647dfbf43c77fd4b291bba1cf9bda9b04609a68452dea3aaa38183d526200fd', 1, '2026-11-22 10:59:53.365+00', NULL, '2026-11-22 12:59:53.365+00');
INSERT INTO public.throttle VALUES ('\xc83bdf744b1528ad144ef208fb09277d9817850df1760959918fa338fc441e8d', 1, '2026-11-22 10:59:53.365+00', NULL, '2026-11-22 12:59:53.365+00');
INSERT INTO public.throttle VALUES ('\x23eb615fedb86e9eeae5179db421b6ffb35687514037a352cd42ed81ae1053e7', 0, '2026-11-22 10:59:53.491+00', NULL, '2026-11-22 12:59:53.491+00');
INSERT INTO public.throttle VALUES ('\xd0e1e691bd634b0f53d24dbe5759bf679ed895b6e25ca0a9505a1bed7706e18a', 0, '2026-11-22 10:59:53.491+00', NULL, '2026-11-22 12:59:53.491+00');
INSERT INTO public.throttle VALUES ('\x287bddacc00d82a1911b215e49678e6a1af28c2d9d8b3533cdf5354782278354', 0, '2026-11-22 10:59:53.766+00', NULL, '2026-11-22 12:59:53.766+00');
INSERT INTO public.throttle VALUES ('\xeaa57a4e9a13f751dc58a64ddda6bd5349faf5afb339138297bfdc1452e8d32f', 0, '2026-11-22 10:59:53.766+00', NULL, '2026-11-22 12:59:53.766+00');
INSERT INTO public.throttle VALUES ('\x6a298ca105f6a76c2c6bb52e26f610af2e08284d979ef4c5c9a62af916d5df15', 0, '2026-11-22 10:59:54.132+00', NULL, '2026-11-22 12:59:54.132+00');
INSERT INTO public.throttle VALUES ('\xe8acf4aca00567c88a974d9da9dc34449e46ac34519e0bc6cd654073b26c773d', 0, '2026-11-22 10:59:54.132+00', NULL, '2026-11-22 12:59:54.132+00');
INSERT INTO public.throttle VALUES ('\x1e926b17e28b8e27157544154b0550c99b5f4e006e5a68b1cb66128db208eef7', 1, '2026-11-22 10:59:55.041+00', NULL, '2026-11-22 12:59:55.041+00');
INSERT INTO public.throttle VALUES ('\x56ed1c8d7cc2fddf70935729702f6d7e18bb9af0f7a7250ee371cea9dc5119e6', 1, '2026-11-22 10:59:55.041+00', NULL, '2026-11-22 12:59:55.041+00');
INSERT INTO public.throttle VALUES ('\x98357a387eef22dcd7f2eb2a912926e49f03514acb28d56b494c7d864d760752', 0, '2026-11-22 10:59:58.02+00', NULL, '2026-11-22 12:59:58.02+00');
INSERT INTO public.throttle VALUES ('\xd6e91956bdeda97486e98b9e6da657a99ffed1dc33236cb693da8cb4c7037797', 0, '2026-11-22 10:59:58.02+00', NULL, '2026-11-22 12:59:58.02+00');
INSERT INTO public.throttle VALUES ('\x81436620a808bd655d1fa1b1c9ef7f9376cdc2d239838eff72c0fd898117cc3a', 1, '2026-11-22 10:59:58.02+00', NULL, '2026-11-22 12:59:58.02+00');
INSERT INTO public.throttle VALUES ('\x89929b1cfe8933dc2a3fa0a9c6d1fed4280d20752ee3a1f525788e1fb8201f22', 1, '2026-11-22 10:59:58.02+00', NULL, '2026-11-22 12:59:58.02+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a3a5-7099-a94e-04af241f87c5', 3, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'Keys again', 'closed', '2026-11-22 10:59:57.667+00', 2, 'question', NULL, '', NULL, NULL, 3, 3, '2026-11-22 10:59:55.941+00', '2026-11-22 10:59:57.667+00', '2026-11-22 10:59:57.667+00', NULL, NULL, NULL, NULL, '01a202e9-a369-74a9-b281-f6f2d60be3c6');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a369-74a9-b281-f6f2d60be3c6', 2, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'Keys 61 plays twice', 'new', '2026-11-22 10:59:55.881+00', 3, 'question', NULL, 'beta', NULL, NULL, 3, 2, '2026-11-22 10:59:55.881+00', '2026-11-22 10:59:57.667+00', '2026-11-22 10:59:57.667+00', '01a202e9-a204-756f-be55-ce69515c4733', '01a202e9-a1c5-775c-80b0-752e0b5b269e', NULL, NULL, NULL);
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-ab37-7407-aef4-23c2ba9ecdb7', 5, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'The other thing', 'open', '2026-11-22 10:59:57.879+00', 2, 'question', NULL, '', NULL, NULL, 1, 1, '2026-11-22 10:59:57.879+00', '2026-11-22 10:59:57.879+00', '2026-11-22 10:59:57.879+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a119-767d-a329-dfcaba4f9b25', 1, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'From the last release', 'open', '2026-11-22 10:59:57.035+00', 2, 'question', NULL, '', NULL, NULL, 6, 4, '2026-11-22 10:59:55.289+00', '2026-11-22 10:59:57.945+00', '2026-11-22 10:59:57.31+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-a40d-73f9-a448-278638ace923', 4, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'Two things', 'new', '2026-11-22 10:59:56.045+00', 2, 'question', NULL, '', NULL, NULL, 4, 3, '2026-11-22 10:59:56.045+00', '2026-11-22 10:59:57.945+00', '2026-11-22 10:59:57.879+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a202e9-b683-723b-92c5-0cb55bf9c857', 6, '01a202e9-97d2-75bc-96e6-eed76590d89d', 'The last one', 'new', '2026-11-22 11:00:00.771+00', 2, 'question', NULL, '', NULL, NULL, 1, 1, '2026-11-22 11:00:00.771+00', '2026-11-22 11:00:00.771+00', '2026-11-22 11:00:00.771+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket_event VALUES ('01a202e9-a119-767f-a874-f3c14f26bda6', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'opened', true, NULL, NULL, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:55.289+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a369-74ab-bfde-82e45e94b57a', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'opened', true, NULL, NULL, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:55.881+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a3a5-758d-99e7-cc2bcb12db74', '01a202e9-a3a5-7099-a94e-04af241f87c5', 'opened', true, NULL, NULL, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:55.941+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a40d-7706-a7cc-1b28f7230fa1', '01a202e9-a40d-73f9-a448-278638ace923', 'opened', true, NULL, NULL, '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:56.045+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a4b6-754a-8778-f955c2d4595c', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'reply_added', true, NULL, '01a202e9-a4b6-72a9-8136-385ffe9be4d0', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:56.214+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a4b6-7619-8da0-91e8ed54b95b', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'status_changed', true, 'new', 'pending', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:56.214+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a748-756e-b29c-cd4e20023be9', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'note_added', false, NULL, '01a202e9-a747-7795-bc36-9846c431eb6a', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:56.871+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a7eb-7272-b028-7804ff0bfcc6', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'reply_added', true, NULL, '01a202e9-a7eb-7271-8838-ecd875d6f591', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:57.035+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a7eb-7399-95ca-a6cad5eb819f', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'status_changed', true, 'pending', 'open', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:57.035+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a824-75eb-a5a8-9fdf67290466', '01a202e9-a40d-73f9-a448-278638ace923', 'reply_added', true, NULL, '01a202e9-a824-75ea-bae2-c4470677cfb7', '01a202e9-92f6-701e-a7f2-f8380ea6fa23', 'person', '2026-11-22 10:59:57.092+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a852-7019-97d1-5e585eb32935', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'priority_changed', false, 'normal', 'high', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.138+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a852-75c2-8cf7-c8b556363ed7', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'team_changed', false, NULL, '01a202e9-a1c5-775c-80b0-752e0b5b269e', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.138+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a852-7799-ab19-adc9761b0f26', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'tag_added', false, NULL, 'beta', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.138+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-a8fe-7206-b977-6cdf3855ef7d', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'cc_added', true, NULL, '01a202e9-97d2-75bc-96e6-eed76590d89d', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.31+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-aa14-71c2-ba3d-8023fc683054', '01a202e9-a3a5-7099-a94e-04af241f87c5', 'cc_added', true, NULL, '01a202e9-97d2-75bc-96e6-eed76590d89d', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.588+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-aa63-76df-8ee3-c537d80276d8', '01a202e9-a3a5-7099-a94e-04af241f87c5', 'merged_into', true, NULL, '01a202e9-a369-74a9-b281-f6f2d60be3c6', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.667+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-aa63-76e0-a859-08c93edb530f', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'merged_from', true, NULL, '01a202e9-a3a5-7099-a94e-04af241f87c5', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.667+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-aa63-76e1-a1f7-21c83eec9ba1', '01a202e9-a369-74a9-b281-f6f2d60be3c6', 'cc_added', true, NULL, '01a202e9-97d2-75bc-96e6-eed76590d89d', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.667+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-ab37-77bb-a886-85c81be62336', '01a202e9-ab37-7407-aef4-23c2ba9ecdb7', 'opened', true, NULL, NULL, '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.879+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-ab37-77bc-b448-78a105ede97b', '01a202e9-ab37-7407-aef4-23c2ba9ecdb7', 'split_from', true, NULL, '01a202e9-a40d-73f9-a448-278638ace923', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.879+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-ab37-77bd-b294-1ad8f20c45b9', '01a202e9-a40d-73f9-a448-278638ace923', 'split_off', true, NULL, '01a202e9-ab37-7407-aef4-23c2ba9ecdb7', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.879+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-ab79-7329-94e9-1eae540b2181', '01a202e9-a119-767d-a329-dfcaba4f9b25', 'linked', false, 'duplicates', '01a202e9-a40d-73f9-a448-278638ace923', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.945+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-ab79-751e-9987-74d6087270c9', '01a202e9-a40d-73f9-a448-278638ace923', 'linked', false, 'duplicated_by', '01a202e9-a119-767d-a329-dfcaba4f9b25', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'person', '2026-11-22 10:59:57.945+00');
INSERT INTO public.ticket_event VALUES ('01a202e9-b683-73b2-a666-6b3728d0d44d', '01a202e9-b683-723b-92c5-0cb55bf9c857', 'opened', true, NULL, NULL, '01a202e9-97d2-75bc-96e6-eed76590d89d', 'person', '2026-11-22 11:00:00.771+00');
INSERT INTO public.ticket_link VALUES ('01a202e9-ab79-7328-bbc9-844e61a661f4', '01a202e9-a119-767d-a329-dfcaba4f9b25', '01a202e9-a40d-73f9-a448-278638ace923', 'duplicates', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.945+00');
INSERT INTO public.ticket_merge VALUES ('01a202e9-aa63-72b0-ac6f-f4c9b63c61f4', '01a202e9-a369-74a9-b281-f6f2d60be3c6', '01a202e9-a3a5-7099-a94e-04af241f87c5', 'new', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', '2026-11-22 10:59:57.667+00', NULL, NULL);
INSERT INTO public.ticket_tag VALUES ('01a202e9-a369-74a9-b281-f6f2d60be3c6', 'beta');
INSERT INTO public.view VALUES ('01a202e9-abab-74bd-9ed3-40c958fc2c94', '01a202e9-8e86-7641-8cc5-88ab2ff63aac', 'Waiting too long', 'nobody', NULL, '{"statuses":[],"priorities":[],"kinds":[],"assignee":null,"team":null,"tags":[],"snoozed":null,"woke_within":null,"older_than":null,"idle_for":null,"changed_within":null}', '-updated_at', 1, '2026-11-22 10:59:57.995+00', '2026-11-22 10:59:57.995+00');
INSERT INTO public.worker VALUES ('01a202e9-8fe5-7595-be60-c7b7ddc38946', '0.1.0', '2026-11-22 10:59:50.885+00', '2026-11-22 10:59:50.885+00');
SELECT pg_catalog.setval('public.account_number_seq', 5, true);
SELECT pg_catalog.setval('public.team_number_seq', 1, true);
SELECT pg_catalog.setval('public.ticket_number_seq', 6, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_number_key UNIQUE (number);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_object_key UNIQUE (object);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.device_event
    ADD CONSTRAINT device_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.device_facts
    ADD CONSTRAINT device_facts_pkey PRIMARY KEY (device_id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_change
    ADD CONSTRAINT email_change_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (account_id, key_hash);
ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merged_message
    ADD CONSTRAINT merged_message_pkey PRIMARY KEY (merge_id, message_id);
ALTER TABLE ONLY public.merged_participant
    ADD CONSTRAINT merged_participant_pkey PRIMARY KEY (merge_id, account_id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.message_recipient
    ADD CONSTRAINT message_recipient_pkey PRIMARY KEY (message_id, account_id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_pkey PRIMARY KEY (ticket_id, account_id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_sku_key_key UNIQUE (sku_key);
ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.search_customer
    ADD CONSTRAINT search_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_note
    ADD CONSTRAINT search_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_reply
    ADD CONSTRAINT search_reply_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.step_up
    ADD CONSTRAINT step_up_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_pkey PRIMARY KEY (team_id, account_id);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_name_key_key UNIQUE (name_key);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_number_key UNIQUE (number);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (key_hash);
ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT ticket_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT ticket_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_merge
    ADD CONSTRAINT ticket_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_number_key UNIQUE (number);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_tag
    ADD CONSTRAINT ticket_tag_pkey PRIMARY KEY (ticket_id, tag);
ALTER TABLE ONLY public.view
    ADD CONSTRAINT view_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);
CREATE INDEX account_by_number ON public.account USING btree (is_staff, number);
CREATE INDEX account_by_search ON public.account USING btree (search_id, id);
CREATE INDEX account_by_state ON public.account USING btree (state, created_at);
CREATE INDEX api_token_by_account ON public.api_token USING btree (account_id, id);
CREATE INDEX api_token_by_expiry ON public.api_token USING btree (expires_at);
CREATE INDEX attachment_by_age ON public.attachment USING btree (message_id, created_at);
CREATE INDEX attachment_by_message ON public.attachment USING btree (message_id, id);
CREATE INDEX attachment_by_uploader ON public.attachment USING btree (uploader_id, message_id, id);
CREATE INDEX audit_entry_by_act ON public.audit_entry USING btree (act, id);
CREATE INDEX audit_entry_by_actor ON public.audit_entry USING btree (actor_id, id);
CREATE INDEX audit_entry_by_age ON public.audit_entry USING btree (at);
CREATE INDEX audit_entry_by_target ON public.audit_entry USING btree (target_id, id);
CREATE INDEX code_by_account ON public.code USING btree (account_id);
CREATE INDEX code_by_expiry ON public.code USING btree (expires_at);
CREATE INDEX device_by_end ON public.device USING btree (ended_at);
CREATE INDEX device_by_origin ON public.device USING btree (transferred_from);
CREATE INDEX device_by_owner ON public.device USING btree (owner_id, id);
CREATE INDEX device_by_product ON public.device USING btree (product_id, id);
CREATE INDEX device_by_serial ON public.device USING btree (serial_key, product_id, id);
CREATE INDEX device_by_standing ON public.device USING btree (standing, id);
CREATE INDEX device_by_status ON public.device USING btree (status, id);
CREATE INDEX device_event_by_age ON public.device_event USING btree (at);
CREATE INDEX device_event_by_device ON public.device_event USING btree (device_id, id);
CREATE INDEX device_event_by_ticket ON public.device_event USING btree (ticket_id);
CREATE INDEX device_facts_by_age ON public.device_facts USING btree (confirmed_at);
CREATE UNIQUE INDEX device_one_owner ON public.device USING btree (product_id, serial_key) WHERE (standing = 'owner'::text);
CREATE INDEX email_change_by_expiry ON public.email_change USING btree (expires_at);
CREATE INDEX idempotency_by_age ON public.idempotency USING btree (created_at);
CREATE INDEX invitation_by_account ON public.invitation USING btree (account_id, created_at);
CREATE INDEX invitation_by_age ON public.invitation USING btree (created_at);
CREATE INDEX invitation_by_inviter ON public.invitation USING btree (invited_by);
CREATE INDEX invitation_by_ticket ON public.invitation USING btree (ticket_id, account_id);
CREATE INDEX job_by_kind ON public.job USING btree (kind, dead_at, id);
CREATE INDEX job_due ON public.job USING btree (dead_at, run_at, id);
CREATE INDEX merged_message_by_message ON public.merged_message USING btree (message_id);
CREATE INDEX merged_participant_by_account ON public.merged_participant USING btree (account_id);
CREATE INDEX message_by_author ON public.message USING btree (author_id);
CREATE INDEX message_by_search ON public.message USING btree (search_id, id);
CREATE INDEX message_by_ticket ON public.message USING btree (ticket_id, id);
CREATE INDEX message_by_ticket_version ON public.message USING btree (ticket_id, ticket_version);
CREATE INDEX message_recipient_by_account ON public.message_recipient USING btree (account_id, reason, message_id);
CREATE INDEX participant_by_account ON public.participant USING btree (account_id, role, ticket_id);
CREATE INDEX product_by_offer ON public.product USING btree (is_offered, id);
CREATE INDEX search_customer_words ON public.search_customer USING gin (words) WITH (gin_pending_list_limit='256');
CREATE INDEX search_note_words ON public.search_note USING gin (words) WITH (gin_pending_list_limit='256');
CREATE INDEX search_reply_words ON public.search_reply USING gin (words) WITH (gin_pending_list_limit='256');
CREATE INDEX session_by_account ON public.session USING btree (account_id);
CREATE INDEX session_by_end ON public.session USING btree (ended_at);
CREATE INDEX session_by_expiry ON public.session USING btree (idle_expires_at);
CREATE INDEX session_of_account ON public.session USING btree (account_id, id);
CREATE INDEX team_member_by_account ON public.team_member USING btree (account_id, team_id);
CREATE INDEX throttle_by_expiry ON public.throttle USING btree (expires_at);
CREATE INDEX ticket_by_assignee ON public.ticket USING btree (assignee_id, status, updated_at, id);
CREATE INDEX ticket_by_creation ON public.ticket USING btree (status, id);
CREATE INDEX ticket_by_device ON public.ticket USING btree (device_id, status, updated_at, id);
CREATE INDEX ticket_by_origin ON public.ticket USING btree (follow_up_of);
CREATE INDEX ticket_by_priority ON public.ticket USING btree (status, priority, id);
CREATE INDEX ticket_by_requester ON public.ticket USING btree (requester_id, status, requester_updated_at, id);
CREATE INDEX ticket_by_requester_creation ON public.ticket USING btree (requester_id, status, id);
CREATE INDEX ticket_by_requester_update ON public.ticket USING btree (requester_id, status, updated_at, id);
CREATE INDEX ticket_by_standing ON public.ticket USING btree (status, status_at);
CREATE INDEX ticket_by_team ON public.ticket USING btree (team_id, status, updated_at, id);
CREATE INDEX ticket_by_team_assignee ON public.ticket USING btree (team_id, assignee_id, status, updated_at, id);
CREATE INDEX ticket_by_update ON public.ticket USING btree (status, updated_at, id);
CREATE INDEX ticket_by_waking ON public.ticket USING btree (wake_at, id) WHERE (wake_at IS NOT NULL);
CREATE INDEX ticket_by_woken ON public.ticket USING btree (woke_at, id) WHERE (woke_at IS NOT NULL);
CREATE INDEX ticket_event_by_ticket ON public.ticket_event USING btree (ticket_id, id);
CREATE INDEX ticket_link_by_other ON public.ticket_link USING btree (to_id);
CREATE UNIQUE INDEX ticket_link_once ON public.ticket_link USING btree (from_id, to_id, kind);
CREATE INDEX ticket_merge_by_source ON public.ticket_merge USING btree (source_id, id);
CREATE INDEX ticket_merge_by_target ON public.ticket_merge USING btree (target_id, id);
CREATE INDEX ticket_tag_by_tag ON public.ticket_tag USING btree (tag, ticket_id);
CREATE INDEX view_by_owner ON public.view USING btree (owner_id, id);
CREATE INDEX view_by_sharing ON public.view USING btree (shared_with, team_id, id);
CREATE INDEX worker_by_sight ON public.worker USING btree (seen_at);
CREATE TRIGGER search_forgets_account AFTER DELETE ON public.account FOR EACH ROW WHEN ((old.search_id IS NOT NULL)) EXECUTE FUNCTION public.search_forgets_account();
CREATE TRIGGER search_forgets_message AFTER DELETE ON public.message FOR EACH ROW WHEN ((old.search_id IS NOT NULL)) EXECUTE FUNCTION public.search_forgets_message();
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_message_id FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_uploader_id FOREIGN KEY (uploader_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_event
    ADD CONSTRAINT device_event_device_id FOREIGN KEY (device_id) REFERENCES public.device(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_event
    ADD CONSTRAINT device_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_facts
    ADD CONSTRAINT device_facts_device_id FOREIGN KEY (device_id) REFERENCES public.device(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_owner_id FOREIGN KEY (owner_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_product_id FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_transferred_from FOREIGN KEY (transferred_from) REFERENCES public.device(id);
ALTER TABLE ONLY public.email_change
    ADD CONSTRAINT email_change_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_invited_by FOREIGN KEY (invited_by) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.merged_message
    ADD CONSTRAINT merged_message_merge_id FOREIGN KEY (merge_id) REFERENCES public.ticket_merge(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.merged_message
    ADD CONSTRAINT merged_message_message_id FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.merged_participant
    ADD CONSTRAINT merged_participant_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.merged_participant
    ADD CONSTRAINT merged_participant_merge_id FOREIGN KEY (merge_id) REFERENCES public.ticket_merge(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_author_id FOREIGN KEY (author_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.message_recipient
    ADD CONSTRAINT message_recipient_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.message_recipient
    ADD CONSTRAINT message_recipient_message_id FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.step_up
    ADD CONSTRAINT step_up_session FOREIGN KEY (session_id) REFERENCES public.session(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_team_id FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_assignee_id FOREIGN KEY (assignee_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(id);
ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT ticket_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_follow_up_of FOREIGN KEY (follow_up_of) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT ticket_link_from_id FOREIGN KEY (from_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT ticket_link_to_id FOREIGN KEY (to_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket_merge
    ADD CONSTRAINT ticket_merge_source_id FOREIGN KEY (source_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket_merge
    ADD CONSTRAINT ticket_merge_target_id FOREIGN KEY (target_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_requester_id FOREIGN KEY (requester_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.ticket_tag
    ADD CONSTRAINT ticket_tag_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id);
ALTER TABLE ONLY public.view
    ADD CONSTRAINT view_owner_id FOREIGN KEY (owner_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.view
    ADD CONSTRAINT view_team_id FOREIGN KEY (team_id) REFERENCES public.team(id);
