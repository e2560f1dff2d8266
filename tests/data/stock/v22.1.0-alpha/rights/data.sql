
SELECT setval('app.counter', 3, false);

INSERT INTO app.owned (id, m, v) VALUES
	(1, 'glad', 1),
	(2, NULL, 2);

INSERT INTO public.plain (id) VALUES
	(1);
