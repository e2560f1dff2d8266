-- Column families by name and without, with odd names and with hidden columns.
CREATE TABLE t (a INT PRIMARY KEY, b INT, c INT, d INT, FAMILY "primary" (a), FAMILY "B b" (b, c), FAMILY (d));
CREATE TABLE keyless (v INT, w INT, FAMILY one (v), FAMILY two (w));
CREATE TABLE with_rowid (v INT, w INT, FAMILY one (v, rowid), FAMILY two (w));
INSERT INTO t VALUES (1, 2, 3, 4);
INSERT INTO keyless VALUES (1, 2), (NULL, NULL);
INSERT INTO with_rowid VALUES (1, 2);
ALTER TABLE t ADD COLUMN e INT FAMILY "B b";
ALTER TABLE t ADD COLUMN f INT CREATE IF NOT EXISTS FAMILY late;
ALTER TABLE t ADD COLUMN g INT CREATE FAMILY;
ALTER TABLE t DROP COLUMN d;
