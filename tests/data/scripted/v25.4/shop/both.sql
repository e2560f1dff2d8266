CREATE SEQUENCE public.ids MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1 PER SESSION CACHE 10;

CREATE TABLE public.items (
	id INT8 NOT NULL,
	name CITEXT NULL,
	path LTREE NULL,
	parent INT8 NULL,
	CONSTRAINT items_pkey PRIMARY KEY (id ASC)
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
RETURN old;
END;
$$;

SELECT setval('public.ids', 21, false);

INSERT INTO public.items (id, name, path, parent) VALUES
	(1, 'Ab', 'A.B', NULL),
	(2, e'it\'s', '', 1);

ALTER TABLE public.items ADD CONSTRAINT items_parent_fkey FOREIGN KEY (parent) REFERENCES public.items(id);
ALTER TABLE public.items ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.items AS RESTRICTIVE FOR SELECT TO reader USING (true);
CREATE TRIGGER noted AFTER DELETE ON public.items FOR EACH ROW EXECUTE FUNCTION public.note();

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.items VALIDATE CONSTRAINT items_parent_fkey;

ALTER TABLE public.items SET (schema_locked = true);
