-- A materialized view keeps the rows it had when it was refreshed last; what a dump makes of it is refreshed when loaded.
CREATE TABLE t (id INT PRIMARY KEY, v STRING COLLATE de, j JSONB);
INSERT INTO t VALUES (1, 'ä' COLLATE de, '{"a": 1}'), (2, NULL, '[]');
CREATE MATERIALIZED VIEW m AS SELECT id, v, j FROM t;
CREATE INVERTED INDEX by_j ON m (j);
CREATE INDEX ON m (v);
CREATE INDEX part ON m (id) WHERE id > 1;
CREATE MATERIALIZED VIEW over_m ("A", b) AS SELECT id, count(*) FROM m GROUP BY id;
CREATE VIEW v AS SELECT "A" + b AS c FROM over_m;
CREATE MATERIALIZED VIEW nothing AS SELECT id FROM t WHERE false;
CREATE MATERIALIZED VIEW "Mat view" AS SELECT 1 AS "O ne", 'x' AS "T""wo";
COMMENT ON INDEX m@part IS 'an index';
