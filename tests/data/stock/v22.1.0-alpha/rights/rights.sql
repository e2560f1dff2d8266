
CREATE DATABASE IF NOT EXISTS rights;
USE rights;
ALTER DATABASE rights CONFIGURE ZONE USING
	gc.ttlseconds = 7200;
COMMENT ON DATABASE rights IS e'who may\'';

CREATE SCHEMA app;

CREATE TYPE app.mood AS ENUM ('glad', 'sad');

CREATE SEQUENCE app.counter MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE app.owned (
	id INT8 NOT NULL DEFAULT nextval('app.counter'::REGCLASS),
	m app.mood NULL,
	v INT8 NULL,
	CONSTRAINT owned_pkey PRIMARY KEY (id ASC),
	INDEX "by v" (v ASC)
);
COMMENT ON COLUMN app.owned.m IS 'a column';

CREATE MATERIALIZED VIEW app.kept (id) AS SELECT id FROM app.owned;

CREATE VIEW app.seen (id) AS SELECT id FROM app.owned;

CREATE TABLE public."Odd" (
	id INT8 NOT NULL,
	CONSTRAINT "Odd_pkey" PRIMARY KEY (id ASC)
);

CREATE TABLE public.plain (
	id INT8 NOT NULL,
	CONSTRAINT plain_pkey PRIMARY KEY (id ASC)
);

USE rights;

ALTER TABLE app.owned CONFIGURE ZONE USING
	range_min_bytes = 1000000,
	range_max_bytes = 200000000,
	gc.ttlseconds = 600;
ALTER TABLE public."Odd" CONFIGURE ZONE USING
	num_replicas = 1;
ALTER SCHEMA app OWNER TO root;
GRANT CREATE ON SCHEMA app TO alice;
GRANT USAGE ON SCHEMA app TO readers;
ALTER TYPE app.mood OWNER TO alice;
REVOKE USAGE ON TYPE app.mood FROM public;
GRANT USAGE ON TYPE app.mood TO readers;
ALTER SEQUENCE app.counter OWNER TO alice;
GRANT SELECT ON TABLE app.counter TO alice;
ALTER TABLE app.owned OWNER TO alice;
GRANT INSERT, SELECT ON TABLE app.owned TO "bob-b";
GRANT SELECT ON TABLE app.owned TO readers;
ALTER MATERIALIZED VIEW app.kept OWNER TO root;
GRANT SELECT ON TABLE app.kept TO readers;
ALTER VIEW app.seen OWNER TO root;
GRANT SELECT ON TABLE app.seen TO readers;
ALTER TABLE public."Odd" OWNER TO readers;
GRANT SELECT ON TABLE public."Odd" TO "bob-b";
ALTER TABLE public.plain OWNER TO root;
GRANT ALL ON TABLE public.plain TO alice WITH GRANT OPTION;
GRANT SELECT ON TABLE public.plain TO public;

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
