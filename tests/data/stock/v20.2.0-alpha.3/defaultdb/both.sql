
CREATE DATABASE IF NOT EXISTS Odd db;
USE Odd db;

CREATE TABLE public.t (
	x INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (x ASC),
	FAMILY "primary" (x)
);

INSERT INTO public.t (x) VALUES
	(1);

CREATE DATABASE IF NOT EXISTS objects;
USE objects;

CREATE SEQUENCE public."'" MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.";" (
	";" INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (";" ASC),
	INDEX ";_;_idx" (";" ASC),
	FAMILY "primary" (";")
);

CREATE TABLE public."Table" (
	"Column" INT8 NOT NULL,
	"select" INT8 NULL,
	"a b" INT8 NULL,
	"q""q" INT8 NULL,
	é INT8 NULL,
	"1st" INT8 NULL,
	"$d" INT8 NULL,
	d$ INT8 NULL,
	"user" INT8 NULL,
	name INT8 NULL,
	"timestamp" INT8 NULL,
	"É" INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY ("Column" ASC),
	FAMILY "primary" ("Column", "select", "a b", "q""q", é, "1st", "$d", d$, "user", name, "timestamp", "É")
);

CREATE TABLE public."table" (
	id INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id)
);

CREATE TABLE public.b (
	i INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (i ASC),
	FAMILY "primary" (i)
);
COMMENT ON TABLE public.b IS e'a comment; with \'quotes\' and\na new line';
COMMENT ON COLUMN public.b.i IS e'\u00E9';

CREATE TABLE public.a (
	i INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (i ASC),
	FAMILY "primary" (i)
);

CREATE VIEW public.v1 (x, y) AS SELECT i, i + 1 FROM objects.public.b;

CREATE VIEW public.a_view_of_v1 (x) AS SELECT x FROM objects.public.v1;

CREATE TABLE public.parent_i (
	p INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (p ASC),
	FAMILY "primary" (p)
);

CREATE TABLE public.child_i (
	p INT8 NOT NULL,
	c INT8 NOT NULL,
	v INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (p ASC, c ASC),
	FAMILY "primary" (p, c, v)
) INTERLEAVE IN PARENT public.parent_i (p);

CREATE TABLE public.computed (
	a INT8 NOT NULL,
	b INT8 NULL AS (a + 1:::INT8) STORED,
	c STRING NULL,
	CONSTRAINT "primary" PRIMARY KEY (a ASC),
	FAMILY "primary" (a, b, c)
);

CREATE TABLE public.cycle_b (
	id INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id)
);

CREATE TABLE public.cycle_a (
	id INT8 NOT NULL,
	other INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, other)
);

CREATE SEQUENCE public.down MINVALUE -1000 MAXVALUE 10 INCREMENT -5 START 10;

CREATE TABLE public.empty_table (
	id INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id)
);

CREATE TABLE public.g (
	i INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (i ASC),
	FAMILY "primary" (i)
);

CREATE TABLE public.f (
	i INT8 NOT NULL,
	g INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (i ASC),
	INDEX f_g_idx (g ASC),
	FAMILY "primary" (i, g)
);

CREATE TABLE public.js (
	id INT8 NOT NULL,
	j JSONB NULL,
	arr INT8[] NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	INVERTED INDEX js_j_idx (j),
	INVERTED INDEX js_arr_idx (arr),
	FAMILY "primary" (id, j, arr)
);

CREATE TABLE public.keys (
	k1 INT8 NOT NULL,
	k2 STRING NOT NULL,
	v INT8 NULL,
	w INT8 NULL,
	CONSTRAINT my_key PRIMARY KEY (k1 DESC, k2 ASC),
	UNIQUE INDEX u (v DESC) STORING (w),
	FAMILY "primary" (k1, k2, v, w),
	CONSTRAINT positive CHECK (v > 0:::INT8)
);

CREATE TABLE public.no_key (
	v INT8 NULL,
	w STRING NOT NULL DEFAULT e'x\'y':::STRING,
	FAMILY "primary" (v, w, rowid)
);

CREATE SEQUENCE public.s MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.selfref (
	id INT8 NOT NULL,
	parent INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, parent)
);

CREATE SEQUENCE public.step MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 456 START 7;

CREATE SEQUENCE public.untouched MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 123 START 1;

CREATE TABLE public.uses_sequence (
	id INT8 NOT NULL DEFAULT nextval('s':::STRING),
	v INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, v)
);

SELECT setval(e'"\'"', 1, false);

INSERT INTO public.";" (";") VALUES
	(1);

