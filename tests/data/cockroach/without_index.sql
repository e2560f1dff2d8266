-- Unique without an index, and partly.
SET experimental_enable_unique_without_index_constraints = on;
CREATE TABLE t (id INT PRIMARY KEY, v INT, w INT, "x y" STRING, UNIQUE WITHOUT INDEX (v), CONSTRAINT "some" UNIQUE WITHOUT INDEX (w, "x y"));
ALTER TABLE t ADD CONSTRAINT later UNIQUE WITHOUT INDEX ("x y");
INSERT INTO t VALUES (1, 1, 1, 'a'), (2, 2, 1, 'b'), (3, NULL, NULL, NULL);
CREATE TABLE refers (id INT PRIMARY KEY, v INT REFERENCES t (v));
INSERT INTO refers VALUES (1, 2);
