-- rowids: keyless, computes, indexed, checked, partial, refers_to_itself
-- Tables without a key whose hidden rowid others refer to, or that compute or index by it.
CREATE TABLE keyless (v STRING);
CREATE TABLE refers (id INT PRIMARY KEY, r INT REFERENCES keyless (rowid));
INSERT INTO keyless (v, rowid) VALUES ('x', 5), ('y', 6), (NULL, -1);
INSERT INTO refers VALUES (1, 5), (2, 6), (3, NULL);
CREATE TABLE computes (v INT);
ALTER TABLE computes ADD COLUMN twice INT AS (rowid * 2) STORED;
INSERT INTO computes (v, rowid) VALUES (1, 10), (2, 20);
CREATE TABLE indexed (v INT);
CREATE INDEX by_rowid ON indexed (v, rowid DESC);
INSERT INTO indexed (v, rowid) VALUES (1, 100), (1, 101);
CREATE TABLE checked (v INT);
ALTER TABLE checked ADD CHECK (rowid > 3);
INSERT INTO checked (v, rowid) VALUES (1, 4);
CREATE TABLE partial (v INT);
CREATE INDEX few ON partial (v) WHERE rowid > 7;
INSERT INTO partial (v, rowid) VALUES (1, 7), (2, 8);
CREATE TABLE refers_to_itself (up INT);
INSERT INTO refers_to_itself (up, rowid) VALUES (1, 1), (1, 2);
ALTER TABLE refers_to_itself ADD CONSTRAINT f FOREIGN KEY (up) REFERENCES refers_to_itself (rowid);
CREATE VIEW shows AS SELECT rowid, v FROM keyless;
CREATE TABLE named_so (rowid INT PRIMARY KEY, v INT);
INSERT INTO named_so VALUES (1, 2);
CREATE TABLE both_of_them (rowid STRING, v INT);
INSERT INTO both_of_them (rowid, v) VALUES ('mine', 1);
