-- Everything PostgreSQL 12 and newer has that a dump carries over, in its odd corners.

-- Schemas and names.
CREATE SCHEMA s1;
COMMENT ON SCHEMA s1 IS 'sch''ema';
COMMENT ON SCHEMA public IS 'changed';
CREATE SCHEMA "Weird; DROP--";

-- Types.
CREATE TYPE "Weird; DROP--"."ty
pe" AS ENUM ('a', 'B''b', E'\t', '');
ALTER TYPE "Weird; DROP--"."ty
pe" ADD VALUE 'mid' BEFORE 'B''b';
COMMENT ON TYPE "Weird; DROP--"."ty
pe" IS 'enum';
CREATE TYPE empty_enum AS ENUM ();
CREATE TYPE empty_comp AS ();
CREATE TYPE c1 AS (a int, "B c" numeric(10,3), gone int, d varchar(10) COLLATE "C", e "Weird; DROP--"."ty
pe"[]);
ALTER TYPE c1 DROP ATTRIBUTE gone;
ALTER TYPE c1 ADD ATTRIBUTE f timestamptz(3);
COMMENT ON COLUMN c1."B c" IS 'column of a type';
COMMENT ON TYPE c1 IS 'composite';
CREATE DOMAIN d1 AS numeric(8,2)[];
CREATE DOMAIN d2 AS d1 NOT NULL;
CREATE SEQUENCE domseq START 100;
CREATE DOMAIN d3 AS int DEFAULT nextval('domseq') CONSTRAINT "Pos" CHECK (value > 0) CHECK (value < 1000000);
ALTER DOMAIN d3 ADD CONSTRAINT nv CHECK (value <> 13) NOT VALID;
COMMENT ON CONSTRAINT "Pos" ON DOMAIN d3 IS 'domain constraint';
COMMENT ON DOMAIN d3 IS 'domain';
CREATE DOMAIN d4 varchar(5) COLLATE "POSIX" DEFAULT 'x''y';
CREATE TYPE r1 AS RANGE (subtype = text, collation = "C");
COMMENT ON TYPE r1 IS 'range';
CREATE TYPE s1.r2 AS RANGE (subtype = timestamp, subtype_opclass = timestamp_ops);
CREATE TYPE r3 AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);
CREATE DOMAIN drange AS r1 CHECK (NOT isempty(value));

-- Sequences.
CREATE SEQUENCE "Se q" AS smallint INCREMENT BY -3 MINVALUE -1000 MAXVALUE 500 START 100 CACHE 7 CYCLE;
SELECT setval('"Se q"', 77, false);
COMMENT ON SEQUENCE "Se q" IS 'sequence';
CREATE SEQUENCE big MINVALUE 5 START 9 INCREMENT 2;
SELECT nextval('big'), nextval('big');
CREATE TABLE sqown (a int, b int);
CREATE SEQUENCE own1 OWNED BY sqown.b;
CREATE SEQUENCE own2 AS integer OWNED BY sqown.a;
ALTER TABLE sqown ALTER a SET DEFAULT nextval('own1');

-- A table whose every name is odd.
CREATE TABLE "Weird; DROP--"."ta""ble
;--'\" (
    "id
x" serial PRIMARY KEY, "select" text DEFAULT E'a\\b''c' NOT NULL, "a%s" int CHECK ("a%s" > 0), d d3,
    e "Weird; DROP--"."ty
pe" DEFAULT 'mid', c c1, dd d2 DEFAULT '{}', r1 r1, mr r1[]);
INSERT INTO "Weird; DROP--"."ta""ble
;--'\" ("select", "a%s") VALUES ('x', 1), (E'multi\nline', 2);
COMMENT ON TABLE "Weird; DROP--"."ta""ble
;--'\" IS E'x''; drop table a; --\n\\';
COMMENT ON COLUMN "Weird; DROP--"."ta""ble
;--'\"."id
x" IS 'column';

