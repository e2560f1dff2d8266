-- An enum wherever a type or a label may stand.
CREATE SCHEMA app;
CREATE TYPE app.status AS ENUM ('new', 'open', 'it''s "done"', '', 'größer', E'new\nline', 'a\b', 'NULL', 'x,y{}');
CREATE TYPE public.status AS ENUM ('new', 'other');
CREATE TABLE app.t (
    id INT PRIMARY KEY,
    s app.status NOT NULL DEFAULT 'it''s "done"',
    p public.status DEFAULT 'other',
    many app.status[] DEFAULT ARRAY['new', 'größer'],
    is_new BOOL AS (s = 'new') STORED,
    other app.status AS (CASE WHEN s = 'new' THEN 'open' ELSE s END) STORED,
    back STRING AS (CASE s WHEN 'new' THEN 'n' ELSE 'x' END) VIRTUAL,
    CONSTRAINT "not 'done'" CHECK (s != 'open' OR p = 'new'),
    CONSTRAINT few CHECK (s IN ('new', 'it''s "done"', '', 'größer', 'a\b', E'new\nline', 'NULL', 'x,y{}')),
    INDEX by_s (s) WHERE s = 'it''s "done"',
    UNIQUE INDEX by_other (p, id) WHERE s > 'new' AND p IS NOT NULL
);
CREATE TABLE keyed (s public.status, n app.status, v INT, PRIMARY KEY (s DESC, n), FAMILY a (s, n), FAMILY b (v));
CREATE TABLE refers (id INT PRIMARY KEY, s public.status, n app.status, FOREIGN KEY (s, n) REFERENCES keyed (s, n) ON UPDATE CASCADE);
CREATE VIEW app.v AS SELECT id, s, 'open'::app.status AS o, many FROM app.t WHERE s <> 'größer' AND p = 'other'::public.status;
CREATE VIEW labels AS SELECT 'new'::status AS l UNION ALL SELECT 'other'::public.status;
INSERT INTO app.t (id, s, many) VALUES (1, 'new', ARRAY['x,y{}', NULL, 'a\b', '', 'NULL', 'it''s "done"']), (2, DEFAULT, ARRAY[]), (3, '', NULL), (4, E'new\nline', DEFAULT), (5, 'x,y{}', ARRAY['new']);
INSERT INTO app.t (id, p) VALUES (6, NULL), (7, 'new');
INSERT INTO keyed VALUES ('new', 'open', 1), ('other', 'a\b', 2), ('other', '', NULL);
INSERT INTO refers VALUES (1, 'other', ''), (2, NULL, NULL), (3, 'new', 'open');