INSERT INTO public."Table" ("Column", "select", "a b", "q""q", é, "1st", "$d", d$, "user", name, "timestamp", "É") VALUES
	(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

INSERT INTO public."table" (id) VALUES
	(1);

INSERT INTO public.b (i) VALUES
	((-3)),
	(1),
	(2);

INSERT INTO public.a (i) VALUES
	(1),
	(2);

INSERT INTO public.parent_i (p) VALUES
	(1),
	(2);

INSERT INTO public.child_i (p, c, v) VALUES
	(1, 1, 10),
	(2, 1, 20);

INSERT INTO public.computed (a, c) VALUES
	((-5), NULL),
	(1, 'x');

INSERT INTO public.cycle_b (id) VALUES
	(1);

INSERT INTO public.cycle_a (id, other) VALUES
	(1, 1);

SELECT setval('down', 5, false);

INSERT INTO public.g (i) VALUES
	(1);

INSERT INTO public.f (i, g) VALUES
	(1, 1),
	(2, NULL);

INSERT INTO public.js (id, j, arr) VALUES
	(1, '{"a": [1, "two", {"three": 3.00}], "b": 1}', ARRAY[1,2]);

INSERT INTO public.keys (k1, k2, v, w) VALUES
	(2, 'c', 3, NULL),
	(1, 'a', 2, 9),
	(1, 'b', 1, 9),
	((-7), '', 4, 0);

INSERT INTO public.no_key (v, w) VALUES
	(3, 'c'),
	(1, 'a'),
	(2, e'x\'y');

SELECT setval('s', 3, false);

INSERT INTO public.selfref (id, parent) VALUES
	(1, 1),
	(2, 1);

SELECT setval('step', 919, false);

SELECT setval('untouched', 1, false);

INSERT INTO public.uses_sequence (id, v) VALUES
	(1, 10),
	(2, 11);

CREATE DATABASE IF NOT EXISTS v202;
USE v202;

SET experimental_enable_user_defined_schemas = true;
CREATE SCHEMA Sc 2;

CREATE SCHEMA sc1;

SET experimental_enable_enums = true;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', e'it\'s happy', e'gr\u00F6\u00DFer');

CREATE TYPE public.odd_type AS ENUM ('a', 'B c');

CREATE TABLE "Sc 2".t (
	x INT8 NOT NULL,
	"Y y" STRING NULL,
	CONSTRAINT "primary" PRIMARY KEY (x ASC),
	FAMILY "primary" (x, "Y y")
);

CREATE TABLE public."nothing" (FAMILY "primary" (rowid)
);

CREATE TABLE public.dropped (FAMILY "primary" (rowid)
);

CREATE TABLE public.geo (
	id INT8 NOT NULL,
	g GEOGRAPHY NULL,
	m GEOMETRY NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, g, m)
);

CREATE TABLE public.person (
	id INT8 NOT NULL,
	m public.mood NULL DEFAULT 'ok':::public.mood,
	ms public.mood[] NULL,
	o public.odd_type NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, m, ms, o)
);

CREATE TABLE sc1.t (
	x INT8 NOT NULL,
	y INT8 NULL,
	CONSTRAINT "primary" PRIMARY KEY (x ASC),
	FAMILY "primary" (x, y)
);

CREATE TABLE public.t (
	x INT8 NOT NULL,
	CONSTRAINT "primary" PRIMARY KEY (x ASC),
	FAMILY "primary" (x)
);

INSERT INTO "Sc 2".t (x, "Y y") VALUES
	(1, 'x');

INSERT INTO public."nothing" (rowid) VALUES
	(1),
	(2);

INSERT INTO public.dropped (rowid) VALUES
	(1229728830921900033),
	(1229728830921932801),
	(1229728830921965569);

INSERT INTO public.geo (id, g, m) VALUES
	(1, '0101000020E6100000000000000000F03F000000000000F03F', '0102000020E61000000200000000000000000000000000000000000000000000000000F03F0000000000000040'),
	(2, NULL, '0101000000000000000000F8BF0000000000000240');

INSERT INTO public.person (id, m, ms, o) VALUES
	(1, 'sad', ARRAY['ok','sad',NULL], 'B c'),
	(2, e'gr\u00F6\u00DFer', ARRAY[], NULL),
	(3, NULL, NULL, 'a');

INSERT INTO sc1.t (x, y) VALUES
	(1, 2),
	(2, (-3));

INSERT INTO public.t (x) VALUES
	(1),
	(2);

ALTER TABLE public.a ADD CONSTRAINT fk_i_ref_b FOREIGN KEY (i) REFERENCES public.b(i);
CREATE INDEX v_idx ON public.child_i (p ASC, v ASC) INTERLEAVE IN PARENT public.parent_i (p);
ALTER TABLE public.cycle_b ADD CONSTRAINT fk_id_ref_cycle_a FOREIGN KEY (id) REFERENCES public.cycle_a(id) ON DELETE CASCADE;
ALTER TABLE public.cycle_a ADD CONSTRAINT cycle_a_fk FOREIGN KEY (other) REFERENCES public.cycle_b(id) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE public.f ADD CONSTRAINT fk_g_ref_g FOREIGN KEY (g) REFERENCES public.g(i);
ALTER TABLE public.selfref ADD CONSTRAINT fk_parent_ref_selfref FOREIGN KEY (parent) REFERENCES public.selfref(id);
ALTER TABLE public.t ADD CONSTRAINT fk_x_ref_t FOREIGN KEY (x) REFERENCES sc1.t(x);

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.a VALIDATE CONSTRAINT fk_i_ref_b;
ALTER TABLE public.cycle_b VALIDATE CONSTRAINT fk_id_ref_cycle_a;
ALTER TABLE public.cycle_a VALIDATE CONSTRAINT cycle_a_fk;
ALTER TABLE public.f VALIDATE CONSTRAINT fk_g_ref_g;
ALTER TABLE public.selfref VALIDATE CONSTRAINT fk_parent_ref_selfref;
ALTER TABLE public.t VALIDATE CONSTRAINT fk_x_ref_t;
