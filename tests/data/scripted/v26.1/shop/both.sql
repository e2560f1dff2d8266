SET create_table_with_schema_locked = off;

CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'a schema';

CREATE TYPE app.status AS ENUM ('new', 'it''s');

CREATE SEQUENCE public.ids MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1;

CREATE TABLE public.items (
	id INT8 NOT NULL DEFAULT nextval('public.ids'::REGCLASS),
	status app.status NULL DEFAULT 'new':::app.status,
	parent INT8 NULL,
	CONSTRAINT items_pkey PRIMARY KEY (id ASC)
);
COMMENT ON TABLE public.items IS 'things';

CREATE FUNCTION app.first_item()
	RETURNS INT8
	VOLATILE
	NOT LEAKPROOF
	CALLED ON NULL INPUT
	LANGUAGE SQL
	SECURITY INVOKER
	AS $$
	SELECT id FROM public.items LIMIT 1;
$$;

CREATE VIEW app.shown (id) AS SELECT id FROM public.items;

CREATE TABLE public.keyless (
	v STRING NULL,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT keyless_pkey PRIMARY KEY (rowid ASC)
);

CREATE FUNCTION public.note()
	RETURNS TRIGGER
	VOLATILE
	NOT LEAKPROOF
	CALLED ON NULL INPUT
	LANGUAGE plpgsql
	SECURITY INVOKER
	AS $$
BEGIN
RETURN new;
END;
$$;

SELECT setval('public.ids', 3, false);

INSERT INTO public.items (id, status, parent) VALUES
	(1, 'new', NULL),
	(2, e'it\'s', 1);

INSERT INTO public.keyless (v) VALUES
	('x'),
	('x');

ALTER TABLE public.items ADD CONSTRAINT items_parent_fkey FOREIGN KEY (parent) REFERENCES public.items(id);
CREATE TRIGGER noted BEFORE INSERT ON public.items FOR EACH ROW EXECUTE FUNCTION public.note();

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.items VALIDATE CONSTRAINT items_parent_fkey;

ALTER TABLE public.items SET (schema_locked = true);
