CREATE SCHEMA app;

CREATE TYPE app.status AS ENUM ('new', 'it''s done');

CREATE TYPE public."Mood of" AS ENUM ('glad');

CREATE SEQUENCE app.counter MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE app.items (
	id INT8 NOT NULL DEFAULT nextval('app.counter'::REGCLASS),
	name STRING NULL,
	status app.status NULL DEFAULT 'new':::app.status,
	moods public."Mood of"[] NULL,
	CONSTRAINT items_pkey PRIMARY KEY (id ASC),
	INDEX by_name (name ASC) NOT VISIBLE,
	INDEX by_status (status ASC) WHERE status = 'new':::app.status
);

CREATE FUNCTION app.first_item()
	RETURNS INT8
	VOLATILE
	NOT LEAKPROOF
	CALLED ON NULL INPUT
	LANGUAGE SQL
	AS $$
	SELECT id FROM app.items ORDER BY id LIMIT 1;
$$;

CREATE VIEW app.open_items (id, status) AS SELECT id, status FROM app.items WHERE status = 'new':::app.status;

CREATE FUNCTION app.twice(IN a INT8)
	RETURNS INT8
	IMMUTABLE
	NOT LEAKPROOF
	CALLED ON NULL INPUT
	LANGUAGE SQL
	AS $$
	SELECT a * 2;
$$;

CREATE TABLE public.sessions (
	id UUID NOT NULL,
	item INT8 NULL,
	expires TIMESTAMPTZ NULL,
	CONSTRAINT sessions_pkey PRIMARY KEY (id ASC)
) WITH (ttl = 'on', ttl_expiration_expression = 'expires', ttl_job_cron = '@hourly');

SELECT setval('app.counter', 3, false);

INSERT INTO app.items (id, name, status, moods) VALUES
	(1, 'a', 'new', ARRAY['glad',NULL]),
	(2, NULL, e'it\'s done', NULL);

INSERT INTO public.sessions (id, item, expires) VALUES
	('11111111-1111-1111-1111-111111111111', 1, '2030-01-01 00:00:00+00:00');

ALTER TABLE public.sessions ADD CONSTRAINT sessions_item_fkey FOREIGN KEY (item) REFERENCES app.items(id) ON DELETE CASCADE;

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.sessions VALIDATE CONSTRAINT sessions_item_fkey;
