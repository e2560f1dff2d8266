-- Texts, bytes and bits with everything in them.
CREATE TABLE s (id INT PRIMARY KEY, s STRING, s3 STRING(3), v VARCHAR(5), c CHAR, c5 CHAR(5), q "char", n NAME, b BYTES, bi BIT, b5 BIT(5), vb VARBIT, vb9 VARBIT(9));
INSERT INTO s VALUES
    (1, E'it''s \\ \n \t \r \x01 \x7f "x" é 日 😀', 'abc', 'abcde', 'x', 'abc  ', 'q', 'nm', b'\x00\xff''\\"', B'1', B'10101', B'', B'111111111'),
    (2, '', '', '', '', '', '', '', '', B'0', B'00000', B'1', B''),
    (3, 'NULL', E'\u0080', 'é', 'é', '日本', NULL, 'It''s', '\x41', NULL, NULL, NULL, NULL),
    (4, '$$; -- /* */ :x %s {} \N', '''', '"', ' ', ' a ', ' ', ' ', '\x', NULL, B'11111', B'0101010101010101010101010101010101010101010101010101010101010101010101010', NULL),
    (5, E'\ufeff\u2028\u00a0\uffff', NULL, NULL, NULL, NULL, NULL, NULL, E'\\\\x41', NULL, NULL, NULL, NULL);
CREATE TABLE collated (id INT PRIMARY KEY, d STRING COLLATE de, e STRING(5) COLLATE en_u_ks_level2 UNIQUE, v VARCHAR(9) COLLATE "sv" DEFAULT ('ö' COLLATE sv), INDEX (d DESC), CHECK (d != 'x''y' COLLATE de));
INSERT INTO collated VALUES (1, 'Ärger' COLLATE de, 'a' COLLATE en_u_ks_level2, 'å' COLLATE sv), (2, NULL, 'B' COLLATE en_u_ks_level2, DEFAULT), (3, '' COLLATE de, NULL, NULL);
CREATE TABLE by_collated (c STRING COLLATE de PRIMARY KEY, v INT);
INSERT INTO by_collated VALUES ('a' COLLATE de, 1), ('ä' COLLATE de, 2), ('' COLLATE de, 3);
CREATE TABLE defaults (id INT PRIMARY KEY, a STRING DEFAULT E'it''s \\ \n', b BYTES DEFAULT b'\x00\xff', c BIT(3) DEFAULT B'101', d STRING DEFAULT '', e VARCHAR(4) DEFAULT 'abcd', f "char" DEFAULT 'x', g STRING DEFAULT 'types_texts.public.s', h STRING DEFAULT e'\u00e9😀', CHECK (a != E'\n''\\' AND b != b'\xfe'));
INSERT INTO defaults (id) VALUES (1);
CREATE TABLE keys (s STRING, b BYTES, v VARBIT, PRIMARY KEY (s, b DESC, v));
INSERT INTO keys VALUES ('', b'', B''), ('a', b'\x00', B'0'), ('a', b'\x00\x00', B'00'), ('é', b'\xff', B'1');
