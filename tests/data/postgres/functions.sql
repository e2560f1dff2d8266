-- Functions, procedures, aggregates, whose they are and who may use them; names that try to break out.
CREATE ROLE objects_alice; CREATE ROLE "objects_Bob's
x"; CREATE ROLE objects_carol; CREATE ROLE "objects_da\ve";
GRANT objects_alice TO objects_carol;
CREATE SCHEMA s AUTHORIZATION objects_alice;
CREATE SCHEMA "q""u" ;
GRANT USAGE ON SCHEMA s TO PUBLIC; GRANT ALL ON SCHEMA s TO objects_carol WITH GRANT OPTION;
CREATE TYPE s.e AS ENUM ('a'); ALTER TYPE s.e OWNER TO objects_alice; REVOKE USAGE ON TYPE s.e FROM PUBLIC; GRANT USAGE ON TYPE s.e TO objects_carol;
CREATE DOMAIN s.d AS int CHECK (value > 0); ALTER DOMAIN s.d OWNER TO "objects_Bob's
x"; GRANT USAGE ON TYPE s.d TO objects_carol;
CREATE TYPE s.comp AS (a int, b text); ALTER TYPE s.comp OWNER TO objects_carol;
CREATE TABLE s.t (id serial PRIMARY KEY, b text, c int GENERATED ALWAYS AS IDENTITY); ALTER TABLE s.t OWNER TO objects_alice;
GRANT SELECT, INSERT ON s.t TO objects_carol WITH GRANT OPTION; GRANT UPDATE ON s.t TO objects_carol;
SET SESSION AUTHORIZATION objects_carol; GRANT SELECT ON s.t TO "objects_da\ve" ; RESET SESSION AUTHORIZATION;
GRANT SELECT (b), UPDATE (b) ON s.t TO PUBLIC; GRANT SELECT (ctid) ON s.t TO objects_carol; GRANT ALL (c) ON s.t TO "objects_da\ve";
GRANT USAGE ON SEQUENCE s.t_id_seq TO objects_carol; GRANT ALL ON s.t_c_seq TO objects_carol;
CREATE TABLE revoked (a int); REVOKE ALL ON revoked FROM postgres; GRANT ALL ON revoked TO PUBLIC;
CREATE FUNCTION s.secret(a int DEFAULT 3, VARIADIC b text[] DEFAULT '{}') RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path TO s, "$user", 'pg_temp' AS 'select 1';
ALTER FUNCTION s.secret OWNER TO objects_alice; REVOKE ALL ON FUNCTION s.secret FROM PUBLIC; GRANT EXECUTE ON FUNCTION s.secret TO objects_carol;
COMMENT ON FUNCTION s.secret IS 'it''s
\ secret';
CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select $1'; 
CREATE FUNCTION s.f(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$select '$_$' || '$function$' || $1$$; 
CREATE FUNCTION s.f(s.e, OUT x int, INOUT y text) LANGUAGE plpgsql AS $$begin x := 1; end$$;
CREATE FUNCTION "q""u"."na
me;--\"(a int) RETURNS int LANGUAGE sql AS 'select 1' ;
COMMENT ON FUNCTION "q""u"."na
me;--\" IS 'x';
GRANT EXECUTE ON FUNCTION "q""u"."na
me;--\" TO "objects_Bob's
x" WITH GRANT OPTION;
CREATE FUNCTION s.tab(n int) RETURNS TABLE (a int, b text) LANGUAGE sql ROWS 5 COST 7 LEAKPROOF PARALLEL SAFE AS 'select 1, $$x$$::text';
CREATE FUNCTION s.atomic(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT s.f(n) + (SELECT count(*) FROM s.t)::int; END;
CREATE FUNCTION s.ret(n int) RETURNS int RETURN s.f(n);
CREATE FUNCTION s.win() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE PROCEDURE s.p(a int, INOUT b text, OUT c int) LANGUAGE plpgsql AS 'begin c := 1; end'; ALTER PROCEDURE s.p OWNER TO objects_carol; GRANT EXECUTE ON PROCEDURE s.p TO objects_alice; COMMENT ON PROCEDURE s.p IS 'proc';
CREATE TABLE s.uses (a int DEFAULT s.f(3), CHECK (s.f(a) > 0), g int GENERATED ALWAYS AS (s.f(1)) STORED); CREATE INDEX ON s.uses (s.f(a));
CREATE FUNCTION s.rowt(s.t) RETURNS s.uses LANGUAGE sql AS 'select null::s.uses';
CREATE TABLE circ (a int); CREATE FUNCTION circf(circ) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1'; ALTER TABLE circ ADD CHECK (circf(circ) > 0); 
CREATE FUNCTION trf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
-- aggregates
CREATE AGGREGATE s.plain(int) (sfunc = int4pl, stype = int, initcond = '5');
CREATE AGGREGATE s.none(*) (sfunc = int8inc, stype = int8, initcond = 0, sspace = 77);
COMMENT ON AGGREGATE s.none(*) IS 'none'; GRANT EXECUTE ON FUNCTION s.none() TO objects_carol; REVOKE EXECUTE ON FUNCTION s.none() FROM PUBLIC;
CREATE AGGREGATE s.mov(int) (sfunc = int4_avg_accum, stype = int8[], finalfunc = int8_avg, initcond = '{0,0}', msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = int8[], mfinalfunc = int8_avg, minitcond = '{0,0}', mfinalfunc_modify = shareable, finalfunc_modify = read_write, parallel = safe, combinefunc = int4_avg_combine, msspace = 9);
CREATE AGGREGATE s.ordered(float8 ORDER BY anyelement) (stype = internal, sfunc = ordered_set_transition, finalfunc = percentile_disc_final, finalfunc_extra, finalfunc_modify = read_write);
CREATE AGGREGATE s.hypo(VARIADIC "any" ORDER BY VARIADIC "any") (stype = internal, sfunc = ordered_set_transition_multi, finalfunc = rank_final, finalfunc_extra, hypothetical);
ALTER AGGREGATE s.ordered(float8 ORDER BY anyelement) OWNER TO objects_alice; GRANT EXECUTE ON FUNCTION s.ordered(float8, anyelement) TO objects_carol; COMMENT ON AGGREGATE s.ordered(float8 ORDER BY anyelement) IS 'o';
CREATE AGGREGATE s.mymax(int) (sfunc = int4larger, stype = int, sortop = OPERATOR(pg_catalog.>));
CREATE FUNCTION s.st(int, int) RETURNS int LANGUAGE sql AS 'select 1'; CREATE AGGREGATE s.own(int) (sfunc = s.st, stype = int);
-- public and defaults
GRANT CREATE ON SCHEMA public TO objects_carol; ALTER SCHEMA public OWNER TO objects_alice;
ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice GRANT SELECT ON TABLES TO objects_carol;
ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice IN SCHEMA s GRANT EXECUTE ON FUNCTIONS TO "objects_da\ve" WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice GRANT ALL ON SCHEMAS TO objects_carol;
ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice GRANT USAGE ON SEQUENCES TO objects_carol; ALTER DEFAULT PRIVILEGES FOR ROLE objects_alice REVOKE USAGE ON TYPES FROM PUBLIC;
-- initdb's
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC; GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO objects_carol;
GRANT SELECT ON pg_catalog.pg_authid TO objects_alice; REVOKE SELECT ON pg_catalog.pg_am FROM PUBLIC; GRANT SELECT (rolname) ON pg_catalog.pg_authid TO objects_carol;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC; GRANT USAGE ON LANGUAGE sql TO objects_carol;
