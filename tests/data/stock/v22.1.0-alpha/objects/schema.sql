CREATE SEQUENCE public."'" MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.";" (
	";" INT8 NOT NULL,
	CONSTRAINT ";_pkey" PRIMARY KEY (";" ASC),
	INDEX ";_;_idx" (";" ASC)
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
	CONSTRAINT "Table_pkey" PRIMARY KEY ("Column" ASC)
);

CREATE TABLE public."table" (
	id INT8 NOT NULL,
	CONSTRAINT table_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.a (
	i INT8 NOT NULL,
	CONSTRAINT a_pkey PRIMARY KEY (i ASC)
);

CREATE TABLE public.b (
	i INT8 NOT NULL,
	CONSTRAINT b_pkey PRIMARY KEY (i ASC)
);
COMMENT ON TABLE public.b IS e'a comment; with \'quotes\' and\na new line';
COMMENT ON COLUMN public.b.i IS e'\u00E9';

CREATE VIEW public.v1 (x, y) AS SELECT i, i + 1 FROM public.b;

CREATE VIEW public.a_view_of_v1 (x) AS SELECT x FROM public.v1;

CREATE TABLE public.computed (
	a INT8 NOT NULL,
	b INT8 NULL AS (a + 1:::INT8) STORED,
	c STRING NULL,
	CONSTRAINT computed_pkey PRIMARY KEY (a ASC)
);

CREATE TABLE public.cycle_a (
	id INT8 NOT NULL,
	other INT8 NULL,
	CONSTRAINT cycle_a_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.cycle_b (
	id INT8 NOT NULL,
	CONSTRAINT cycle_b_pkey PRIMARY KEY (id ASC)
);

CREATE SEQUENCE public.down MINVALUE -1000 MAXVALUE 10 INCREMENT -5 START 10;

CREATE TABLE public.empty_table (
	id INT8 NOT NULL,
	CONSTRAINT empty_table_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.f (
	i INT8 NOT NULL,
	g INT8 NULL,
	CONSTRAINT f_pkey PRIMARY KEY (i ASC),
	INDEX f_g_idx (g ASC)
);

CREATE TABLE public.g (
	i INT8 NOT NULL,
	CONSTRAINT g_pkey PRIMARY KEY (i ASC)
);

CREATE TABLE public.js (
	id INT8 NOT NULL,
	j JSONB NULL,
	arr INT8[] NULL,
	CONSTRAINT js_pkey PRIMARY KEY (id ASC),
	INVERTED INDEX js_j_idx (j),
	INVERTED INDEX js_arr_idx (arr)
);

CREATE TABLE public.keys (
	k1 INT8 NOT NULL,
	k2 STRING NOT NULL,
	v INT8 NULL,
	w INT8 NULL,
	CONSTRAINT my_key PRIMARY KEY (k1 DESC, k2 ASC),
	UNIQUE INDEX u (v DESC) STORING (w),
	CONSTRAINT positive CHECK (v > 0:::INT8)
);

CREATE TABLE public.no_key (
	v INT8 NULL,
	w STRING NOT NULL DEFAULT e'x\'y':::STRING,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT no_key_pkey PRIMARY KEY (rowid ASC)
);

CREATE TABLE public.parent_i (
	p INT8 NOT NULL,
	CONSTRAINT parent_i_pkey PRIMARY KEY (p ASC)
);

CREATE SEQUENCE public.s MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.selfref (
	id INT8 NOT NULL,
	parent INT8 NULL,
	CONSTRAINT selfref_pkey PRIMARY KEY (id ASC)
);

CREATE SEQUENCE public.step MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 456 START 7;

CREATE SEQUENCE public.untouched MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 123 START 1;

CREATE TABLE public.uses_sequence (
	id INT8 NOT NULL DEFAULT nextval('public.s'::REGCLASS),
	v INT8 NULL,
	CONSTRAINT uses_sequence_pkey PRIMARY KEY (id ASC)
);

ALTER TABLE public.a ADD CONSTRAINT a_i_fkey FOREIGN KEY (i) REFERENCES public.b(i);
ALTER TABLE public.cycle_a ADD CONSTRAINT cycle_a_fk FOREIGN KEY (other) REFERENCES public.cycle_b(id) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE public.cycle_b ADD CONSTRAINT cycle_b_id_fkey FOREIGN KEY (id) REFERENCES public.cycle_a(id) ON DELETE CASCADE;
ALTER TABLE public.f ADD CONSTRAINT f_g_fkey FOREIGN KEY (g) REFERENCES public.g(i);
ALTER TABLE public.selfref ADD CONSTRAINT selfref_parent_fkey FOREIGN KEY (parent) REFERENCES public.selfref(id);

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.a VALIDATE CONSTRAINT a_i_fkey;
ALTER TABLE public.cycle_a VALIDATE CONSTRAINT cycle_a_fk;
ALTER TABLE public.cycle_b VALIDATE CONSTRAINT cycle_b_id_fkey;
ALTER TABLE public.f VALIDATE CONSTRAINT f_g_fkey;
ALTER TABLE public.selfref VALIDATE CONSTRAINT selfref_parent_fkey;
