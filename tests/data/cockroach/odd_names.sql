-- database: Odd "db"; it's
-- copy: its other-Copy
-- Names of every kind, of everything.
CREATE SCHEMA "Sch.ema";
CREATE SCHEMA "sel""ect";
CREATE SCHEMA "größe 日本";
CREATE TYPE "Sch.ema"."Ty.pe" AS ENUM ('a');
CREATE SEQUENCE "sel""ect"."S'q";
CREATE TABLE "Sch.ema"."Ta.ble" ("co.l" INT PRIMARY KEY DEFAULT nextval('"sel""ect"."S''q"'), "C""ol" "Sch.ema"."Ty.pe" DEFAULT 'a', "it's" INT, " x " INT, "é" INT, "É" INT, "日本" INT, "😀" INT, "1st" INT, "$d" INT, d$ INT, "a-b" INT, ";" INT, "--" INT, "/*" INT, "\" INT, "%s" INT, "new
line" INT, CONSTRAINT "Con.str'aint" CHECK ("it's" > 0), CONSTRAINT "Uni;que" UNIQUE ("é"), INDEX "In.dex" ("C""ol", " x " DESC) STORING (";"), FAMILY "Fam'ily" ("co.l", "C""ol", "it's"), FAMILY "--" ("--"));
INSERT INTO "Sch.ema"."Ta.ble" ("C""ol", "it's", " x ", "é", "new
line") VALUES ('a', 1, 2, 3, 4), (NULL, NULL, NULL, NULL, NULL);
CREATE TABLE "größe 日本"."tab	le" (id INT PRIMARY KEY, "r ef" INT CONSTRAINT "f k" REFERENCES "Sch.ema"."Ta.ble" ("co.l"), "r2" INT REFERENCES "Sch.ema"."Ta.ble" ("é"));
INSERT INTO "größe 日本"."tab	le" VALUES (1, 1, 3), (2, NULL, NULL);
CREATE VIEW "sel""ect"."V.iew" ("Co.l", "c;") AS SELECT t."co.l", t."it's" FROM "Sch.ema"."Ta.ble" AS t WHERE t."it's" > 0;
CREATE VIEW "--" AS SELECT "Co.l" FROM "sel""ect"."V.iew";
CREATE MATERIALIZED VIEW "sel""ect"."M\v" AS SELECT "co.l" AS "a.b" FROM "Sch.ema"."Ta.ble";
CREATE INDEX "i;x" ON "sel""ect"."M\v" ("a.b");
CREATE TABLE "a_name_of_more_than_sixty_three_bytes_which_postgresql_would_have_cut_off_but_this_one_not" (id INT PRIMARY KEY);
INSERT INTO "a_name_of_more_than_sixty_three_bytes_which_postgresql_would_have_cut_off_but_this_one_not" VALUES (1);
CREATE TABLE "Sch.ema.Ta.ble" (id INT PRIMARY KEY, v INT);
INSERT INTO "Sch.ema.Ta.ble" VALUES (1, 1);
COMMENT ON TABLE "Sch.ema"."Ta.ble" IS 'odd';
COMMENT ON COLUMN "Sch.ema"."Ta.ble"."new
line" IS E'new\nline';
COMMENT ON INDEX "Sch.ema"."Ta.ble"@"In.dex" IS 'an index''s';