-- Constraints and indexes.
CREATE TABLE k (a int NOT NULL, b int NOT NULL, c text COLLATE "C", d int, p point, ts tsrange,
    CONSTRAINT kpk PRIMARY KEY (a) INCLUDE (b) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT kuq UNIQUE (b, c) DEFERRABLE,
    CONSTRAINT kex EXCLUDE USING gist (ts WITH &&) WHERE (d > 0) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT kex2 EXCLUDE USING btree (d WITH =) WITH (fillfactor = 60),
    CONSTRAINT chk CHECK (a > 0), CONSTRAINT chkni CHECK (b > 0) NO INHERIT);
ALTER TABLE k ADD CONSTRAINT nv CHECK (d < 100) NOT VALID;
COMMENT ON CONSTRAINT nv ON k IS 'not valid';
COMMENT ON CONSTRAINT kpk ON k IS 'key';
COMMENT ON INDEX kpk IS 'index of the key';
COMMENT ON CONSTRAINT chk ON k IS 'check';
CREATE INDEX ON k (lower(c), (a + b) DESC NULLS LAST) WITH (fillfactor = 50) WHERE a > 5;
CREATE INDEX kexpr ON k ((a + b), (a * b));
ALTER INDEX kexpr ALTER COLUMN 2 SET STATISTICS 500;
CREATE INDEX khash ON k USING hash (c);
CREATE INDEX kbrin ON k USING brin (a) WITH (pages_per_range = 8);
COMMENT ON INDEX kbrin IS 'brin';
CREATE INDEX kop ON k (c text_pattern_ops);
CREATE INDEX kcoll ON k (c COLLATE "POSIX");
CREATE UNIQUE INDEX kclus ON k (d);
ALTER TABLE k CLUSTER ON kclus;
ALTER TABLE k ALTER a SET STATISTICS 77, ALTER c SET STORAGE MAIN,
    ALTER c SET (n_distinct = 0.5, n_distinct_inherited = -1);
ALTER TABLE k ADD CONSTRAINT bcn UNIQUE (b, c) INCLUDE (a);
ALTER TABLE k ADD CONSTRAINT dn UNIQUE (d);
CREATE TABLE ri (a int NOT NULL, b int);
CREATE UNIQUE INDEX rii ON ri (a);
ALTER TABLE ri REPLICA IDENTITY USING INDEX rii;
CREATE TABLE rn (a int);
ALTER TABLE rn REPLICA IDENTITY NOTHING;
CREATE TABLE rf (a int);
ALTER TABLE rf REPLICA IDENTITY FULL;

-- Foreign keys.
CREATE TABLE fk1 (a int REFERENCES k (d) DEFERRABLE INITIALLY DEFERRED, b int, c text, kk int);
ALTER TABLE fk1 ADD FOREIGN KEY (b, c) REFERENCES k (b, c) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE fk1 ADD CONSTRAINT fknv FOREIGN KEY (kk) REFERENCES k (d) NOT VALID;
COMMENT ON CONSTRAINT fknv ON fk1 IS 'foreign key';
CREATE TABLE selfref (id int PRIMARY KEY, parent int REFERENCES selfref);
CREATE TABLE cyc1 (id int PRIMARY KEY, o int);
CREATE TABLE cyc2 (id int PRIMARY KEY, o int REFERENCES cyc1);
ALTER TABLE cyc1 ADD FOREIGN KEY (o) REFERENCES cyc2;

-- Identity and generated columns.
CREATE TABLE ident (
    a int GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 10 MAXVALUE 100000 CACHE 5 CYCLE),
    b bigint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME "Id Seq"),
    c smallint GENERATED BY DEFAULT AS IDENTITY,
    g1 text GENERATED ALWAYS AS ('x' || 'y') STORED, g2 int GENERATED ALWAYS AS (1 + 1) STORED);
