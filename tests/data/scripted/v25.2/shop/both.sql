CREATE TABLE public.items (
	id INT8 NOT NULL,
	owner STRING NULL,
	vec VECTOR(3) NULL,
	parent INT8 NULL,
	CONSTRAINT items_pkey PRIMARY KEY (id ASC),
	VECTOR INDEX by_vec (vec)
);

INSERT INTO public.items (id, owner, vec, parent) VALUES
	(1, 'root', '[1,0,0]', NULL),
	(2, 'root', NULL, 1);

ALTER TABLE public.items ADD CONSTRAINT items_parent_fkey FOREIGN KEY (parent) REFERENCES public.items(id);
ALTER TABLE public.items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.items AS PERMISSIVE FOR ALL TO public USING (owner = current_user():::STRING) WITH CHECK (owner = current_user():::STRING);

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
ALTER TABLE public.items VALIDATE CONSTRAINT items_parent_fkey;
