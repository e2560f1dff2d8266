-- Tables without a key: rows that are the same twice, no columns at all.
CREATE TABLE twice (v STRING, w INT);
INSERT INTO twice VALUES ('x', 1), ('x', 1), (NULL, NULL), (NULL, NULL);
CREATE TABLE bare ();
CREATE TABLE bare_with_rows ();
INSERT INTO bare_with_rows DEFAULT VALUES;
INSERT INTO bare_with_rows DEFAULT VALUES;
INSERT INTO bare_with_rows DEFAULT VALUES;
CREATE TABLE emptied (v INT);
ALTER TABLE emptied DROP COLUMN v;
INSERT INTO emptied DEFAULT VALUES;
CREATE TABLE only_computed (c INT AS (7) STORED);
INSERT INTO only_computed DEFAULT VALUES;
INSERT INTO only_computed DEFAULT VALUES;
CREATE TABLE with_unique (v INT UNIQUE, INDEX (v DESC));
INSERT INTO with_unique VALUES (1), (NULL), (NULL);
CREATE TABLE only_default (id INT PRIMARY KEY DEFAULT unique_rowid());
INSERT INTO only_default DEFAULT VALUES;
