-- Hash-sharded keys and indexes, with families.
SET experimental_enable_hash_sharded_indexes = on;
CREATE TABLE k (id INT PRIMARY KEY USING HASH WITH BUCKET_COUNT = 4, v INT, w STRING, INDEX h (v) USING HASH WITH BUCKET_COUNT = 8);
CREATE TABLE two (a INT, b STRING, v INT, PRIMARY KEY (a, b) USING HASH WITH BUCKET_COUNT = 5, UNIQUE INDEX "Uni que" (v) USING HASH WITH BUCKET_COUNT = 3, FAMILY one (a, b), FAMILY rest (v));
CREATE TABLE "Odd na'me" ("c ol" INT, "q""q" STRING, PRIMARY KEY ("q""q") USING HASH WITH BUCKET_COUNT = 2);
CREATE INDEX "In dex" ON "Odd na'me" ("c ol", "q""q") USING HASH WITH BUCKET_COUNT = 6;
CREATE TABLE twice (id INT PRIMARY KEY, v INT, INDEX (v) USING HASH WITH BUCKET_COUNT = 4, INDEX again (v) USING HASH WITH BUCKET_COUNT = 4);
INSERT INTO k VALUES (1, 2, 'x'), (3, 4, NULL), (-5, NULL, '');
INSERT INTO two VALUES (1, 'a', 1), (1, 'b', NULL), (2, '', 7);
INSERT INTO "Odd na'me" VALUES (1, 'x'), (NULL, '');
INSERT INTO twice VALUES (1, 1), (2, NULL);
