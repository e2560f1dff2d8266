-- database: public
-- copy: other
-- A database named as the schema in it.
CREATE SCHEMA sc;
CREATE TYPE public.e AS ENUM ('public', 'x');
CREATE SEQUENCE public.s;
CREATE TABLE public.t (id INT PRIMARY KEY DEFAULT nextval('public.s'), e public.e DEFAULT 'public');
CREATE TABLE sc.t (id INT PRIMARY KEY, r INT REFERENCES public.t (id));
CREATE VIEW sc.v AS SELECT t.id, t.e FROM public.public.t AS t JOIN sc.t AS o ON o.r = t.id;
INSERT INTO public.t (e) VALUES ('x'), (DEFAULT);
INSERT INTO sc.t VALUES (1, 1);
