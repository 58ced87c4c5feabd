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
    updated_at timestamp with time zone NOT NULL
);
ALTER TABLE public.account ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.code (
    id uuid NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    account_version bigint,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
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
CREATE TABLE public.message (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    author_id uuid NOT NULL,
    by_staff boolean NOT NULL,
    format text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.schedule (
    name text NOT NULL,
    next_at timestamp with time zone NOT NULL
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
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
    ended_at timestamp with time zone
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
    requester_updated_at timestamp with time zone NOT NULL
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
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-7739-b808-8513f13881a7', 1, 'agent', true, 'active', 'Alex Agent', 'agent@example.org', 'agent@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 1, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-773b-84f7-f9cc805078b7', 2, 'lead', true, 'active', 'Lena Lead', 'lead@example.org', 'lead@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 1, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-773d-84c4-3560c04bd939', 3, 'technician', true, 'active', 'Theo Technician', 'technician@example.org', 'technician@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 1, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-773f-8885-28bddad988ff', 4, 'admin', true, 'active', 'Ada Admin', 'admin@example.org', 'admin@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 1, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-7741-8c96-3bcbec1dd468', 5, 'customer', false, 'active', 'Mira Sommer', 'mira@example.org', 'mira@example.org', '+493023125014', '10999', 'Berlin', 'DE', 'de', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77bc-a41d-c21700370779', 6, 'customer', false, 'active', 'Jack Turner', 'jack@example.org', 'jack@example.org', '+442079460018', 'SE1 9SG', 'London', 'GB', 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77c1-9f32-e846bbbeee2b', 7, 'customer', false, 'active', 'Jonas Brandl', 'jonas@example.org', 'jonas@example.org', NULL, '1070', 'Wien', 'AT', 'de', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77c6-9249-0fd6c45894c6', 8, 'customer', false, 'active', 'Aoife Byrne', 'aoife@example.org', 'aoife@example.org', NULL, NULL, 'Galway', 'IE', 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77cb-b30f-72a0e28d386b', 9, 'customer', false, 'active', 'Nadia Keller', 'nadia@example.org', 'nadia@example.org', NULL, '8004', 'Zürich', 'CH', 'de', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77e6-bbea-3eea4e120286', 10, 'customer', false, 'active', 'Sam Rivera', 'sam@example.org', 'sam@example.org', '+12025550143', NULL, NULL, 'US', 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77eb-93a6-222e0369c3ac', 11, 'customer', false, 'active', 'Tomek Nowak', 'tomek@example.org', 'tomek@example.org', NULL, NULL, NULL, NULL, 'de', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a17144-439c-77f0-ab49-1f8f1ec752ba', 12, 'customer', false, 'active', 'Yuki Tanaka', 'yuki@example.org', 'yuki@example.org', NULL, NULL, NULL, 'JP', 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$v5MbigH271Q5SA70G5GwTg$OZumj+5wUhU7U0IaIqHS/kJC1CWAjJECS+ya59cRodU', 2, '2026-10-25 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a2021b-2abd-73ea-8dc0-cc876e33bd40', 13, 'admin', true, 'active', 'Ada Upgrade', 'ada@desk.example.org', 'ada@desk.example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$yCnrtvPk/mp4rQpLE84Qmg$vUkyrQbGb3ecK14xFkVjNZctFkAFHJLi9qLCEsp7q9s', 1, '2026-11-22 07:14:24.573+00', '2026-11-22 07:14:24.573+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 14, 'customer', false, 'active', 'Ulla Übergang', 'ulla@example.org', 'ulla@example.org', '+493023125014', '10999', 'Berlin', 'DE', 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$zD/5HZn7rc3qFTeT60NBhQ$fSD+qHQf9JNX+CaiYuMRvdm+DLqBduE38a0G00Rm/aI', 2, '2026-11-22 07:14:26.661+00', '2026-11-22 07:14:26.89+00');
INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES ('01a2021b-358b-73b0-a7f9-f1b1c5ad51ac', 15, 'customer', false, 'unverified', 'Nora Nochnicht', 'nora@example.org', 'nora@example.org', NULL, NULL, NULL, NULL, 'en', 'UTC', '$argon2id$v=19$m=19456,t=2,p=1$Z1htz3/VCITFzqI7opn3XA$lLgqUkdSDk51mQS8oGhCOZmbG03ZwdG9uME02d7+MYU', 1, '2026-11-22 07:14:27.339+00', '2026-11-22 07:14:27.339+00');
INSERT INTO public.code VALUES ('01a17144-439c-7742-8f70-189883794232', 'verify_email', '01a17144-439c-7741-8c96-3bcbec1dd468', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77bd-98ab-d6c4961ef500', 'verify_email', '01a17144-439c-77bc-a41d-c21700370779', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77c2-85b7-6834c688dae3', 'verify_email', '01a17144-439c-77c1-9f32-e846bbbeee2b', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77c7-949a-1bcb07dc2308', 'verify_email', '01a17144-439c-77c6-9249-0fd6c45894c6', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77cc-b6b4-94ea0fc27860', 'verify_email', '01a17144-439c-77cb-b30f-72a0e28d386b', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77e7-bbad-8ef07624b119', 'verify_email', '01a17144-439c-77e6-bbea-3eea4e120286', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77ec-ad05-237958a78e03', 'verify_email', '01a17144-439c-77eb-93a6-222e0369c3ac', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a17144-439c-77f1-8415-08103cf3fd9f', 'verify_email', '01a17144-439c-77f0-ab49-1f8f1ec752ba', 1, '2026-10-26 04:14:21.596+00', '2026-10-25 04:14:21.596+00');
INSERT INTO public.code VALUES ('01a2021b-32e5-7473-8a72-dcd63948cd8b', 'verify_email', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 1, '2026-11-23 07:14:26.661+00', '2026-11-22 07:14:26.89+00');
INSERT INTO public.code VALUES ('01a2021b-358b-771e-9025-2b4351fec03b', 'verify_email', '01a2021b-358b-73b0-a7f9-f1b1c5ad51ac', 1, '2026-11-23 07:14:27.339+00', NULL);
INSERT INTO public.idempotency VALUES ('01a2021b-32e5-7472-8d8e-29f1de0b5fa7', '\xdd6913daa89e71f17cf018cf4a215ad42f2c642aec9e202315714fcb2cb579f7', '\xa50f3a2f6c0d70b4d2d951d877063f4f1e9b7328700aaf6836c7b4912d391e34', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', '2026-11-22 07:14:27.019+00');
INSERT INTO public.instance VALUES (1, 'uT-D9JZoXDWd1T581gnZTQ');
INSERT INTO public.job VALUES ('01a2021b-45b7-76ea-97a5-1b4318a480f9', 'send_mail', '{"kind":"send_mail","mail":"ticket_received","ticket":"01a2021b-45b7-758e-8172-136c1a3dc6c7"}', 0, '2026-11-22 07:14:31.479+00', NULL, NULL, NULL);
INSERT INTO public.job VALUES ('019ab000-0000-7000-8000-00000000dead', 'advance_tickets', '{"kind":"advance_tickets"}', 10, '2026-11-22 07:14:31.479+00', NULL, '2026-11-22 07:14:31.479+00', 'store_unavailable');
INSERT INTO public.message VALUES ('01a1766a-9f9c-74f7-837a-6945ef492662', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply', '01a17144-439c-77e6-bbea-3eea4e120286', false, 'text', 'I own two of your interfaces now. Can I use all inputs of both at the same time on one computer?', '2026-10-26 04:14:21.596+00');
INSERT INTO public.message VALUES ('01a178a5-e99c-7586-8460-5103f89f6776', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'The guide on aggregate devices needs a chapter on clock sources. Told the writers.', '2026-10-26 14:38:21.596+00');
INSERT INTO public.message VALUES ('01a179c3-8e9c-752b-b198-cb99ba0e1791', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Yes, you can. Which operating system do you use, and which recording software?', '2026-10-26 19:50:21.596+00');
INSERT INTO public.message VALUES ('01a17ae1-339c-7455-b341-af8be5484c95', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply', '01a17144-439c-77e6-bbea-3eea4e120286', false, 'text', 'The current macOS, and Ardour.', '2026-10-27 01:02:21.596+00');
INSERT INTO public.message VALUES ('01a17bfe-d89c-7681-afc6-d3a458bcad9e', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Connect the digital output of the first unit to the digital input of the second, set the second one''s clock to "digital in", and combine both as an aggregate device. Ardour then shows all inputs.', '2026-10-27 06:14:21.596+00');
INSERT INTO public.message VALUES ('01a1cb91-545c-77c3-9126-c534702ccf4d', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply', '01a17144-439c-77c6-9249-0fd6c45894c6', false, 'text', 'Please tell me which data about me you keep, and for how long.', '2026-11-11 17:04:21.596+00');
INSERT INTO public.message VALUES ('01a1cd36-78dc-7281-b80f-0e510e5cbaba', '01a1cb91-545c-7727-814e-0d59b2b85556', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'Helpdesk only: contact record and tickets. The shop is answered elsewhere.', '2026-11-12 00:44:21.596+00');
INSERT INTO public.message VALUES ('01a1ce09-0b1c-7183-97fe-f52469d7a81c', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Gladly. Does your question concern the helpdesk only, or the shop as well?', '2026-11-12 04:34:21.596+00');
INSERT INTO public.message VALUES ('01a1cedb-9d5c-76b4-ac11-907594ab5b4d', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply', '01a17144-439c-77c6-9249-0fd6c45894c6', false, 'text', 'The helpdesk only.', '2026-11-12 08:24:21.596+00');
INSERT INTO public.message VALUES ('01a1cfae-2f9c-74ca-9588-679c2d8f722c', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'The helpdesk keeps your name, your e-mail address and what you chose to add to your profile, and the messages of your tickets. Unconfirmed accounts go after seven days, sessions when they end.', '2026-11-12 12:14:21.596+00');
INSERT INTO public.message VALUES ('01a1e866-4f9c-7434-a6a8-a3dd993944ad', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply', '01a17144-439c-77c1-9f32-e846bbbeee2b', false, 'text', 'Meine Kamera verliert etwa jede Stunde das WLAN und kommt erst nach dem Neustart zurück. Der Router steht im selben Raum.', '2026-11-17 07:26:21.596+00');
INSERT INTO public.message VALUES ('01a1e9aa-685c-7118-9216-aa4ee737268e', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Welche Firmware zeigt die Kamera an, und nutzt Ihr Router für 2,4 und 5 GHz denselben Namen?', '2026-11-17 13:20:21.596+00');
INSERT INTO public.message VALUES ('01a1ea4c-74bc-7431-b860-1b8cb130e31b', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply', '01a17144-439c-77c1-9f32-e846bbbeee2b', false, 'text', 'Firmware 1.8.3, und ja, beide Netze heißen gleich.', '2026-11-17 16:17:21.596+00');
INSERT INTO public.message VALUES ('01a1eaee-811c-7537-8556-dfd14ad2c894', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Das ist ein Fehler in Firmware 1.8.3. Bis Version 1.9 nächste Woche erscheint, hilft es, die Kamera fest mit 2,4 GHz zu verbinden. Danach bleibt sie auch so im Netz.', '2026-11-17 19:14:21.596+00');
INSERT INTO public.message VALUES ('01a1edd5-e99c-77bf-8192-61b435aef3f2', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply', '01a17144-439c-77cb-b30f-72a0e28d386b', false, 'text', 'Ich habe einen neuen Rechner und möchte die mitgelieferte Software dort aktivieren. Geht das, obwohl der alte defekt ist?', '2026-11-18 08:46:21.596+00');
INSERT INTO public.message VALUES ('01a1efb0-27dc-7196-b992-76e95aa61db4', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Ja, das geht. Wie oft haben Sie die Software bisher aktiviert?', '2026-11-18 17:24:21.596+00');
INSERT INTO public.message VALUES ('01a1f09d-46fc-741b-a25d-01103ec1b924', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply', '01a17144-439c-77cb-b30f-72a0e28d386b', false, 'text', 'Zweimal, einmal davon auf dem defekten Rechner.', '2026-11-18 21:43:21.596+00');
INSERT INTO public.message VALUES ('01a1f18a-661c-7732-acd4-600a4a6ebd23', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Sie können die Software ohne Weiteres ein drittes Mal aktivieren: Melden Sie sich im Programm an und wählen Sie „Diesen Rechner aktivieren“. Der defekte Rechner stört dabei nicht.', '2026-11-19 02:02:21.596+00');
INSERT INTO public.message VALUES ('01a1f316-d27c-7362-9596-dbcca3b5d147', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'reply', '01a17144-439c-77f0-ab49-1f8f1ec752ba', false, 'text', 'The firmware update of my drum controller stops at 62 % every time, and now it does not start any more. The power light blinks red. I have a concert on Saturday!', '2026-11-19 09:15:21.596+00');
INSERT INTO public.message VALUES ('01a1f319-919c-758b-89d9-e219cdef9cd2', '01a1f319-919c-758a-bdd0-da8d836ab924', 'reply', '01a17144-439c-77bc-a41d-c21700370779', false, 'text', 'I ordered a power supply two weeks ago (order 20981) and have not heard anything since.', '2026-11-19 09:18:21.596+00');
INSERT INTO public.message VALUES ('01a1f3ed-f89c-764a-838a-eedf8b9ceffe', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'reply', '01a17144-439c-7741-8c96-3bcbec1dd468', false, 'text', 'Zu meiner Bestellung 21544 habe ich keine Rechnung bekommen. Ich brauche sie für die Steuer.', '2026-11-19 13:10:21.596+00');
INSERT INTO public.message VALUES ('01a1f3fc-9e9c-75bb-ac26-a1feb7880e82', '01a1f319-919c-758a-bdd0-da8d836ab924', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Sorry to hear that. Did you order from us, or from a dealer?', '2026-11-19 13:26:21.596+00');
INSERT INTO public.message VALUES ('01a1f46e-251c-76f9-91dc-983eef6fb9ff', '01a1f319-919c-758a-bdd0-da8d836ab924', 'reply', '01a17144-439c-77bc-a41d-c21700370779', false, 'text', 'From your shop. The confirmation came the same day.', '2026-11-19 15:30:21.596+00');
INSERT INTO public.message VALUES ('01a1f46f-f9dc-73a1-9cd4-d2944f5acb54', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'Die Rechnung lag im Ausgang, der Versand war seit Montag gestört.', '2026-11-19 15:32:21.596+00');
INSERT INTO public.message VALUES ('01a1f4b0-fa7c-7673-84fc-46dac36ffb4a', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Das holen wir nach. Soll die Rechnung auf Sie oder auf eine Firma lauten?', '2026-11-19 16:43:21.596+00');
INSERT INTO public.message VALUES ('01a1f4df-ab9c-72e4-87b8-ca4c90a863be', '01a1f319-919c-758a-bdd0-da8d836ab924', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'The power supply was out of stock until yesterday; the parcel leaves today.', '2026-11-19 17:34:21.596+00');
INSERT INTO public.message VALUES ('01a1f5fa-917c-778b-a3fb-a0c27c1115b8', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'reply', '01a17144-439c-77c1-9f32-e846bbbeee2b', false, 'text', 'Der vierte Fader an meinem Controller springt immer wieder auf null zurück, auch ohne Software. Staub habe ich schon weggeblasen.', '2026-11-19 22:43:21.596+00');
INSERT INTO public.message VALUES ('01a1f614-33fc-7320-8c86-321b7e3d92ab', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Don''t worry, that can be undone. Please hold PAD 1 and PAD 16 while you switch it on. Which colour does the light have then?', '2026-11-19 23:11:21.596+00');
INSERT INTO public.message VALUES ('01a1f712-b83c-73aa-b263-d6044fa35c95', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'Faderbahn verschlissen, Gewährleistung läuft noch. Ersatzfader sind da.', '2026-11-20 03:49:21.596+00');
INSERT INTO public.message VALUES ('01a1f74c-65dc-765d-9281-744c04ae4cd7', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'reply', '01a17144-439c-77c6-9249-0fd6c45894c6', false, 'text', 'Hi, the F#3 on my keyboard triggers twice when I play softly. All other keys are fine. It is eight months old.', '2026-11-20 04:52:21.596+00');
INSERT INTO public.message VALUES ('01a1f792-e4bc-769d-8c45-c15d9400d7d8', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'reply', '01a17144-439c-77f0-ab49-1f8f1ec752ba', false, 'text', 'It is blue now!', '2026-11-20 06:09:21.596+00');
INSERT INTO public.message VALUES ('01a1f79e-cb9c-7688-953d-0b34aae5c28f', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Das sollte natürlich nicht sein. Wie lautet die Seriennummer auf der Unterseite, und wann haben Sie den Controller gekauft?', '2026-11-20 06:22:21.596+00');
INSERT INTO public.message VALUES ('01a1f8c5-985c-77c6-b565-354210216ba6', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'That sounds like a worn contact strip. Could you tell us the serial number from the label on the bottom, and whether it also happens with the velocity curve set to hard?', '2026-11-20 11:44:21.596+00');
INSERT INTO public.message VALUES ('01a1f911-957c-7382-8562-dd8c1e5f418e', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'Blue means the rescue loader is fine. 62 % is the known trouble with hubs that save power.', '2026-11-20 13:07:21.596+00');
INSERT INTO public.message VALUES ('01a1f982-319c-732b-900f-b7235e9dd269', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'reply', '01a17144-439c-77c6-9249-0fd6c45894c6', false, 'text', 'The serial is K61-004711. With the hard curve it is a bit better but still there.', '2026-11-20 15:10:21.596+00');
INSERT INTO public.message VALUES ('01a1fa3e-cadc-743a-99e6-b0ec975faf84', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', 'Contact strip of octave 3. Within the warranty; strips are on the shelf.', '2026-11-20 18:36:21.596+00');
INSERT INTO public.message VALUES ('01a1fad9-843c-76fd-9f5b-dc40cc79724a', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'reply', '01a17144-439c-77bc-a41d-c21700370779', false, 'text', 'Hello,
since last night''s system update my interface shows up, but nothing comes out of it. Headphones and speakers are both silent. It worked fine before.
What can I do?', '2026-11-20 21:25:21.596+00');
INSERT INTO public.message VALUES ('01a1fb90-9f3c-73ec-bc0e-7cea0bad4aec', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'reply', '01a17144-439c-7739-b808-8513f13881a7', true, 'text', 'Thank you for writing. Which driver version does the control panel show, and is the interface plugged in directly or through a hub?', '2026-11-21 00:45:21.596+00');
INSERT INTO public.message VALUES ('01a1fbec-2cbc-7202-bd12-e2e8ac984565', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'reply', '01a17144-439c-77bc-a41d-c21700370779', false, 'text', 'The control panel says 3.1.0, and it is plugged in directly. I tried two cables.', '2026-11-21 02:25:21.596+00');
INSERT INTO public.message VALUES ('01a1fc47-ba3c-7062-acf4-b9e8c67d2f6a', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'note', '01a17144-439c-773d-84c4-3560c04bd939', true, 'text', '3.1.0 does not get past the new permission dialog. Fixed in 3.1.2, same as last week''s cases.', '2026-11-21 04:05:21.596+00');
INSERT INTO public.message VALUES ('01a20086-755c-7316-9f1b-b4814b29e78f', '01a20086-755c-7315-a4fb-f5b43ffd54b5', 'reply', '01a17144-439c-77eb-93a6-222e0369c3ac', false, 'text', 'Das Netzteil meines Verstärkers brummt laut und wird sehr heiß. Kann ich es weiter benutzen?', '2026-11-21 23:52:21.596+00');
INSERT INTO public.message VALUES ('01a201e4-309c-763b-b6e5-1b5b4a2e8bda', '01a201e4-309c-71b0-a661-0b23e775ce91', 'reply', '01a17144-439c-7741-8c96-3bcbec1dd468', false, 'text', 'Hallo,
seit gestern wird mein Interface am Rechner nicht mehr erkannt. Die LED leuchtet, aber im Gerätemanager taucht es nicht auf. Andere USB-Geräte gehen.
Viele Grüße', '2026-11-22 06:14:21.596+00');
INSERT INTO public.message VALUES ('01a2021b-344b-7375-a567-7f719a27129d', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'reply', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', false, 'text', 'Fader 3 jams — since Monday.', '2026-11-22 07:14:27.019+00');
INSERT INTO public.message VALUES ('01a2021b-34c1-7297-8905-b83a0da624ff', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'note', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', true, 'text', 'Third one this week.', '2026-11-22 07:14:27.137+00');
INSERT INTO public.message VALUES ('01a2021b-34e4-721e-b26b-5f293a034d96', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'reply', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', true, 'html', '<p>Please <b>send</b> it in.</p>', '2026-11-22 07:14:27.172+00');
INSERT INTO public.message VALUES ('01a2021b-3513-761c-9214-de4ae3d39b28', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'reply', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', false, 'text', 'On its way.', '2026-11-22 07:14:27.219+00');
INSERT INTO public.message VALUES ('01a2021b-45b7-758f-a282-1ec39d904390', '01a2021b-45b7-758e-8172-136c1a3dc6c7', 'reply', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', false, 'text', 'No worker runs.', '2026-11-22 07:14:31.479+00');
INSERT INTO public.schedule VALUES ('advance-tickets', '2026-11-22 07:15:00+00');
INSERT INTO public.schedule VALUES ('remove-expired', '2026-11-22 07:20:00+00');
INSERT INTO public.seaql_migrations VALUES ('m20261122_000001_identity', 1795331661);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000002_ticket', 1795331661);
INSERT INTO public.seaql_migrations VALUES ('m20261122_000003_job', 1795331661);
INSERT INTO public.session VALUES ('01a2021b-342d-762d-a577-2e19891c87df', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 0, '2026-11-22 07:14:26.989+00', false, '2026-11-22 07:14:26.989+00', '2026-11-22 19:14:26.989+00', '2026-11-29 07:14:26.989+00', NULL);
INSERT INTO public.session VALUES ('01a2021b-34ab-71be-94fe-009332117861', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 0, '2026-11-22 07:14:27.115+00', false, '2026-11-22 07:14:27.115+00', '2026-11-22 19:14:27.115+00', '2026-11-29 07:14:27.115+00', NULL);
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 1, '01a17144-439c-77e6-bbea-3eea4e120286', 'How do I use two units at once?', 'closed', '2026-11-11 17:04:21.596+00', 1, 'question', '01a17144-439c-7739-b808-8513f13881a7', 'setup', NULL, NULL, 7, 5, '2026-10-26 04:14:21.596+00', '2026-11-11 17:04:21.596+00', '2026-11-11 17:04:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1e866-4f9c-7107-bca0-175cc5e8c056', 3, '01a17144-439c-77c1-9f32-e846bbbeee2b', 'Kamera verliert das WLAN', 'solved', '2026-11-17 19:14:21.596+00', 2, 'problem', '01a17144-439c-7739-b808-8513f13881a7', 'camera wifi', NULL, NULL, 5, 4, '2026-11-17 07:26:21.596+00', '2026-11-17 19:14:21.596+00', '2026-11-17 19:14:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1edd5-e99c-779f-816f-a177345f68d1', 4, '01a17144-439c-77cb-b30f-72a0e28d386b', 'Lizenz auf neuen Rechner übertragen', 'solved', '2026-11-19 02:02:21.596+00', 1, 'question', '01a17144-439c-7739-b808-8513f13881a7', 'license', NULL, NULL, 5, 4, '2026-11-18 08:46:21.596+00', '2026-11-19 02:02:21.596+00', '2026-11-19 02:02:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1cb91-545c-7727-814e-0d59b2b85556', 2, '01a17144-439c-77c6-9249-0fd6c45894c6', 'What do you store about me?', 'closed', '2026-11-19 15:30:21.596+00', 2, 'privacy', '01a17144-439c-7739-b808-8513f13881a7', 'privacy', NULL, NULL, 7, 5, '2026-11-11 17:04:21.596+00', '2026-11-19 15:30:21.596+00', '2026-11-19 15:30:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 7, '01a17144-439c-7741-8c96-3bcbec1dd468', 'Rechnung fehlt', 'pending', '2026-11-19 16:43:21.596+00', 2, 'order', '01a17144-439c-7739-b808-8513f13881a7', 'invoice', NULL, NULL, 4, 2, '2026-11-19 13:10:21.596+00', '2026-11-19 16:43:21.596+00', '2026-11-19 16:43:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1f319-919c-758a-bdd0-da8d836ab924', 6, '01a17144-439c-77bc-a41d-c21700370779', 'Where is my order?', 'on_hold', '2026-11-19 19:38:21.596+00', 2, 'order', '01a17144-439c-7739-b808-8513f13881a7', 'shipping', NULL, NULL, 6, 3, '2026-11-19 09:18:21.596+00', '2026-11-19 19:38:21.596+00', '2026-11-19 15:30:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 8, '01a17144-439c-77c1-9f32-e846bbbeee2b', 'Fader springt zurück', 'pending', '2026-11-20 06:22:21.596+00', 2, 'repair', '01a17144-439c-7739-b808-8513f13881a7', 'fader mechanical', NULL, NULL, 4, 2, '2026-11-19 22:43:21.596+00', '2026-11-20 06:22:21.596+00', '2026-11-20 06:22:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1f316-d27c-7361-bbb5-a597961bb9a1', 5, '01a17144-439c-77f0-ab49-1f8f1ec752ba', 'Firmware update stops at 62 %', 'open', '2026-11-20 06:09:21.596+00', 4, 'problem', '01a17144-439c-7739-b808-8513f13881a7', 'firmware', NULL, NULL, 5, 3, '2026-11-19 09:15:21.596+00', '2026-11-20 13:07:21.596+00', '2026-11-20 06:09:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1f74c-65dc-765c-a43a-9dd83ba22247', 9, '01a17144-439c-77c6-9249-0fd6c45894c6', 'One key plays twice', 'on_hold', '2026-11-20 22:02:21.596+00', 2, 'repair', '01a17144-439c-7739-b808-8513f13881a7', 'keyboard mechanical', NULL, NULL, 6, 3, '2026-11-20 04:52:21.596+00', '2026-11-20 22:02:21.596+00', '2026-11-20 15:10:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a1fad9-843c-7189-aa2e-83c41fcc19ee', 10, '01a17144-439c-77bc-a41d-c21700370779', 'No sound after the operating system update', 'open', '2026-11-21 02:25:21.596+00', 3, 'problem', '01a17144-439c-7739-b808-8513f13881a7', 'audio driver', NULL, NULL, 5, 3, '2026-11-20 21:25:21.596+00', '2026-11-21 04:05:21.596+00', '2026-11-21 02:25:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a20086-755c-7315-a4fb-f5b43ffd54b5', 11, '01a17144-439c-77eb-93a6-222e0369c3ac', 'Netzteil brummt', 'new', '2026-11-21 23:52:21.596+00', 2, 'problem', NULL, '', NULL, NULL, 1, 1, '2026-11-21 23:52:21.596+00', '2026-11-21 23:52:21.596+00', '2026-11-21 23:52:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a201e4-309c-71b0-a661-0b23e775ce91', 12, '01a17144-439c-7741-8c96-3bcbec1dd468', 'Gerät wird nicht mehr erkannt', 'new', '2026-11-22 06:14:21.596+00', 2, 'problem', NULL, '', NULL, NULL, 1, 1, '2026-11-22 06:14:21.596+00', '2026-11-22 06:14:21.596+00', '2026-11-22 06:14:21.596+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a2021b-344b-72b7-ac3d-a0fb9e41a788', 13, '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 'From the last release', 'open', '2026-11-22 07:14:27.172+00', 3, 'question', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'fader', NULL, NULL, 5, 3, '2026-11-22 07:14:27.019+00', '2026-11-22 07:14:27.219+00', '2026-11-22 07:14:27.219+00');
INSERT INTO public.ticket OVERRIDING SYSTEM VALUE VALUES ('01a2021b-45b7-758e-8172-136c1a3dc6c7', 14, '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 'Its mail is still waiting', 'new', '2026-11-22 07:14:31.479+00', 2, 'question', NULL, '', NULL, NULL, 1, 1, '2026-11-22 07:14:31.479+00', '2026-11-22 07:14:31.479+00', '2026-11-22 07:14:31.479+00');
INSERT INTO public.ticket_event VALUES ('01a1766a-9f9c-74f8-9df4-7fb7e4a67f68', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'opened', true, NULL, NULL, '01a17144-439c-77e6-bbea-3eea4e120286', 'person', '2026-10-26 04:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17788-449c-76cc-bbb3-c87d7cc89db8', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'priority_changed', false, 'normal', 'low', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 09:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17788-449c-76cd-89be-09689708e016', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 09:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17788-449c-76ce-92b9-9ff9b244cc9c', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'tag_added', false, NULL, 'setup', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 09:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17788-449c-76de-b7a1-aeea8c80909a', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 09:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a178a5-e99c-7587-a39a-4698f12d56d3', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'note_added', false, NULL, '01a178a5-e99c-7586-8460-5103f89f6776', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-10-26 14:38:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a179c3-8e9c-752c-8eb6-2efadf235dcb', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply_added', true, NULL, '01a179c3-8e9c-752b-b198-cb99ba0e1791', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 19:50:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a179c3-8e9c-752d-a2d1-0a743d462fda', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-26 19:50:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17ae1-339c-7632-a3e1-470a1d9479b7', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply_added', true, NULL, '01a17ae1-339c-7455-b341-af8be5484c95', '01a17144-439c-77e6-bbea-3eea4e120286', 'person', '2026-10-27 01:02:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17ae1-339c-7684-9082-1d030ebdb2b7', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'status_changed', true, 'pending', 'open', '01a17144-439c-77e6-bbea-3eea4e120286', 'person', '2026-10-27 01:02:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17bfe-d89c-7682-9107-7c7b488feec5', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'reply_added', true, NULL, '01a17bfe-d89c-7681-afc6-d3a458bcad9e', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-27 06:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a17bfe-d89c-7683-9992-fa0fd6d563d6', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'status_changed', true, 'open', 'solved', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-10-27 06:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cb91-545c-7584-9c28-34ff6ef33e36', '01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'status_changed', true, 'solved', 'closed', NULL, 'time', '2026-11-11 17:04:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cb91-545c-77c4-915a-d895764f448b', '01a1cb91-545c-7727-814e-0d59b2b85556', 'opened', true, NULL, NULL, '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-11 17:04:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cc63-e69c-765b-81d0-d4634a1045d0', '01a1cb91-545c-7727-814e-0d59b2b85556', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-11 20:54:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cc63-e69c-765c-b06e-f6ce44476b5f', '01a1cb91-545c-7727-814e-0d59b2b85556', 'tag_added', false, NULL, 'privacy', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-11 20:54:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cc63-e69c-765d-97e4-7e897eb310a6', '01a1cb91-545c-7727-814e-0d59b2b85556', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-11 20:54:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cd36-78dc-7320-88b9-0848cc6cf3cf', '01a1cb91-545c-7727-814e-0d59b2b85556', 'note_added', false, NULL, '01a1cd36-78dc-7281-b80f-0e510e5cbaba', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-12 00:44:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1ce09-0b1c-778c-aa07-062859b4732a', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply_added', true, NULL, '01a1ce09-0b1c-7183-97fe-f52469d7a81c', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-12 04:34:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1ce09-0b1c-778d-b629-2684d4121825', '01a1cb91-545c-7727-814e-0d59b2b85556', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-12 04:34:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cedb-9d5c-76b5-9d2b-3911d6b46668', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply_added', true, NULL, '01a1cedb-9d5c-76b4-ac11-907594ab5b4d', '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-12 08:24:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cedb-9d5c-76b6-a4ff-a488ed617fac', '01a1cb91-545c-7727-814e-0d59b2b85556', 'status_changed', true, 'pending', 'open', '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-12 08:24:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cfae-2f9c-74cb-994c-ef198a1ac091', '01a1cb91-545c-7727-814e-0d59b2b85556', 'reply_added', true, NULL, '01a1cfae-2f9c-74ca-9588-679c2d8f722c', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-12 12:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1cfae-2f9c-74cc-9f76-a6a6db9c760a', '01a1cb91-545c-7727-814e-0d59b2b85556', 'status_changed', true, 'open', 'solved', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-12 12:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e866-4f9c-7435-b13c-b8106ddc4895', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'opened', true, NULL, NULL, '01a17144-439c-77c1-9f32-e846bbbeee2b', 'person', '2026-11-17 07:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e908-5bfc-7457-a969-2388069de86c', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 10:23:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e908-5bfc-7458-90a0-04220b365162', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'tag_added', false, NULL, 'camera', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 10:23:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e908-5bfc-7630-98c0-58e5a7d3bbae', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'tag_added', false, NULL, 'wifi', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 10:23:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e908-5bfc-7631-acdf-946dda266040', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 10:23:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e9aa-685c-762b-9924-3cf6a5cfb0c8', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply_added', true, NULL, '01a1e9aa-685c-7118-9216-aa4ee737268e', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 13:20:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1e9aa-685c-762c-b4e0-14d204544d64', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 13:20:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1ea4c-74bc-7704-adb8-53d053c4cce7', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply_added', true, NULL, '01a1ea4c-74bc-7431-b860-1b8cb130e31b', '01a17144-439c-77c1-9f32-e846bbbeee2b', 'person', '2026-11-17 16:17:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1ea4c-74bc-7705-a3a2-6fd52a832ed7', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'status_changed', true, 'pending', 'open', '01a17144-439c-77c1-9f32-e846bbbeee2b', 'person', '2026-11-17 16:17:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eaee-811c-777c-bf18-20884546c213', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'reply_added', true, NULL, '01a1eaee-811c-7537-8556-dfd14ad2c894', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 19:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eaee-811c-777d-9323-8b229721409a', '01a1e866-4f9c-7107-bca0-175cc5e8c056', 'status_changed', true, 'open', 'solved', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-17 19:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1edd5-e99c-77c0-9dbc-ec75f7b27454', '01a1edd5-e99c-779f-816f-a177345f68d1', 'opened', true, NULL, NULL, '01a17144-439c-77cb-b30f-72a0e28d386b', 'person', '2026-11-18 08:46:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eec3-08bc-74ae-ba6d-9f7b77345adf', '01a1edd5-e99c-779f-816f-a177345f68d1', 'priority_changed', false, 'normal', 'low', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 13:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eec3-08bc-757c-acdb-2191eb974c8f', '01a1edd5-e99c-779f-816f-a177345f68d1', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 13:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eec3-08bc-76cb-8758-176371fb6d86', '01a1edd5-e99c-779f-816f-a177345f68d1', 'tag_added', false, NULL, 'license', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 13:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1eec3-08bc-76cc-b9d0-91fdd0bada9b', '01a1edd5-e99c-779f-816f-a177345f68d1', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 13:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1efb0-27dc-7255-9332-4b99aa39d534', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply_added', true, NULL, '01a1efb0-27dc-7196-b992-76e95aa61db4', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 17:24:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1efb0-27dc-758b-815d-ef9abfbbab02', '01a1edd5-e99c-779f-816f-a177345f68d1', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-18 17:24:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f09d-46fc-741c-a81c-c6ea1ab8b97c', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply_added', true, NULL, '01a1f09d-46fc-741b-a25d-01103ec1b924', '01a17144-439c-77cb-b30f-72a0e28d386b', 'person', '2026-11-18 21:43:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f09d-46fc-7429-bf46-14dfc205b26f', '01a1edd5-e99c-779f-816f-a177345f68d1', 'status_changed', true, 'pending', 'open', '01a17144-439c-77cb-b30f-72a0e28d386b', 'person', '2026-11-18 21:43:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f18a-661c-7733-b4ef-27e0cc537809', '01a1edd5-e99c-779f-816f-a177345f68d1', 'reply_added', true, NULL, '01a1f18a-661c-7732-acd4-600a4a6ebd23', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 02:02:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f18a-661c-77b2-b771-332fadae558e', '01a1edd5-e99c-779f-816f-a177345f68d1', 'status_changed', true, 'open', 'solved', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 02:02:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f316-d27c-7363-80ff-c0d314177e58', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'opened', true, NULL, NULL, '01a17144-439c-77f0-ab49-1f8f1ec752ba', 'person', '2026-11-19 09:15:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f319-919c-758c-bd76-9f6dbce07483', '01a1f319-919c-758a-bdd0-da8d836ab924', 'opened', true, NULL, NULL, '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-19 09:18:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f38b-181c-70eb-96a7-f3686241a74a', '01a1f319-919c-758a-bdd0-da8d836ab924', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 11:22:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f38b-181c-776f-b24a-6ecf41691e6a', '01a1f319-919c-758a-bdd0-da8d836ab924', 'tag_added', false, NULL, 'shipping', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 11:22:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f38b-181c-7770-84b1-86a8af6b1197', '01a1f319-919c-758a-bdd0-da8d836ab924', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 11:22:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f3ed-f89c-764b-afd5-7370172fca64', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'opened', true, NULL, NULL, '01a17144-439c-7741-8c96-3bcbec1dd468', 'person', '2026-11-19 13:10:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f3fc-9e9c-75e6-8ac5-19b175923569', '01a1f319-919c-758a-bdd0-da8d836ab924', 'reply_added', true, NULL, '01a1f3fc-9e9c-75bb-ac26-a1feb7880e82', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 13:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f3fc-9e9c-76d7-bf8e-da59b9348954', '01a1f319-919c-758a-bdd0-da8d836ab924', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 13:26:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f42e-f93c-728b-865f-29fdc412d423', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 14:21:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f42e-f93c-728c-aba0-6e33f1ee4d07', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'tag_added', false, NULL, 'invoice', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 14:21:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f42e-f93c-728d-84f9-cc6c34c0b78b', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 14:21:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f46e-251c-76f6-b41a-babddfdab27f', '01a1cb91-545c-7727-814e-0d59b2b85556', 'status_changed', true, 'solved', 'closed', NULL, 'time', '2026-11-19 15:30:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f46e-251c-76fa-87b7-6f6bf7f0ff1b', '01a1f319-919c-758a-bdd0-da8d836ab924', 'reply_added', true, NULL, '01a1f46e-251c-76f9-91dc-983eef6fb9ff', '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-19 15:30:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f46e-251c-76fb-995c-685a8f5037b1', '01a1f319-919c-758a-bdd0-da8d836ab924', 'status_changed', true, 'pending', 'open', '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-19 15:30:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f46f-f9dc-7684-88d9-31c4f580a7f6', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'note_added', false, NULL, '01a1f46f-f9dc-73a1-9cd4-d2944f5acb54', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-19 15:32:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f495-833c-75ef-8dee-c671084fab45', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'priority_changed', false, 'normal', 'urgent', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:13:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f495-833c-75f0-af1b-6ca11d25f1b8', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:13:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f495-833c-75f1-bccb-7a9cc71d7c95', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'tag_added', false, NULL, 'firmware', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:13:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f495-833c-75f2-9fbc-9f3e6724dd2d', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:13:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f712-b83c-73ab-94f1-a1804b10aee7', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'note_added', false, NULL, '01a1f712-b83c-73aa-b263-d6044fa35c95', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-20 03:49:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f79e-cb9c-7689-b38d-7c20e4a865fc', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'reply_added', true, NULL, '01a1f79e-cb9c-7688-953d-0b34aae5c28f', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 06:22:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f79e-cb9c-77ab-b703-b82446c64b73', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 06:22:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f911-957c-73d3-938a-be8ff7d94d36', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'note_added', false, NULL, '01a1f911-957c-7382-8562-dd8c1e5f418e', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-20 13:07:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fad9-843c-76fe-9c0f-6acafbd43b3a', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'opened', true, NULL, NULL, '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-20 21:25:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb90-9f3c-7412-94ea-5b11254c1499', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'reply_added', true, NULL, '01a1fb90-9f3c-73ec-bc0e-7cea0bad4aec', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-21 00:45:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb90-9f3c-7496-a519-ff0b4db41dd4', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-21 00:45:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a20086-755c-74c8-a23d-49942dda234b', '01a20086-755c-7315-a4fb-f5b43ffd54b5', 'opened', true, NULL, NULL, '01a17144-439c-77eb-93a6-222e0369c3ac', 'person', '2026-11-21 23:52:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f4b0-fa7c-7674-9014-b6ceba24eb88', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'reply_added', true, NULL, '01a1f4b0-fa7c-7673-84fc-46dac36ffb4a', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:43:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f4b0-fa7c-7675-b11e-3fba464fbb00', '01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 16:43:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f5fa-917c-778c-96f0-5ddd6116d914', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'opened', true, NULL, NULL, '01a17144-439c-77c1-9f32-e846bbbeee2b', 'person', '2026-11-19 22:43:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f808-ff1c-76d4-96db-d1fc4ddc2546', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 08:18:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f808-ff1c-76d5-a405-810d45f1c29a', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'tag_added', false, NULL, 'keyboard', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 08:18:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f808-ff1c-76d6-93ab-19fdd7934524', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'tag_added', false, NULL, 'mechanical', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 08:18:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f808-ff1c-76d7-8bfd-6ffff8332ccc', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 08:18:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f982-319c-7675-89e5-8c78a29e15ca', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'reply_added', true, NULL, '01a1f982-319c-732b-900f-b7235e9dd269', '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-20 15:10:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f982-319c-7676-a32b-7cc230d8af23', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'status_changed', true, 'pending', 'open', '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-20 15:10:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fafb-641c-7697-b113-6e3287f5a197', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'status_changed', false, 'open', 'on_hold', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 22:02:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fbec-2cbc-72fe-8f73-13331094c85b', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'reply_added', true, NULL, '01a1fbec-2cbc-7202-bd12-e2e8ac984565', '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-21 02:25:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fbec-2cbc-774c-9fbc-c86306b7f77e', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'status_changed', true, 'pending', 'open', '01a17144-439c-77bc-a41d-c21700370779', 'person', '2026-11-21 02:25:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f4df-ab9c-7542-bb7c-b1a62b892f80', '01a1f319-919c-758a-bdd0-da8d836ab924', 'note_added', false, NULL, '01a1f4df-ab9c-72e4-87b8-ca4c90a863be', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-19 17:34:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f614-33fc-7321-b0ed-5ffcf6e1be50', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'reply_added', true, NULL, '01a1f614-33fc-7320-8c86-321b7e3d92ab', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 23:11:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f614-33fc-73df-bf57-691e9090537e', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 23:11:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f74c-65dc-77da-a595-c42a128955f2', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'opened', true, NULL, NULL, '01a17144-439c-77c6-9249-0fd6c45894c6', 'person', '2026-11-20 04:52:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb35-11bc-7099-8f23-83e205762f9e', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'priority_changed', false, 'normal', 'high', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 23:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb35-11bc-7593-990a-7ec2d4a7e9a9', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 23:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb35-11bc-7594-b432-a339ff4d842c', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'tag_added', false, NULL, 'audio', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 23:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb35-11bc-7621-9204-361a2bfe8a82', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'tag_added', false, NULL, 'driver', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 23:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fb35-11bc-7622-8ed3-b8393ced0db4', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 23:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fc47-ba3c-7613-a576-6e0cade8cdf7', '01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'note_added', false, NULL, '01a1fc47-ba3c-7062-acf4-b9e8c67d2f6a', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-21 04:05:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a201e4-309c-7727-82bd-8c109b47b610', '01a201e4-309c-71b0-a661-0b23e775ce91', 'opened', true, NULL, NULL, '01a17144-439c-7741-8c96-3bcbec1dd468', 'person', '2026-11-22 06:14:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f551-321c-7239-bfdb-bf3421784653', '01a1f319-919c-758a-bdd0-da8d836ab924', 'status_changed', false, 'open', 'on_hold', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-19 19:38:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f686-a4dc-7408-9661-56ab43e91b38', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'assignee_changed', false, NULL, '01a17144-439c-7739-b808-8513f13881a7', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 01:16:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f686-a4dc-7409-8457-b6e175210e27', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'tag_added', false, NULL, 'fader', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 01:16:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f686-a4dc-740a-adee-21837b7bda6c', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'tag_added', false, NULL, 'mechanical', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 01:16:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f686-a4dc-75b2-b85b-08418c56c5d4', '01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'status_changed', false, 'new', 'open', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 01:16:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f792-e4bc-769e-8fce-2683e6dac15f', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'reply_added', true, NULL, '01a1f792-e4bc-769d-8c45-c15d9400d7d8', '01a17144-439c-77f0-ab49-1f8f1ec752ba', 'person', '2026-11-20 06:09:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f792-e4bc-769f-acae-781d3fdf990b', '01a1f316-d27c-7361-bbb5-a597961bb9a1', 'status_changed', true, 'pending', 'open', '01a17144-439c-77f0-ab49-1f8f1ec752ba', 'person', '2026-11-20 06:09:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f8c5-985c-77c7-bdc7-6338dcf5c564', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'reply_added', true, NULL, '01a1f8c5-985c-77c6-b565-354210216ba6', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 11:44:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1f8c5-985c-77c8-b7dc-34abfe099f40', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'status_changed', true, 'open', 'pending', '01a17144-439c-7739-b808-8513f13881a7', 'person', '2026-11-20 11:44:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a1fa3e-cadc-743b-93b6-9f6a36e903a3', '01a1f74c-65dc-765c-a43a-9dd83ba22247', 'note_added', false, NULL, '01a1fa3e-cadc-743a-99e6-b0ec975faf84', '01a17144-439c-773d-84c4-3560c04bd939', 'person', '2026-11-20 18:36:21.596+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-344b-73c3-9ec3-91dcb183659e', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'opened', true, NULL, NULL, '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 'person', '2026-11-22 07:14:27.019+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-34c1-7298-b5dc-1996dbc046f5', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'note_added', false, NULL, '01a2021b-34c1-7297-8905-b83a0da624ff', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.137+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-34e4-72f7-80c7-1d2d6d686422', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'reply_added', true, NULL, '01a2021b-34e4-721e-b26b-5f293a034d96', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.172+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-34e4-7385-8e95-10d5f6e2dfd3', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'status_changed', false, 'new', 'open', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.172+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-3505-710e-8c86-f2e0817c4e54', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'priority_changed', false, 'normal', 'high', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.205+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-3505-734b-8222-e3dca4600355', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'assignee_changed', false, NULL, '01a2021b-2abd-73ea-8dc0-cc876e33bd40', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.205+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-3505-734c-a49a-5e74974afd8c', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'tag_added', false, NULL, 'fader', '01a2021b-2abd-73ea-8dc0-cc876e33bd40', 'person', '2026-11-22 07:14:27.205+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-3513-766d-b274-1a336caef545', '01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'reply_added', true, NULL, '01a2021b-3513-761c-9214-de4ae3d39b28', '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 'person', '2026-11-22 07:14:27.219+00');
INSERT INTO public.ticket_event VALUES ('01a2021b-45b7-76e9-aacf-938a4e755e0d', '01a2021b-45b7-758e-8172-136c1a3dc6c7', 'opened', true, NULL, NULL, '01a2021b-32e5-7472-8d8e-29f1de0b5fa7', 'person', '2026-11-22 07:14:31.479+00');
INSERT INTO public.ticket_tag VALUES ('01a1766a-9f9c-74f6-8aa6-eafbc64e58fa', 'setup');
INSERT INTO public.ticket_tag VALUES ('01a1cb91-545c-7727-814e-0d59b2b85556', 'privacy');
INSERT INTO public.ticket_tag VALUES ('01a1e866-4f9c-7107-bca0-175cc5e8c056', 'camera');
INSERT INTO public.ticket_tag VALUES ('01a1e866-4f9c-7107-bca0-175cc5e8c056', 'wifi');
INSERT INTO public.ticket_tag VALUES ('01a1edd5-e99c-779f-816f-a177345f68d1', 'license');
INSERT INTO public.ticket_tag VALUES ('01a1f319-919c-758a-bdd0-da8d836ab924', 'shipping');
INSERT INTO public.ticket_tag VALUES ('01a1f3ed-f89c-7331-a07f-aecd7a8013f3', 'invoice');
INSERT INTO public.ticket_tag VALUES ('01a1f316-d27c-7361-bbb5-a597961bb9a1', 'firmware');
INSERT INTO public.ticket_tag VALUES ('01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'fader');
INSERT INTO public.ticket_tag VALUES ('01a1f5fa-917c-71da-bf2a-bc4b1b9fc90d', 'mechanical');
INSERT INTO public.ticket_tag VALUES ('01a1f74c-65dc-765c-a43a-9dd83ba22247', 'keyboard');
INSERT INTO public.ticket_tag VALUES ('01a1f74c-65dc-765c-a43a-9dd83ba22247', 'mechanical');
INSERT INTO public.ticket_tag VALUES ('01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'audio');
INSERT INTO public.ticket_tag VALUES ('01a1fad9-843c-7189-aa2e-83c41fcc19ee', 'driver');
INSERT INTO public.ticket_tag VALUES ('01a2021b-344b-72b7-ac3d-a0fb9e41a788', 'fader');
SELECT pg_catalog.setval('public.account_number_seq', 15, true);
SELECT pg_catalog.setval('public.ticket_number_seq', 14, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_number_key UNIQUE (number);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (account_id, key_hash);
ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT ticket_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_number_key UNIQUE (number);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_tag
    ADD CONSTRAINT ticket_tag_pkey PRIMARY KEY (ticket_id, tag);
CREATE INDEX account_by_number ON public.account USING btree (is_staff, number);
CREATE INDEX account_by_state ON public.account USING btree (state, created_at);
CREATE INDEX code_by_account ON public.code USING btree (account_id);
CREATE INDEX code_by_expiry ON public.code USING btree (expires_at);
CREATE INDEX idempotency_by_age ON public.idempotency USING btree (created_at);
CREATE INDEX job_due ON public.job USING btree (dead_at, run_at, id);
CREATE INDEX message_by_author ON public.message USING btree (author_id);
CREATE INDEX message_by_ticket ON public.message USING btree (ticket_id, id);
CREATE INDEX session_by_account ON public.session USING btree (account_id);
CREATE INDEX session_by_end ON public.session USING btree (ended_at);
CREATE INDEX session_by_expiry ON public.session USING btree (idle_expires_at);
CREATE INDEX ticket_by_assignee ON public.ticket USING btree (assignee_id, status, updated_at, id);
CREATE INDEX ticket_by_creation ON public.ticket USING btree (status, id);
CREATE INDEX ticket_by_origin ON public.ticket USING btree (follow_up_of);
CREATE INDEX ticket_by_priority ON public.ticket USING btree (status, priority, id);
CREATE INDEX ticket_by_requester ON public.ticket USING btree (requester_id, status, requester_updated_at, id);
CREATE INDEX ticket_by_requester_creation ON public.ticket USING btree (requester_id, status, id);
CREATE INDEX ticket_by_requester_update ON public.ticket USING btree (requester_id, status, updated_at, id);
CREATE INDEX ticket_by_standing ON public.ticket USING btree (status, status_at);
CREATE INDEX ticket_by_update ON public.ticket USING btree (status, updated_at, id);
CREATE INDEX ticket_event_by_ticket ON public.ticket_event USING btree (ticket_id, id);
CREATE INDEX ticket_tag_by_tag ON public.ticket_tag USING btree (tag, ticket_id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_author_id FOREIGN KEY (author_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_assignee_id FOREIGN KEY (assignee_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT ticket_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_follow_up_of FOREIGN KEY (follow_up_of) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_requester_id FOREIGN KEY (requester_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.ticket_tag
    ADD CONSTRAINT ticket_tag_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id) ON DELETE CASCADE;
