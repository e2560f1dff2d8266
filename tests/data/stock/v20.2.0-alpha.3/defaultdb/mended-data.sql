
USE "Odd db";

INSERT INTO public.t (x) VALUES
	(1);

USE empty;

USE objects;

SELECT setval(e'public."\'"', 1, false);

INSERT INTO public.";" (";") VALUES
	(1);

INSERT INTO public."Table" ("Column", "select", "a b", "q""q", é, "1st", "$d", d$, "user", name, "timestamp", "É") VALUES
	(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

INSERT INTO public."table" (id) VALUES
	(1);

INSERT INTO public.b (i) VALUES
	((-3)),
	(1),
	(2);

INSERT INTO public.a (i) VALUES
	(1),
	(2);

INSERT INTO public.parent_i (p) VALUES
	(1),
	(2);

INSERT INTO public.child_i (p, c, v) VALUES
	(1, 1, 10),
	(2, 1, 20);

INSERT INTO public.computed (a, c) VALUES
	((-5), NULL),
	(1, 'x');

INSERT INTO public.cycle_b (id) VALUES
	(1);

INSERT INTO public.cycle_a (id, other) VALUES
	(1, 1);

SELECT setval('public.down', 5, false);

INSERT INTO public.g (i) VALUES
	(1);

INSERT INTO public.f (i, g) VALUES
	(1, 1),
	(2, NULL);

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

SELECT setval('public.s', 3, false);

INSERT INTO public.selfref (id, parent) VALUES
	(1, 1),
	(2, 1);

SELECT setval('public.step', 919, false);

SELECT setval('public.untouched', 1, false);

INSERT INTO public.uses_sequence (id, v) VALUES
	(1, 10),
	(2, 11);

USE v202;

INSERT INTO "Sc 2".t (x, "Y y") VALUES
	(1, 'x');

INSERT INTO public."nothing" (rowid) VALUES
	(1),
	(2);

INSERT INTO public.dropped (rowid) VALUES
	(1229728830921900033),
	(1229728830921932801),
	(1229728830921965569);

INSERT INTO public.geo (id, g, m) VALUES
	(1, '0101000020E6100000000000000000F03F000000000000F03F', '0102000020E61000000200000000000000000000000000000000000000000000000000F03F0000000000000040'),
	(2, NULL, '0101000000000000000000F8BF0000000000000240');

INSERT INTO public.person (id, m, ms, o) VALUES
	(1, 'sad', ARRAY['ok','sad',NULL], 'B c'),
	(2, e'gr\u00F6\u00DFer', ARRAY[], NULL),
	(3, NULL, NULL, 'a');

INSERT INTO sc1.t (x, y) VALUES
	(1, 2),
	(2, (-3));

INSERT INTO public.t (x) VALUES
	(1),
	(2);
