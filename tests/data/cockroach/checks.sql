-- Checks of every kind of expression, named and not.
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id INT PRIMARY KEY, a INT CHECK (a > 0), b STRING CHECK (b LIKE 'x%' OR b ~ '^y\.' OR b IS NULL), c DECIMAL, d DATE, j JSONB, e e, f FLOAT, s STRING COLLATE de,
    CHECK (a < c), CONSTRAINT "two 'words'" CHECK (a BETWEEN 1 AND 10 AND b NOT IN ('it''s', e'\n')), CONSTRAINT json CHECK (j->>'k' IS NOT NULL OR j @> '{"a": [1]}'), CHECK (e IN ('a', 'b')),
    CHECK (d IS NOT DISTINCT FROM d), CHECK (f != 'NaN' AND f < 'Infinity'), CHECK (CASE WHEN a = 1 THEN b IS NOT NULL ELSE true END), CHECK (length(b) < 10 AND upper(b) != 'X;' ), CHECK (a::STRING != '7' AND c::INT > -5), CHECK (true), CHECK (d > '2020-01-01'::DATE - 10000), CHECK ((a, b) != (3, 'x')), CHECK (a = ANY ARRAY[1, 2, 3]), CHECK (b IS NOT NULL OR NOT (a IS NULL)));
INSERT INTO t VALUES (1, 1, 'x', 2, '2020-01-01', '{"k": 1}', 'a', 1.5, 'ä' COLLATE de), (2, 2, NULL, 3, NULL, NULL, NULL, NULL, NULL);
ALTER TABLE t ADD CONSTRAINT later CHECK (id > 0);
ALTER TABLE t ADD CONSTRAINT never CHECK (id > 100) NOT VALID;
