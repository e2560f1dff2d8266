-- Inverted indexes: of documents, arrays, shapes; with columns before; partial.
CREATE TABLE t (id INT PRIMARY KEY, v INT, w STRING, j JSONB, a INT[], s STRING[], g GEOMETRY(POINT), gg GEOGRAPHY,
    INVERTED INDEX j1 (j), INVERTED INDEX j2 (v, j), INVERTED INDEX "j 3" (v, w DESC, j), INVERTED INDEX j4 (w, s) WHERE v > 1, INVERTED INDEX a1 (a), INVERTED INDEX g1 (g), INVERTED INDEX g2 (v, gg));
CREATE INDEX gin ON t USING gin (j);
CREATE INDEX gist ON t USING gist (g);
INSERT INTO t VALUES (1, 1, 'x', '{"a": [1, {"b": null}]}', ARRAY[1, 2], ARRAY['x', NULL], 'POINT(1 2)', 'POINT(1 2)'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, 5, '', '[]', ARRAY[]::INT[], ARRAY[''], 'POINT EMPTY', 'LINESTRING(0 0, 1 1)');
