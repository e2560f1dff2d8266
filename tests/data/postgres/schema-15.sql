-- What PostgreSQL 13 to 15 added.
CREATE TABLE nnd (a int, b int, UNIQUE NULLS NOT DISTINCT (a),
    CONSTRAINT nnd2 UNIQUE NULLS NOT DISTINCT (b) DEFERRABLE);
CREATE UNLOGGED SEQUENCE us;
ALTER SEQUENCE unl_id_seq SET LOGGED;
ALTER TABLE unl ALTER id SET CACHE 3;
CREATE TABLE cmp (a text COMPRESSION pglz, b text);
ALTER TABLE cmp ALTER b SET COMPRESSION pglz;
CREATE TABLE fkset (a int, b text, FOREIGN KEY (a, b) REFERENCES k (b, c) ON DELETE SET NULL (b));
CREATE TYPE s1.r4 AS RANGE (subtype = time, multirange_type_name = s1.many_r4);
CREATE DOMAIN mrdom AS s1.many_r4;
CREATE TABLE mrt (a s1.many_r4, b int4multirange, c mrdom[]);
