-- database: comments22
-- Comments that v22.1 brought: on schemas and constraints; and on what looks like them.
CREATE SCHEMA "S c";
CREATE SCHEMA plain;
CREATE TABLE t (id INT, a INT CHECK (a > 0), b INT UNIQUE, CONSTRAINT "Pri mary" PRIMARY KEY (id), CONSTRAINT "che;ck" CHECK (b > a));
CREATE TABLE "S c".r (id INT PRIMARY KEY, t INT CONSTRAINT "f k" REFERENCES t (id));
COMMENT ON SCHEMA "S c" IS E'sch''ema\n;';
COMMENT ON SCHEMA plain IS '';
COMMENT ON SCHEMA public IS 'of public';
COMMENT ON CONSTRAINT check_a ON t IS 'of a check''s';
COMMENT ON CONSTRAINT "che;ck" ON t IS 'x';
COMMENT ON CONSTRAINT "Pri mary" ON t IS 'of the key';
COMMENT ON CONSTRAINT t_b_key ON t IS 'of a unique constraint';
COMMENT ON CONSTRAINT "f k" ON "S c".r IS 'of a foreign key';
COMMENT ON INDEX t@t_b_key IS 'of the index of the constraint';
ALTER TABLE t ADD CONSTRAINT gone CHECK (id > 0);
ALTER TABLE t DROP CONSTRAINT gone;
ALTER TABLE t ADD CONSTRAINT later CHECK (id > -1);
COMMENT ON CONSTRAINT later ON t IS 'after a dropped constraint';
