-- Schemas, types, tables, views with nothing in them.
CREATE SCHEMA nothing_in_it;
CREATE SCHEMA "Only a type";
CREATE TYPE "Only a type".t AS ENUM ();
CREATE SCHEMA only_a_sequence;
CREATE SEQUENCE only_a_sequence.s;
CREATE TABLE t (id INT PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE VIEW constant AS SELECT 1 AS one, NULL::STRING AS none, 'x' AS "X x";
CREATE VIEW vals (a, b) AS VALUES (1, 'x'), (2, NULL);
