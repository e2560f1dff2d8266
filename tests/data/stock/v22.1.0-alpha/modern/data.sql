
SELECT setval('"Od d.s"."S q"', 8, false);

INSERT INTO "Od d.s"."select" ("from", "Wh ere", "a.b", "qu""ote", größe) VALUES
	(1, e'gr\u00F6\u00DFer', 'x', 2, (-0.0)),
	(2, '', NULL, NULL, 'NaN');

INSERT INTO app.a (id, b) VALUES
	(1, 1);

INSERT INTO app.b (id, a) VALUES
	(1, 1);

SELECT setval('app.cached', 11, false);

INSERT INTO app.customers (id, email, name, status, tags, past, score, made) VALUES
	('11111111-1111-1111-1111-111111111111', 'A@x.io', e'\u00C4rger' COLLATE de, 'open', ARRAY['x',NULL,e'it\'s','a,b','"'], ARRAY['new',e'it\'s "done"'], 1.50, '2026-11-25 18:12:39.180792+00:00'),
	('22222222-2222-2222-2222-222222222222', 'b@x.io', NULL, 'new', ARRAY[], NULL, NULL, '2026-11-25 18:12:39.180792+00:00');

SELECT setval('app.down', 47, false);

SELECT setval('app.never_used', 10, false);

SELECT setval('app.plain', 3, false);

INSERT INTO app.orders (id, customer, parent, total, note, at) VALUES
	(10, '11111111-1111-1111-1111-111111111111', NULL, 12.345, e'{"a": "it\'s", "b": [1, 2.50, null]}', '2020-02-29 12:34:56.789'),
	(11, '11111111-1111-1111-1111-111111111111', 10, 1E+10, 'null', NULL);

INSERT INTO public.all_types (id, i2, i4, f4, f8, d, bl, s, s3, c, qc, n, by, dt, t, tz, t6, ts, tstz, iv, iv2, u, ip, j, bt, vb, o, rc, rt, ia, da, sa, bya, ta, ua, ipa, ba, iva, fa, dta, bta) VALUES
	(1, (-32768), 2147483647, 1.5, 1e+300, 1.10, true, e'it\'s \\ \n \t \u00E9 \U000065E5 \U0001F600', 'abc', 'x    ', 'q', 'nm', '\x00ff275c', '2020-02-29', '23:59:59.999999', '12:00:00+02:30:00', '01:02:03.45', '1999-12-31 23:59:59.5', '1999-12-31 23:00:00+00:00', '1 year 2 mons 3 days 04:05:06.7', '01:02:00', '11111111-1111-1111-1111-111111111111', '10.0.0.1/8', e'{"k": "it\'s"}', B'10101', B'1', 42, 121, 23, ARRAY[1,NULL], ARRAY[1.10,'NaN'], ARRAY['',NULL,e'a\'b','NULL','{}'], ARRAY['\x00','\x61'], ARRAY['2020-01-01 00:00:00+00:00'], ARRAY['11111111-1111-1111-1111-111111111111'], ARRAY['::1'], ARRAY[true,NULL], ARRAY['1 day'], ARRAY[1.5,'+Inf',(-0.0)], ARRAY['2020-01-01'], ARRAY[B'101',B'']),
	(2, NULL, NULL, 'NaN', '-Inf', 'NaN', NULL, '', '', '     ', NULL, '', '\x', 'infinity', '24:00:00', '24:00:00-15:59:00', NULL, '-4713-11-24 00:00:00', '294276-12-31 23:59:59.999999+00:00', '-1 mons +1 day -00:00:00.000001', NULL, NULL, '::ffff:1.2.3.4', '[]', NULL, NULL, 0, NULL, NULL, ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[], ARRAY[]);

INSERT INTO public.expressions (id, a, b) VALUES
	(1, 'Abc', '{"k": 1}');

INSERT INTO public.hashed (id, v) VALUES
	(3, 4),
	(1, 2);

INSERT INTO public.hashed_new (id, v) VALUES
	(3, 4),
	(1, 2);

INSERT INTO public.hidden_columns (id, shown, secret, other) VALUES
	(1, 2, e'hid\'den', 3),
	(2, NULL, NULL, NULL);

INSERT INTO public.ident (a, b, v) VALUES
	(1, 10, 'x'),
	(2, 100, 'y');

SELECT setval('public.ident_a_seq', 3, false);

SELECT setval('public.ident_b_seq', 12, false);

INSERT INTO public.keyed_by_rowid (v, rowid) VALUES
	('x', 5),
	('y', 6);

INSERT INTO public.many_inverted (id, v, j) VALUES
	(1, 1, '[1]');

INSERT INTO public.no_index (id, v, w) VALUES
	(1, 1, 1),
	(2, 2, 2);

INSERT INTO public.no_key (v, w) VALUES
	('x', 1),
	('y', NULL),
	('x', 1);

INSERT INTO public.refers_to_rowid (r) VALUES
	(5),
	(6);

INSERT INTO public.renewed (id, v, changed) VALUES
	(1, 1, '2020-01-01 00:00:00+00:00');

INSERT INTO public.ser (id, v) VALUES
	(1230634882126249985, 1);

SELECT setval('public.ser_seq_id_seq', 3, false);

INSERT INTO public.ser_seq (id, v) VALUES
	(1, 1),
	(2, 2);

INSERT INTO public.spatial (id, g, m, b, gs) VALUES
	(1, '0101000020E6100000000000000000F03F0000000000000040', '0102000020110F00000200000000000000000000000000000000000000000000000000F03F0000000000000040', 'BOX(1 2,3 4)', ARRAY['0101000000000000000000F03F000000000000F03F',NULL]);

INSERT INTO public.ttl (id, v, crdb_internal_expiration) VALUES
	(1, 1, '2026-11-25 18:22:41.577627+00:00');
