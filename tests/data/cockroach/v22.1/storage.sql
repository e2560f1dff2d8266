-- Storage parameters of tables and indexes.
CREATE TABLE t (id INT PRIMARY KEY, v INT, g GEOMETRY, INDEX (v) WITH (fillfactor = 50), INVERTED INDEX (g) WITH (s2_max_level = 12)) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE TABLE excluded (id INT PRIMARY KEY, v INT) WITH (exclude_data_from_backup = true);
INSERT INTO excluded VALUES (1, 1);
CREATE INDEX late ON t (v DESC) WITH (fillfactor = 50);
