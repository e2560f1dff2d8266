-- Collations in keys, indexes, references and computed columns.
CREATE TABLE t (a STRING COLLATE de, b STRING COLLATE en_US, c VARCHAR(5) COLLATE "zh-Hant", PRIMARY KEY (a, b DESC), INDEX (c), UNIQUE (b));
INSERT INTO t VALUES ('ä' COLLATE de, 'x' COLLATE en_US, '日' COLLATE "zh-Hant"), ('' COLLATE de, 'X' COLLATE en_US, NULL), ('Z;''' COLLATE de, e'\n' COLLATE en_US, NULL);
CREATE TABLE r (id INT PRIMARY KEY, b STRING COLLATE en_US REFERENCES t (b), low STRING COLLATE de AS (b::STRING COLLATE de) STORED);
INSERT INTO r VALUES (1, 'X' COLLATE en_US), (2, NULL);
CREATE VIEW v AS SELECT a, b::STRING AS c FROM t WHERE a > 'a' COLLATE de;
