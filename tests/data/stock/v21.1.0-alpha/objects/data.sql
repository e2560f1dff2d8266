
SELECT setval(e'public."\'"', 1, false);

INSERT INTO public.";" (";") VALUES
	(1);

INSERT INTO public."Table" ("Column", "select", "a b", "q""q", é, "1st", "$d", d$, "user", name, "timestamp", "É") VALUES
	(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

INSERT INTO public."table" (id) VALUES
	(1);

INSERT INTO public.a (i) VALUES
	(1),
	(2);

INSERT INTO public.b (i) VALUES
	((-3)),
	(1),
	(2);

INSERT INTO public.computed (a, c) VALUES
	((-5), NULL),
	(1, 'x');

INSERT INTO public.cycle_a (id, other) VALUES
	(1, 1);

INSERT INTO public.cycle_b (id) VALUES
	(1);

SELECT setval('public.down', 5, false);

INSERT INTO public.f (i, g) VALUES
	(1, 1),
	(2, NULL);

INSERT INTO public.g (i) VALUES
	(1);

INSERT INTO public.js (id, j, arr) VALUES
	(1, '{"a": [1, "two", {"three": 3.00}], "b": 1}', ARRAY[1,2]);

INSERT INTO public.keys (k1, k2, v, w) VALUES
	(2, 'c', 3, NULL),
	(1, 'a', 2, 9),
	(1, 'b', 1, 9),
	((-7), '', 4, 0);

INSERT INTO public.no_key (v, w) VALUES
	(3, 'c'),
	(1, 'a'),
	(2, e'x\'y');

INSERT INTO public.parent_i (p) VALUES
	(1),
	(2);

SELECT setval('public.s', 3, false);

INSERT INTO public.selfref (id, parent) VALUES
	(1, 1),
	(2, 1);

SELECT setval('public.step', 919, false);

SELECT setval('public.untouched', 1, false);

INSERT INTO public.uses_sequence (id, v) VALUES
	(1, 10),
	(2, 11);
