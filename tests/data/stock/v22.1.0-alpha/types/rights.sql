
CREATE DATABASE IF NOT EXISTS types;
USE types;

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

USE types;

ALTER TABLE public.numbers OWNER TO root;
ALTER TABLE public.others OWNER TO root;
ALTER TABLE public.strings OWNER TO root;
ALTER TABLE public.times OWNER TO root;

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