INSERT INTO ident (b) VALUES (DEFAULT), (5);
INSERT INTO ident (a) OVERRIDING SYSTEM VALUE VALUES (55);
COMMENT ON SEQUENCE "Id Seq" IS 'of an identity column';
CREATE TABLE allgen (g int GENERATED ALWAYS AS (3) STORED);
INSERT INTO allgen DEFAULT VALUES;
CREATE UNLOGGED TABLE unl (id int GENERATED ALWAYS AS IDENTITY, s serial);

-- Inheritance.
CREATE TABLE p1 (a int DEFAULT 1 NOT NULL, b text DEFAULT 'b' COLLATE "C", CONSTRAINT pc CHECK (a <> 5));
CREATE TABLE p2 (b text DEFAULT 'b' COLLATE "C", c int DEFAULT 3);
CREATE TABLE ch1 () INHERITS (p1, p2);
CREATE TABLE ch2 (b text DEFAULT 'zzz' COLLATE "C" NOT NULL, d int) INHERITS (p1);
CREATE TABLE ch3 (e int) INHERITS (ch2);
ALTER TABLE ch3 ALTER a DROP DEFAULT, ALTER b SET DEFAULT 'three';
ALTER TABLE ch1 ALTER c SET NOT NULL;
ALTER TABLE ch3 ADD CONSTRAINT pc2 CHECK (e > 0), ADD CONSTRAINT pc3 CHECK (d > 0) NO INHERIT;
CREATE TABLE ch4 (CONSTRAINT pc CHECK (a <> 5)) INHERITS (p1);
ALTER TABLE p1 ADD CONSTRAINT nvp CHECK (a < 1000) NOT VALID;
CREATE TABLE pdrop (a int, gone int, b int);
ALTER TABLE pdrop DROP gone;
CREATE TABLE cdrop () INHERITS (pdrop);
CREATE TABLE conf1 (x int DEFAULT 1);
CREATE TABLE conf2 (x int DEFAULT 2);
CREATE TABLE confc (x int DEFAULT 3) INHERITS (conf1, conf2);
CREATE TABLE gen1 (a int, g int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE gen2 () INHERITS (gen1);
CREATE TABLE attached_parent (a int);
CREATE TABLE attached_child (a int, b int);
ALTER TABLE attached_child INHERIT attached_parent;
INSERT INTO p1 VALUES (1, 'p');
INSERT INTO ch1 VALUES (2);
INSERT INTO ch2 VALUES (3, 'q');
INSERT INTO ch3 VALUES (4, 'r', 10, 5);

-- Partitions, with columns in another order, other defaults, and indexes and keys of their own.
CREATE TABLE m (id int NOT NULL, k text NOT NULL, v numeric DEFAULT 5,
    gen int GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT mchk CHECK (id > 0)) PARTITION BY LIST (k);
CREATE TABLE m_a PARTITION OF m FOR VALUES IN ('a', 'it''s');
CREATE TABLE m_b (v numeric DEFAULT 7, gone int, k text NOT NULL, id int NOT NULL,
    gen int GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT mchk CHECK (id > 0), CONSTRAINT own CHECK (v < 1000));
ALTER TABLE m_b DROP gone;
ALTER TABLE m ATTACH PARTITION m_b FOR VALUES IN ('b');
CREATE TABLE m_def PARTITION OF m DEFAULT PARTITION BY HASH (id);
CREATE TABLE m_h0 PARTITION OF m_def FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE s1."0 h1" PARTITION OF m_def FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE m ADD PRIMARY KEY (id, k);
CREATE INDEX m_idx ON m (v);
CREATE INDEX m_only ON ONLY m (id);
CREATE INDEX a_loose ON m_a (gen);
CREATE UNIQUE INDEX m_uq ON m (k, id, v);
CREATE TABLE mref (id int, k text, FOREIGN KEY (id, k) REFERENCES m (id, k) ON DELETE CASCADE);
CREATE TABLE "0ref" (id int, k text, FOREIGN KEY (id, k) REFERENCES m (id, k));
CREATE TABLE mfk (id int REFERENCES selfref, r int) PARTITION BY RANGE (r, (id + r));
CREATE TABLE mfk1 PARTITION OF mfk FOR VALUES FROM (minvalue, minvalue) TO (10, maxvalue);
CREATE TABLE mfk2 (r int, id int);
ALTER TABLE mfk2 ADD CONSTRAINT ownfk FOREIGN KEY (id) REFERENCES selfref;
ALTER TABLE mfk ATTACH PARTITION mfk2 FOR VALUES FROM (11, 0) TO (20, 0);
CREATE TABLE "0part" PARTITION OF mfk FOR VALUES FROM (20, 0) TO (30, 0);
CREATE INDEX zidx ON mfk (id);
ALTER TABLE mfk2 CLUSTER ON mfk2_id_idx;
ALTER TABLE m ADD CONSTRAINT nvm CHECK (id < 1000000) NOT VALID;
INSERT INTO m (id, k) VALUES (1, 'a'), (2, 'b'), (3, 'zz'), (4, 'yy'), (5, 'it''s');
INSERT INTO mref VALUES (1, 'a');
INSERT INTO "0ref" VALUES (2, 'b');

-- Typed tables, storage parameters.
CREATE TABLE typed OF c1 (PRIMARY KEY (a), "B c" WITH OPTIONS DEFAULT 5.5, CHECK ("B c" > 0),
    f WITH OPTIONS NOT NULL);
CREATE TABLE typed2 OF c1;
CREATE TABLE opt (a text, b text) WITH (fillfactor = 33, autovacuum_enabled = off, toast.autovacuum_enabled = off,
    toast.autovacuum_vacuum_threshold = 77, autovacuum_vacuum_scale_factor = 0.2);

-- Defaults, checks and domains that speak of tables, in a circle.
CREATE TABLE x1 (a int, b oid);
CREATE TABLE x2 (a oid DEFAULT 'x1'::regclass::oid, b x1, c x1[]);
ALTER TABLE x1 ALTER b SET DEFAULT 'x2'::regclass::oid;
ALTER TABLE x1 ADD CONSTRAINT xr CHECK (b <> 'x2'::regclass::oid);
CREATE TABLE x3 (a oid CHECK (a <> 'x1'::regclass::oid), c x1 CHECK ((c).a > 0));
CREATE TABLE whole (a int, b int, CHECK (whole.* IS NOT NULL));
CREATE DOMAIN domreg AS oid DEFAULT 'x2'::regclass::oid CHECK (value <> 'x1'::regclass::oid);
CREATE TABLE toid (a domreg DEFAULT 5, r regclass DEFAULT 'big', s regtype DEFAULT 'c1');

-- No columns, columns that are gone, every type.
CREATE TABLE z0 ();
INSERT INTO z0 DEFAULT VALUES;
CREATE TABLE z1 (a int);
ALTER TABLE z1 DROP a;
INSERT INTO z1 SELECT FROM generate_series(1, 2);
CREATE TABLE allt (b bool, i2 int2, i8 int8, f4 float4, n numeric, bi bit(3), vb bit varying(5), bt bytea, ch char(3),
    vc varchar, nm name, j json, jb jsonb, x xml, u uuid, ip inet, cd cidr, mc macaddr, mn money, dt date, tm time(2),
    tz timetz, iv interval day to second(3), ts timestamp, ar int[][], tsv tsvector, tq tsquery, i4r int4range,
    pth path, cir circle, o oid, rc regclass, ch1 "char", l lseg, pl pg_lsn);
INSERT INTO allt (b, f4, n, iv, ts, mn, ar)
VALUES (true, 'nan', 'nan', '1 day 2.5s', '-infinity', 1234.5, '[0:1][2:3]={{1,2},{3,NULL}}');
