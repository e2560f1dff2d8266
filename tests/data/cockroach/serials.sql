-- SERIAL in each of its normalizations.
CREATE TABLE by_rowid (id SERIAL PRIMARY KEY, small SERIAL2, v INT);
SET serial_normalization = sql_sequence;
CREATE TABLE by_sequence (id SERIAL PRIMARY KEY, small SERIAL2, "Big one" BIGSERIAL, v INT);
SET serial_normalization = virtual_sequence;
CREATE TABLE by_virtual (id SERIAL PRIMARY KEY, v INT);
SET serial_normalization = sql_sequence_cached;
CREATE TABLE by_cached (id SERIAL PRIMARY KEY, v INT);
RESET serial_normalization;
CREATE SEQUENCE virt VIRTUAL;
CREATE TABLE uses_virtual (id INT PRIMARY KEY DEFAULT nextval('virt'), v INT);
INSERT INTO by_rowid (v) VALUES (1), (2);
INSERT INTO by_sequence (v) VALUES (1), (2);
INSERT INTO by_virtual (v) VALUES (1), (2);
INSERT INTO by_cached (v) VALUES (1), (2);
INSERT INTO uses_virtual (v) VALUES (1);
ALTER TABLE by_sequence RENAME TO renamed;
