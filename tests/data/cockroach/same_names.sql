-- database: app
-- copy: app2
-- A database, a schema, tables, columns and types of the same name.
CREATE SCHEMA app;
CREATE SCHEMA public2;
CREATE TYPE app.app AS ENUM ('app', 'app.app');
CREATE TABLE app.t (app INT PRIMARY KEY, t app.app DEFAULT 'app.app', "app.t" STRING DEFAULT 'app.app.t');
CREATE TABLE public.t (id INT PRIMARY KEY, app INT REFERENCES app.t (app), INDEX app (app), CONSTRAINT t CHECK (app > 0));
CREATE TABLE public2.t (t INT PRIMARY KEY, u INT REFERENCES t (id));
CREATE SEQUENCE app.s;
CREATE SEQUENCE public.s;
CREATE TABLE app.uses (id INT PRIMARY KEY DEFAULT nextval('app.app.s'), o INT DEFAULT nextval('app.public.s'));
CREATE VIEW app.v AS SELECT t.app, t.t FROM app.app.t;
CREATE VIEW public.v AS SELECT app.t.app, v.t FROM app.t, app.v WHERE app.t.app = v.app;
CREATE VIEW public2.v AS SELECT app.app, app.t FROM app.t AS app;
INSERT INTO app.t VALUES (1, 'app', 'app.'), (2, DEFAULT, DEFAULT);
INSERT INTO public.t VALUES (1, 2);
INSERT INTO public2.t VALUES (1, 1);
INSERT INTO app.uses VALUES (DEFAULT, DEFAULT), (DEFAULT, DEFAULT);
