CREATE SCHEMA app;

CREATE TYPE app.mood AS ENUM ('glad', 'sad');

CREATE SEQUENCE app.counter MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE app.owned (
	id INT8 NOT NULL DEFAULT nextval('app.counter':::STRING),
	m app.mood NULL,
	v INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	INDEX "by v" (v ASC),
	FAMILY "primary" (id, m, v)
);
COMMENT ON COLUMN app.owned.m IS 'a column';

CREATE MATERIALIZED VIEW app.kept (id) AS SELECT id FROM app.owned;

CREATE VIEW app.seen (id) AS SELECT id FROM app.owned;

CREATE TABLE public."Odd" (
	id INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id)
);

CREATE TABLE public.plain (
	id INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id)
);

SELECT setval('app.counter', 3, false);

INSERT INTO app.owned (id, m, v) VALUES
	(1, 'glad', 1),
	(2, NULL, 2);

INSERT INTO public.plain (id) VALUES
	(1);

REFRESH MATERIALIZED VIEW app.kept;
