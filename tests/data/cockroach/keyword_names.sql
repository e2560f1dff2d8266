-- database: select
-- copy: table
-- Keywords as names.
CREATE SCHEMA "table";
CREATE SCHEMA "order";
CREATE TYPE "table"."int" AS ENUM ('int', 'select');
CREATE TYPE "user" AS ENUM ('user');
CREATE SEQUENCE "order"."sequence";
CREATE TABLE "table"."table" ("primary" INT PRIMARY KEY, "select" "table"."int", "from" "user" DEFAULT 'user', "where" INT DEFAULT nextval('"order"."sequence"'), "user" INT, "name" INT, "timestamp" INT, "index" INT, "family" INT, "constraint" INT, "unique" INT, "check" INT, "default" INT, "values" INT, "order" INT, "group" INT, "interval" INT, "array" INT[], "true" BOOL, "null" INT, "nothing" INT, "between" INT, "time" INT, "position" INT, CONSTRAINT "check" CHECK ("check" > 0), INDEX "index" ("index"), UNIQUE INDEX "unique" ("unique"), FAMILY "family" ("primary", "select", "from"));
INSERT INTO "table"."table" ("primary", "select", "true", "array") VALUES (1, 'select', true, ARRAY[1]), (2, NULL, NULL, NULL);
CREATE TABLE "order"."select" ("desc" INT PRIMARY KEY, "references" INT REFERENCES "table"."table" ("primary"));
INSERT INTO "order"."select" VALUES (1, 2);
CREATE VIEW "order"."view" ("limit", "offset") AS SELECT "primary", "where" FROM "table"."table" WHERE "true";
CREATE MATERIALIZED VIEW "as" AS SELECT "limit" AS "as" FROM "order"."view";
CREATE INDEX "on" ON "as" ("as");
