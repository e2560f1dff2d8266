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

SELECT setval('app.counter', 3, false);

INSERT INTO app.owned (id, m, v) VALUES
	(1, 'glad', 1),
	(2, NULL, 2);

INSERT INTO public.plain (id) VALUES
	(1);

REFRESH MATERIALIZED VIEW app.kept;
