SET experimental_enable_hash_sharded_indexes = true;
SET experimental_enable_unique_without_index_constraints = true;


CREATE DATABASE IF NOT EXISTS modern;
USE modern;

CREATE SCHEMA "Od d.s";

CREATE SCHEMA app;
COMMENT ON SCHEMA app IS e'sch\'ema';

CREATE TYPE app.status AS ENUM ('new', 'before', 'open', e'it\'s "done"');

CREATE TYPE "Od d.s"."T y" AS ENUM ('a', 'B', e'gr\u00F6\u00DFer', '');

CREATE SEQUENCE "Od d.s"."S q" MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 7;

CREATE TABLE "Od d.s"."select" (
	"from" INT8 NOT NULL,
	"Wh ere" "Od d.s"."T y" NULL,
	"a.b" STRING NULL,
	"qu""ote" INT8 NULL,
	größe FLOAT8 NULL,
	CONSTRAINT select_pkey PRIMARY KEY ("from" ASC),
	INDEX "In dex" ("Wh ere" DESC, "a.b" ASC)
);

CREATE TABLE app.a (
	id INT8 NOT NULL,
	b INT8 NULL,
	CONSTRAINT a_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE app.b (
	id INT8 NOT NULL,
	a INT8 NULL,
	CONSTRAINT b_pkey PRIMARY KEY (id ASC)
);

CREATE SEQUENCE app.cached MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1 CACHE 10;

CREATE TABLE app.customers (
	id UUID NOT NULL DEFAULT gen_random_uuid(),
	email STRING NOT NULL,
	name STRING COLLATE de NULL,
	status app.status NOT NULL DEFAULT 'new':::app.status,
	tags STRING[] NULL,
	past app.status[] NULL,
	score DECIMAL(10,2) NULL,
	full_name STRING NULL AS (lower(email)) STORED,
	first_letter STRING NULL AS (left(email, 1:::INT8)) VIRTUAL,
	made TIMESTAMPTZ NULL DEFAULT now():::TIMESTAMPTZ,
	CONSTRAINT customers_pkey PRIMARY KEY (id ASC),
	UNIQUE INDEX customers_email_key (email ASC),
	INDEX by_status (status ASC) WHERE status = 'open':::app.status,
	UNIQUE INDEX one_open (name ASC) WHERE status = 'new':::app.status,
	INVERTED INDEX by_tags (tags),
	FAMILY hot (id, email, status),
	FAMILY cold (name, tags, past, score, full_name, made),
	CONSTRAINT check_score CHECK (score >= 0:::DECIMAL)
);

CREATE SEQUENCE app.down MINVALUE -100 MAXVALUE 50 INCREMENT -3 START 50;

CREATE SEQUENCE app.never_used MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 5 START 10;

CREATE SEQUENCE app.plain MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE app.orders (
	id INT8 NOT NULL DEFAULT nextval('app.plain'::REGCLASS),
	customer UUID NOT NULL,
	parent INT8 NULL,
	total DECIMAL NOT NULL,
	note JSONB NULL,
	at TIMESTAMP(3) NULL,
	CONSTRAINT orders_pkey PRIMARY KEY (id ASC),
	INDEX by_customer (customer ASC) STORING (total),
	CONSTRAINT positive CHECK (total > 0:::DECIMAL)
);
COMMENT ON TABLE app.orders IS e'two\nlines; and \'quotes\'';
COMMENT ON COLUMN app.orders.total IS 'a column';
COMMENT ON INDEX app.orders@by_customer IS 'an index';
COMMENT ON CONSTRAINT positive ON app.orders IS 'a constraint';

CREATE VIEW app.open_orders (id, total, status) AS SELECT o.id, o.total, c.status FROM app.orders AS o JOIN app.customers AS c ON c.id = o.customer WHERE c.status = 'open';

CREATE VIEW app.over_view (x) AS SELECT id FROM app.open_orders;

CREATE MATERIALIZED VIEW app.totals (customer, total) AS SELECT customer, sum(total) AS total FROM app.orders GROUP BY customer;

CREATE TABLE public.all_types (
	id INT8 NOT NULL,
	i2 INT2 NULL,
	i4 INT4 NULL,
	f4 FLOAT4 NULL,
	f8 FLOAT8 NULL,
	d DECIMAL NULL,
	bl BOOL NULL,
	s STRING NULL,
	s3 VARCHAR(3) NULL,
	c CHAR(5) NULL,
	qc "char" NULL,
	n NAME NULL,
	by BYTES NULL,
	dt DATE NULL,
	t TIME NULL,
	tz TIMETZ NULL,
	t6 TIME(2) NULL,
	ts TIMESTAMP NULL,
	tstz TIMESTAMPTZ NULL,
	iv INTERVAL NULL,
	iv2 INTERVAL HOUR TO MINUTE NULL,
	u UUID NULL,
	ip INET NULL,
	j JSONB NULL,
	bt BIT(5) NULL,
	vb VARBIT NULL,
	o OID NULL,
	rc REGCLASS NULL,
	rt REGTYPE NULL,
	ia INT8[] NULL,
	da DECIMAL[] NULL,
	sa STRING[] NULL,
	bya BYTES[] NULL,
	ta TIMESTAMPTZ[] NULL,
	ua UUID[] NULL,
	ipa INET[] NULL,
	ba BOOL[] NULL,
	iva INTERVAL[] NULL,
	fa FLOAT8[] NULL,
	dta DATE[] NULL,
	bta VARBIT[] NULL,
	CONSTRAINT all_types_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.expressions (
	id INT8 NOT NULL,
	a STRING NULL,
	b JSONB NULL,
	CONSTRAINT expressions_pkey PRIMARY KEY (id ASC),
	INDEX low (lower(a) ASC),
	UNIQUE INDEX pair (id ASC, (a || 'x':::STRING) ASC),
	INVERTED INDEX inv ((b->'k':::STRING))
);

CREATE VIEW public.from_enum (s) AS SELECT 'open':::app.status AS s;

CREATE TABLE public.hashed (
	crdb_internal_id_shard_4 INT4 NOT VISIBLE NOT NULL AS (mod(fnv32(crdb_internal.datums_to_bytes(id)), 4:::INT8)) VIRTUAL,
	id INT8 NOT NULL,
	v INT8 NULL,
	crdb_internal_v_shard_8 INT4 NOT VISIBLE NOT NULL AS (mod(fnv32(crdb_internal.datums_to_bytes(v)), 8:::INT8)) VIRTUAL,
	CONSTRAINT hashed_pkey PRIMARY KEY (id ASC) USING HASH WITH (bucket_count=4),
	INDEX h (v ASC) USING HASH WITH (bucket_count=8)
);

CREATE TABLE public.hashed_new (
	id INT8 NOT NULL,
	v INT8 NULL,
	crdb_internal_id_shard_4 INT4 NOT VISIBLE NOT NULL AS (mod(fnv32(crdb_internal.datums_to_bytes(id)), 4:::INT8)) VIRTUAL,
	crdb_internal_v_shard_8 INT4 NOT VISIBLE NOT NULL AS (mod(fnv32(crdb_internal.datums_to_bytes(v)), 8:::INT8)) VIRTUAL,
	CONSTRAINT hashed_new_pkey PRIMARY KEY (id ASC) USING HASH WITH (bucket_count=4),
	INDEX h (v ASC) USING HASH WITH (bucket_count=8)
);

CREATE TABLE public.hidden_columns (
	id INT8 NOT NULL,
	shown INT8 NULL,
	secret STRING NOT VISIBLE NULL DEFAULT 'x':::STRING,
	other INT8 NOT VISIBLE NULL,
	CONSTRAINT hidden_columns_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.ident (
	a INT8 NOT NULL GENERATED ALWAYS AS IDENTITY,
	b INT8 NOT NULL GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 2),
	v STRING NULL,
	CONSTRAINT ident_pkey PRIMARY KEY (a ASC)
);

CREATE TABLE public.keyed_by_rowid (
	v STRING NULL,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT keyed_by_rowid_pkey PRIMARY KEY (rowid ASC)
);

CREATE TABLE public.many_inverted (
	id INT8 NOT NULL,
	v INT8 NULL,
	j JSONB NULL,
	CONSTRAINT many_inverted_pkey PRIMARY KEY (id ASC),
	INVERTED INDEX m (v, j)
);

CREATE TABLE public.no_index (
	id INT8 NOT NULL,
	v INT8 NULL,
	w INT8 NULL,
	CONSTRAINT no_index_pkey PRIMARY KEY (id ASC),
	CONSTRAINT unique_v UNIQUE WITHOUT INDEX (v),
	CONSTRAINT unique_w UNIQUE WITHOUT INDEX (w) WHERE v > 0:::INT8
);

CREATE TABLE public.no_key (
	v STRING NULL,
	w INT8 NULL,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT no_key_pkey PRIMARY KEY (rowid ASC)
);

CREATE TABLE public.refers_to_rowid (
	r INT8 NULL,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT refers_to_rowid_pkey PRIMARY KEY (rowid ASC)
);

CREATE TABLE public.renewed (
	id INT8 NOT NULL,
	v INT8 NULL,
	changed TIMESTAMPTZ NULL DEFAULT '2020-01-01':::STRING::TIMESTAMPTZ ON UPDATE '2021-01-01':::STRING::TIMESTAMPTZ,
	CONSTRAINT renewed_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.ser (
	id INT8 NOT NULL DEFAULT unique_rowid(),
	v INT8 NULL,
	CONSTRAINT ser_pkey PRIMARY KEY (id ASC)
);

CREATE SEQUENCE public.ser_seq_id_seq MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.ser_seq (
	id INT8 NOT NULL DEFAULT nextval('public.ser_seq_id_seq'::REGCLASS),
	v INT8 NULL,
	CONSTRAINT ser_seq_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.spatial (
	id INT8 NOT NULL,
	g GEOGRAPHY(POINT,4326) NULL,
	m GEOMETRY NULL,
	b BOX2D NULL,
	gs GEOMETRY[] NULL,
	CONSTRAINT spatial_pkey PRIMARY KEY (id ASC),
	INVERTED INDEX gi (m)
);

CREATE TABLE public.ttl (
	id INT8 NOT NULL,
	v INT8 NULL,
	crdb_internal_expiration TIMESTAMPTZ NOT VISIBLE NOT NULL DEFAULT current_timestamp():::TIMESTAMPTZ + '00:10:00':::INTERVAL ON UPDATE current_timestamp():::TIMESTAMPTZ + '00:10:00':::INTERVAL,
	CONSTRAINT ttl_pkey PRIMARY KEY (id ASC)
) WITH (ttl = 'on', ttl_automatic_column = 'on', ttl_expire_after = '00:10:00':::INTERVAL);

CREATE TABLE public.with_fill (
	id INT8 NOT NULL,
	v INT8 NULL,
	CONSTRAINT with_fill_pkey PRIMARY KEY (id ASC)
);

ALTER SEQUENCE app.cached OWNED BY app.a.b;

ALTER SEQUENCE public.ser_seq_id_seq OWNED BY public.ser_seq.id;

USE modern;

ALTER TABLE app.a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES app.b(id) ON DELETE SET NULL;
ALTER TABLE app.a ADD CONSTRAINT not_checked CHECK (b != 13:::INT8) NOT VALID;
ALTER TABLE app.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES app.a(id) MATCH FULL;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES app.customers(id) ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE app.orders ADD CONSTRAINT orders_parent_fkey FOREIGN KEY (parent) REFERENCES app.orders(id);
CREATE INDEX on_totals ON app.totals USING btree (total ASC);
ALTER TABLE public.refers_to_rowid ADD CONSTRAINT refers_to_rowid_r_fkey FOREIGN KEY (r) REFERENCES public.keyed_by_rowid(rowid);
ALTER SCHEMA "Od d.s" OWNER TO root;
ALTER SCHEMA app OWNER TO root;
ALTER TYPE app.status OWNER TO root;
ALTER TYPE "Od d.s"."T y" OWNER TO root;
ALTER SEQUENCE "Od d.s"."S q" OWNER TO root;
ALTER TABLE "Od d.s"."select" OWNER TO root;
ALTER TABLE app.a OWNER TO root;
ALTER TABLE app.b OWNER TO root;
ALTER SEQUENCE app.cached OWNER TO root;
ALTER TABLE app.customers OWNER TO root;
ALTER SEQUENCE app.down OWNER TO root;
ALTER SEQUENCE app.never_used OWNER TO root;
ALTER SEQUENCE app.plain OWNER TO root;
ALTER TABLE app.orders OWNER TO root;
ALTER VIEW app.open_orders OWNER TO root;
ALTER VIEW app.over_view OWNER TO root;
ALTER MATERIALIZED VIEW app.totals OWNER TO root;
ALTER TABLE public.all_types OWNER TO root;
ALTER TABLE public.expressions OWNER TO root;
ALTER VIEW public.from_enum OWNER TO root;
ALTER TABLE public.hashed OWNER TO root;
ALTER TABLE public.hashed_new OWNER TO root;
ALTER TABLE public.hidden_columns OWNER TO root;
ALTER TABLE public.ident OWNER TO root;
ALTER TABLE public.keyed_by_rowid OWNER TO root;
ALTER TABLE public.many_inverted OWNER TO root;
ALTER TABLE public.no_index OWNER TO root;
ALTER TABLE public.no_key OWNER TO root;
ALTER TABLE public.refers_to_rowid OWNER TO root;
ALTER TABLE public.renewed OWNER TO root;
ALTER TABLE public.ser OWNER TO root;
ALTER SEQUENCE public.ser_seq_id_seq OWNER TO root;
ALTER TABLE public.ser_seq OWNER TO root;
ALTER TABLE public.spatial OWNER TO root;
ALTER TABLE public.ttl OWNER TO root;
ALTER TABLE public.with_fill OWNER TO root;

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE app.a VALIDATE CONSTRAINT a_b;
ALTER TABLE app.b VALIDATE CONSTRAINT b_a_fkey;
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_customer_fkey;
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_parent_fkey;
ALTER TABLE public.refers_to_rowid VALIDATE CONSTRAINT refers_to_rowid_r_fkey;
