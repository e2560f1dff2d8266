-- database: without_index22
-- Unique without an index for a part of the rows only.
SET experimental_enable_unique_without_index_constraints = on;
CREATE TYPE e AS ENUM ('on', 'off');
CREATE TABLE t (id INT PRIMARY KEY, v INT, w INT, s e, UNIQUE WITHOUT INDEX (v) WHERE w > 0, CONSTRAINT "by s" UNIQUE WITHOUT INDEX (w) WHERE s = 'on');
INSERT INTO t VALUES (1, 1, 1, 'on'), (2, 1, -1, 'off'), (3, NULL, NULL, NULL);
ALTER TABLE t ADD CONSTRAINT unchecked UNIQUE WITHOUT INDEX (v) NOT VALID;
