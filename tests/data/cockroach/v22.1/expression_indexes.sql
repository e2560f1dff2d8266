-- Indexes of expressions: the columns the server makes for them are no data.
CREATE TYPE e AS ENUM ('x', 'it''s');
CREATE TABLE t (id INT PRIMARY KEY, a STRING, b INT, j JSONB, e e, arr INT[],
    INDEX low (lower(a)), UNIQUE INDEX pair (id, (a || 'x')), INVERTED INDEX inv ((j->'k')), INDEX "o dd" ((b + 1) DESC, a, (b * 2)), INDEX part ((b % 3)) WHERE b > 0 AND lower(a) != 'it''s', INDEX by_enum ((e = 'it''s')), INVERTED INDEX two (b, (j->'a'->'b')), INDEX same (lower(a), b) STORING (j));
CREATE INDEX ON t ((a || e'\n'));
CREATE UNIQUE INDEX ON t ((id + 5));
CREATE INDEX text ON t ((j->>'k'));
CREATE TABLE hashed (id INT PRIMARY KEY, a STRING, INDEX (lower(a)));
CREATE TABLE keyless (a STRING, b INT, INDEX (upper(a)), UNIQUE INDEX (b));
ALTER TABLE t ADD COLUMN late INT;
CREATE INDEX by_late ON t ((late * 2), lower(a));
DROP INDEX t@low;
INSERT INTO t VALUES (1, 'Abc', 1, '{"k": "v", "a": {"b": 1}}', 'x', ARRAY[1], 5), (2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO keyless VALUES ('x', 1), (NULL, NULL);
