CREATE TABLE public.numbers (
	id INT8 NOT NULL,
	i2 INT2 NULL,
	i4 INT4 NULL,
	i8 INT8 NULL,
	f4 FLOAT4 NULL,
	f8 FLOAT8 NULL,
	d DECIMAL NULL,
	d10 DECIMAL(10,3) NULL,
	o OID NULL,
	CONSTRAINT numbers_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.others (
	id INT8 NOT NULL,
	b BOOL NULL,
	u UUID NULL,
	ip INET NULL,
	j JSONB NULL,
	ai INT8[] NULL,
	asx STRING[] NULL,
	ad DECIMAL[] NULL,
	ab BOOL[] NULL,
	af FLOAT8[] NULL,
	ats TIMESTAMP[] NULL,
	au UUID[] NULL,
	ax BYTES[] NULL,
	adt DATE[] NULL,
	aiv INTERVAL[] NULL,
	aip INET[] NULL,
	adc DECIMAL[] NULL,
	CONSTRAINT others_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.strings (
	id INT8 NOT NULL,
	s STRING NULL,
	v VARCHAR(20) NULL,
	c CHAR(3) NULL,
	n NAME NULL,
	b BYTES NULL,
	k STRING COLLATE en_u_ks_level2 NULL,
	CONSTRAINT strings_pkey PRIMARY KEY (id ASC)
);

CREATE TABLE public.times (
	id INT8 NOT NULL,
	d DATE NULL,
	t TIME NULL,
	tz TIMETZ NULL,
	ts TIMESTAMP NULL,
	tstz TIMESTAMPTZ NULL,
	ts3 TIMESTAMP(3) NULL,
	iv INTERVAL NULL,
	CONSTRAINT times_pkey PRIMARY KEY (id ASC)
);

INSERT INTO public.numbers (id, i2, i4, i8, f4, f8, d, d10, o) VALUES
	(1, 0, 0, 0, 0.0, 0.0, 0, 0.000, 0),
	(2, 1, 1, 1, 1.0, 1.0, 1, 1.000, 1),
	(3, (-1), (-1), (-1), (-1.0), (-1.0), (-1), (-1.000), 4294967295),
	(4, 32767, 2147483647, 9223372036854775807, 3.4e+38, 1.7976931348623157e+308, 123456789012345678901234567890.123456789, 9999999.999, 26),
	(5, (-32768), (-2147483648), (-9223372036854775808), (-3.4e+38), 5e-324, (-1E-20), (-0.001), 16),
	(6, 7, 7, 7, 0.1, 0.1, 1.10, 1.100, 7),
	(7, 7, 7, 7, 100000.5, 100000.5, 1E+10, 12.000, 7),
	(8, 7, 7, 7, 999999.0, 999999.0, 1E+5, 12.000, 7),
	(9, 7, 7, 7, 1e+06, 1e+06, (-1E-7), 12.000, 7),
	(10, 7, 7, 7, 1.2345675e+06, 1.2345675e+06, 0.000001, 12.000, 7),
	(11, 7, 7, 7, 0.0001, 0.0001, 1E-7, 12.000, 7),
	(12, 7, 7, 7, 1e-05, 1e-05, 100, 12.000, 7),
	(13, 7, 7, 7, (-0.0), (-0.0), 0.0, 12.000, 7),
	(14, 7, 7, 7, 'NaN', 'NaN', 'NaN', 12.000, 7),
	(15, 7, 7, 7, '+Inf', '+Inf', 'Infinity', 12.000, 7),
	(16, 7, 7, 7, '-Inf', '-Inf', '-Infinity', 12.000, 7),
	(17, 7, 7, 7, 1.23456789e+08, 1.23456789e+08, 5.00, 5.000, 7),
	(18, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.others (id, b, u, ip, j, ai, asx, ad, ab, af, ats, au, ax, adt, aiv, aip, adc) VALUES
	(1, true, '63616665-6630-3064-6465-616462656562', '192.168.0.1', '{"a": "b", "n": [1, 2.50, null, true]}', ARRAY[1,2,NULL], ARRAY['a',e'it\'s',NULL,'NULL','','a,b','{x}'], ARRAY[1.0,(-2.50)], ARRAY[true,false,NULL], ARRAY[1.0,(-2.5),1e+20,'NaN','+Inf'], ARRAY['2016-01-25 10:10:10','2016-01-25 10:10:10.5'], ARRAY['63616665-6630-3064-6465-616462656562'], ARRAY['\x61316232','\xff','\x'], ARRAY['2016-03-26'], ARRAY['02:00:00','-1 days'], ARRAY['10.0.0.0/8','::1'], ARRAY['NaN','-Infinity',1E+30]),
	(2, false, '00000000-0000-0000-0000-000000000000', '10.0.0.0/8', '[]', ARRAY[], ARRAY[], NULL, ARRAY[], ARRAY[], ARRAY[], NULL, NULL, NULL, NULL, NULL, NULL),
	(3, NULL, NULL, '2001:db8::1/64', e'"it\'s \U000065E5 \\\\ back"', ARRAY[(-1),(-9223372036854775808)], ARRAY[e'tab\t','q"uote',e'back\\',e'\U000065E5\U0000672C',e'\U0001F600'], ARRAY[0.00], NULL, ARRAY[(-0.0)], NULL, NULL, ARRAY[NULL], NULL, NULL, ARRAY['::ffff:1.2.3.4'], NULL),
	(4, NULL, NULL, NULL, 'null', NULL, ARRAY['x'], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.strings (id, s, v, c, n, b, k) VALUES
	(1, '', '', '   ', '', '\x', '' COLLATE en_u_ks_level2),
	(2, 'plain', 'plain', 'abc', 'plain', '\x706c61696e', 'plain' COLLATE en_u_ks_level2),
	(3, e'Mudd\'s Women', e'it\'s', e'\'  ', e'o\'neil', '\x27', e'it\'s' COLLATE en_u_ks_level2),
	(4, e'back\\slash', e'\\', e'\\  ', e'\\', '\x5c', e'\\' COLLATE en_u_ks_level2),
	(5, e'tab\there', e'nl\nx', e'\r  ', e'\b\f', '\x0001ff', e'\t' COLLATE en_u_ks_level2),
	(6, e'caff\u00E8', e'\u00E9', e'\u00FF  ', e'\u00F1', '\xc3a9', e'\u00F6' COLLATE en_u_ks_level2),
	(7, e'\U000065E5\U0000672C\U00008A9E', e'\U000065E5\U0000672C', e'\U00004E2D', e'\U0000D55C', '\xe697a5', e'\U000065E5' COLLATE en_u_ks_level2),
	(8, e'\U0001F600 smile', e'\U0001F600', e'\U0001F600', e'\U0001F600', '\xf09f9880', e'\U0001F600' COLLATE en_u_ks_level2),
	(9, e'\x7f\x01', e'\x1f', e'\x7f  ', 'x', '\x807f', 'x' COLLATE en_u_ks_level2),
	(10, '"double" and ; and -- comment', '/* c */', '$$ ', '$1', '\x6162', 'x' COLLATE en_u_ks_level2),
	(11, e'a\U00002028b\U0000FEFFc', e'\u00A0', 'x  ', 'x', '\x787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878', 'x' COLLATE en_u_ks_level2),
	(12, 'long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text long text ', 'x', 'x  ', 'x', '\x78', 'x' COLLATE en_u_ks_level2),
	(13, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.times (id, d, t, tz, ts, tstz, ts3, iv) VALUES
	(1, '2016-03-26', '01:02:03', '01:02:03+00:00:00', '2016-01-25 10:10:10', '2016-01-25 10:10:10+00:00', '2016-01-25 10:10:10.123', '02:30:30'),
	(2, '0001-01-01', '00:00:00', '00:00:00-07:00:00', '0001-01-01 00:00:00', '0001-01-01 00:00:00+00:00', '1969-12-31 23:59:59.999', '00:00:00'),
	(3, '9999-12-31', '23:59:59.999999', '23:59:59.999999+14:00:00', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00:00', '2000-02-29 00:00:00', '-1 days'),
	(4, '2000-02-29', '12:00:00.5', '12:00:00.5+05:30:00', '2016-01-25 10:10:10.555', '2016-01-25 15:10:10.555+00:00', '2016-01-25 10:10:10.5', '1 year 2 mons 3 days 04:05:06.789'),
	(5, '1970-01-01', '00:00:00.000001', '00:00:00.000001+00:00:00', '1970-01-01 00:00:00.000001', '1970-01-01 00:00:00+00:00', '1970-01-01 00:00:00', '-1 mons +1 day -00:00:01'),
	(6, '1999-12-31', '24:00:00', '24:00:00+00:00:00', '2016-01-25 00:00:00', '2016-01-25 00:00:00+00:00', '2016-01-25 00:00:00', '100:00:00.000001'),
	(7, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
