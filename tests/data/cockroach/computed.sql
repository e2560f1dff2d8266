-- Columns computed from others, stored and virtual, in keys and indexes.
CREATE TABLE t (
    id INT PRIMARY KEY, a STRING NOT NULL, b INT, j JSONB, d DATE,
    low STRING AS (lower(a)) STORED, first STRING AS (left(a, 1)) VIRTUAL, empty INT AS (NULL::INT) STORED,
    k STRING AS (j->>'k') STORED, twice INT NOT NULL AS (COALESCE(b, 0) * 2) VIRTUAL, t STRING AS ('it''s; ' || a) STORED,
    year INT AS (extract('year', d)::INT) STORED, "C ol" INT8 AS (id + b) VIRTUAL, kind STRING(3) AS (CASE WHEN b > 0 THEN 'pos' ELSE 'neg' END) STORED,
    tags STRING[] AS (ARRAY[a, 'x']) STORED,
    INDEX by_low (low), INDEX by_first (first, "C ol" DESC), UNIQUE INDEX by_k (k), CHECK (twice >= -10), INVERTED INDEX by_tags (tags)
);
INSERT INTO t (id, a, b, j, d) VALUES (1, 'Abc', 1, '{"k": "v"}', '2020-02-29'), (2, '', NULL, NULL, NULL), (3, 'É', -5, '{"k": 1.50}', '0001-01-01');
CREATE TABLE key_computed (a INT, b INT AS (a % 3) STORED, c INT, PRIMARY KEY (b, a));
INSERT INTO key_computed (a, c) VALUES (1, 1), (5, NULL), (-4, 2);
