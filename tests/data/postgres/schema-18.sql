-- What PostgreSQL 16 to 18 added.

-- NOT NULL as a constraint: with a name, not inherited, not valid, inherited only.
CREATE TABLE nn18 (a int CONSTRAINT "my nn" NOT NULL, b int NOT NULL NO INHERIT, c int,
    d int CONSTRAINT nn18_d_not_null NOT NULL, e int);
ALTER TABLE nn18 ADD CONSTRAINT cnn NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT cnn ON nn18 IS 'late';
COMMENT ON CONSTRAINT "my nn" ON nn18 IS 'named';
CREATE TABLE nn18c () INHERITS (nn18);
ALTER TABLE nn18c ADD CONSTRAINT e_nn NOT NULL e;
CREATE TABLE nn18d (a int NOT NULL) INHERITS (nn18);
CREATE TABLE partnn (id int CONSTRAINT pnn NOT NULL, k int) PARTITION BY LIST (k);
CREATE TABLE partnn1 PARTITION OF partnn FOR VALUES IN (1);
CREATE TABLE partnn2 (k int, id int CONSTRAINT other_nn NOT NULL);
ALTER TABLE partnn ATTACH PARTITION partnn2 FOR VALUES IN (2);
CREATE TABLE clash1 (a int CONSTRAINT clash2_b_not_null NOT NULL);
CREATE TABLE clash2 (b int NOT NULL);
CREATE TABLE "nn nm" ("a b" int NOT NULL);
CREATE TABLE n2 (a int PRIMARY KEY, b int UNIQUE NOT NULL);
CREATE DOMAIN nnd18 AS int CONSTRAINT "dom nn" NOT NULL;
COMMENT ON CONSTRAINT "dom nn" ON DOMAIN nnd18 IS 'named';

-- Virtual generated columns, not enforced constraints, keys without overlaps.
CREATE TABLE virt (a int, b int GENERATED ALWAYS AS (a + 1), c int GENERATED ALWAYS AS (a * 2) VIRTUAL,
    d int GENERATED ALWAYS AS (a * 3) STORED);
INSERT INTO virt VALUES (1);
CREATE TABLE ne (a int, CONSTRAINT nec CHECK (a > 0) NOT ENFORCED, b int REFERENCES selfref NOT ENFORCED);
CREATE TABLE temporal (id int4range, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE temporal_fk (id int4range, valid daterange, p int4range,
    FOREIGN KEY (p, PERIOD valid) REFERENCES temporal (id, PERIOD valid));

-- Identity columns of partitioned tables; a child that generates otherwise; storage in CREATE TABLE.
CREATE TABLE idpart (id int GENERATED ALWAYS AS IDENTITY, k int) PARTITION BY RANGE (k);
CREATE TABLE idpart1 PARTITION OF idpart FOR VALUES FROM (0) TO (10);
CREATE TABLE idpart2 (k int, id int NOT NULL);
ALTER TABLE idpart ATTACH PARTITION idpart2 FOR VALUES FROM (10) TO (20);
INSERT INTO idpart (k) VALUES (1), (12);
CREATE TABLE pgen (a int, g int GENERATED ALWAYS AS (a) STORED);
CREATE TABLE cgen (g int GENERATED ALWAYS AS (a * 7) STORED) INHERITS (pgen);
CREATE TABLE stor (a text STORAGE EXTERNAL);
