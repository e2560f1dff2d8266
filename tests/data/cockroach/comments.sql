-- Comments with odd text on everything that takes one in both releases.
CREATE SCHEMA "S c";
CREATE TABLE t (id INT PRIMARY KEY, a INT, "B b" STRING, INDEX i (a), UNIQUE INDEX "U u" ("B b"));
CREATE TABLE "S c"."T t" (id INT PRIMARY KEY, v INT);
CREATE TABLE keyless (v INT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE SEQUENCE s;
COMMENT ON TABLE t IS E'It''s; -- no comment\n/* nor this */ \\ "end" \u00e9 😀';
COMMENT ON COLUMN t.a IS '';
COMMENT ON COLUMN t."B b" IS E'\ttab; $$ $1 %s';
COMMENT ON INDEX t@i IS E'line1\r\nline2';
COMMENT ON INDEX t@"U u" IS 'COMMENT ON INDEX t@i IS NULL';
COMMENT ON INDEX t@primary IS 'the key';
COMMENT ON TABLE "S c"."T t" IS 'odd names';
COMMENT ON COLUMN "S c"."T t".v IS 'x';
COMMENT ON COLUMN keyless.rowid IS 'hidden';
COMMENT ON TABLE keyless IS 'to be removed';
COMMENT ON TABLE keyless IS NULL;
COMMENT ON DATABASE comments IS 'of the database, which a dump of it alone does not name';
