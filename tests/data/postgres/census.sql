-- One of everything that a dump does not carry over, and what must not be counted beside it.
CREATE ROLE census_alice;
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE other (id int REFERENCES t);

-- Views, rules, triggers, policies, statistics.
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW "v
two lines" AS SELECT 1;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM t;
CREATE MATERIALIZED VIEW mv_empty AS SELECT 1 AS x WITH NO DATA;
CREATE INDEX ON mv (id);
CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING;
CREATE RULE vr AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE FUNCTION trf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trf();
CREATE CONSTRAINT TRIGGER ctr AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION trf();
CREATE TABLE part (a int) PARTITION BY RANGE (a);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (1);
CREATE TRIGGER ptr AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION trf();
CREATE POLICY pol ON t USING (true);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE other FORCE ROW LEVEL SECURITY;
CREATE STATISTICS st ON a, b FROM t;

-- Routines, types, operators and what stands on them.
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select $1';
CREATE PROCEDURE p() LANGUAGE sql AS 'select 1';
CREATE AGGREGATE agg(int) (sfunc = int4pl, stype = int);
CREATE OPERATOR === (leftarg = int, rightarg = int, procedure = int4eq);
CREATE OPERATOR FAMILY of1 USING btree;
CREATE OPERATOR CLASS oc1 FOR TYPE int USING btree AS OPERATOR 3 = (int, int), FUNCTION 1 btint4cmp(int, int);
CREATE TYPE shell;
CREATE TYPE base;
CREATE FUNCTION base_in(cstring) RETURNS base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION base_out(base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE base (input = base_in, output = base_out, like = int4);
CREATE CAST (base AS int) WITHOUT FUNCTION;
CREATE COLLATION coll (locale = 'C');
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE TEXT SEARCH DICTIONARY tsd (template = simple);
CREATE TEXT SEARCH CONFIGURATION tsc (copy = simple);
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE FUNCTION evf() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION evf();
ALTER EVENT TRIGGER et DISABLE;
CREATE TABLE needs (a int DEFAULT f(3), b base, c text COLLATE coll, CHECK (f(a) > 0)) USING heap2;
CREATE INDEX ON needs (a oc1);
CREATE DOMAIN dom AS int CHECK (f(value) > 0);

-- What speaks of other servers.
CREATE PUBLICATION pub FOR TABLE t;
CREATE SUBSCRIPTION sub CONNECTION 'dbname=x' PUBLICATION y WITH (connect = false, slot_name = NONE);
CREATE FOREIGN DATA WRAPPER fdw;
CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
CREATE USER MAPPING FOR census_alice SERVER srv;
CREATE USER MAPPING FOR public SERVER srv;
CREATE FOREIGN TABLE ft (a int DEFAULT 5 CHECK (a > 0)) SERVER srv;

-- Data outside tables.
SELECT lo_create(5555);
SELECT lo_create(6666);

-- Not counted: privileges, settings, what is temporary.
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO census_alice;
CREATE TEMPORARY TABLE tt (a int);
CREATE TRIGGER ttr BEFORE INSERT ON tt FOR EACH ROW EXECUTE FUNCTION trf();
