CREATE SCHEMA app;

CREATE TYPE public.addr AS (street STRING, zip INT8);

CREATE TYPE public."Mood of" AS ENUM ('glad');

CREATE PROCEDURE app.add_one(INOUT a INT8)
	LANGUAGE plpgsql
	AS $$
BEGIN
a := a + 1;
END;
$$;

CREATE FUNCTION app.twice(IN a INT8)
	RETURNS INT8
	IMMUTABLE
	NOT LEAKPROOF
	CALLED ON NULL INPUT
	LANGUAGE SQL
	AS $$
	SELECT a * 2;
$$;

CREATE TABLE public.people (
	id INT8 NOT NULL,
	home addr NULL,
	mood public."Mood of" NULL DEFAULT 'glad':::public."Mood of",
	name STRING NULL,
	CONSTRAINT people_pkey PRIMARY KEY (id ASC),
	INVERTED INDEX by_name (name gin_trgm_ops)
);

CREATE PROCEDURE public.add(n INT8)
	LANGUAGE SQL
	AS $$
	INSERT INTO public.people(id) VALUES (n);
$$;

CREATE TABLE public.texts (
	id INT8 NOT NULL,
	v TSVECTOR NULL,
	q TSQUERY NULL,
	c REFCURSOR NULL,
	CONSTRAINT texts_pkey PRIMARY KEY (id ASC)
);

INSERT INTO public.people (id, home, mood, name) VALUES
	(1, '("a ""b"" c",)', 'glad', 'x'),
	(2, NULL, NULL, NULL);

INSERT INTO public.texts (id, v, q, c) VALUES
	(1, e'\'a\':1 \'b\'', e'\'a\' & \'b\'', 'cur');

ALTER TABLE public.people SET (schema_locked = true);
