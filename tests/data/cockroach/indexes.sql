-- Indexes of every kind that both releases have.
CREATE TABLE t (id INT PRIMARY KEY, a INT, b STRING, c DECIMAL, j JSONB, arr STRING[], g GEOMETRY, gg GEOGRAPHY, "o dd" INT,
    INDEX plain (a), INDEX "desc" (a DESC, b ASC), UNIQUE INDEX uni (b), UNIQUE (c), INDEX storing (a) STORING (b, c), UNIQUE INDEX partial (a) WHERE b IS NOT NULL AND c > 1.5,
    INDEX partial_text (b) WHERE b = 'it''s' OR b LIKE '%x\_' OR b IN ('a', 'b'), INVERTED INDEX inv (j), INVERTED INDEX inv_arr (arr), INVERTED INDEX geo (g), INVERTED INDEX geog (gg),
    INVERTED INDEX many (a, j), INVERTED INDEX inv_part (j) WHERE a > 3, INDEX "In dex" ("o dd"), INDEX "select" ("o dd" DESC) STORING (a) WHERE "o dd" > 0);
CREATE INDEX ON t (c DESC);
CREATE INDEX ON t (c DESC);
CREATE UNIQUE INDEX later ON t (a, b, c);
ALTER INDEX t@plain RENAME TO "Re named";
DROP INDEX t@storing;
CREATE INDEX storing ON t (a) STORING (c);
INSERT INTO t (id, a, b, c, j, arr, g, gg, "o dd") VALUES (1, 1, 'x', 1, '{"a": 1}', ARRAY['x'], 'POINT(1 1)', 'POINT(1 1)', 1), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, 5, 'it''s', 2, '[]', ARRAY[]::STRING[], 'POINT EMPTY', NULL, -1);
CREATE TABLE inline (id INT PRIMARY KEY, a INT UNIQUE, b INT, CONSTRAINT "Con straint" UNIQUE (a, b), UNIQUE (b DESC));
INSERT INTO inline VALUES (1, 1, 1), (2, NULL, NULL);
CREATE TABLE tuned (id INT PRIMARY KEY, g GEOMETRY, INVERTED INDEX gi (g) WITH (s2_max_level = 20, s2_level_mod = 2, geometry_min_x = -100, geometry_max_x = 100, geometry_min_y = -100, geometry_max_y = 100));
CREATE INDEX covering ON tuned USING gist (g) WITH (s2_max_cells = 12);
