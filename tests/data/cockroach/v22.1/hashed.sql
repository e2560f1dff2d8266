-- database: hashed22
-- Hash-sharded keys and indexes as v22.1 has them: in constraints, with references, unique.
SET experimental_enable_hash_sharded_indexes = on;
CREATE TABLE k (id INT, v INT, w INT, PRIMARY KEY (id) USING HASH WITH (bucket_count = 4), INDEX h (v) USING HASH WITH (bucket_count = 8), UNIQUE INDEX u (v, w) USING HASH WITH (bucket_count = 3), FAMILY a (id, v), FAMILY b (w));
CREATE TABLE dflt (id INT PRIMARY KEY USING HASH, v STRING, INDEX (v DESC, id) USING HASH);
CREATE TABLE refers (id INT PRIMARY KEY, k INT REFERENCES k (id));
CREATE TABLE "O dd" ("I d" INT, "v.w" INT, CONSTRAINT "p k" PRIMARY KEY ("I d") USING HASH WITH (bucket_count = 2), INDEX ("v.w") USING HASH WITH (bucket_count = 2));
INSERT INTO k VALUES (1, 2, 3), (4, NULL, NULL), (-5, 0, 1);
INSERT INTO dflt VALUES (1, 'x'), (2, NULL);
INSERT INTO refers VALUES (1, 4), (2, NULL);
INSERT INTO "O dd" VALUES (1, 1), (2, NULL);
