-- Numbers at the ends of their ranges, and where printing them is hard.
CREATE TABLE n (id INT PRIMARY KEY, i2 INT2, i4 INT4, i8 INT8, f4 FLOAT4, f8 FLOAT8, d DECIMAL, d2 DECIMAL(10,2), d0 DECIMAL(5), b BOOL, o OID);
INSERT INTO n VALUES
    (1, 32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308, 123456789012345678901234567890.123456789, 99999999.99, 99999, true, 0),
    (2, -32768, -2147483648, -9223372036854775808, '-Infinity', 'Infinity', 'NaN', 'NaN', -1, false, 4294967295),
    (3, 0, 0, 0, 'NaN', 'NaN', 'Infinity', 0.00, 0, NULL, 42),
    (4, NULL, NULL, NULL, '-0', '-0', '-Infinity', -0.01, NULL, NULL, NULL),
    (5, 1, 1, 1, 0.1, 0.1, 1.10, 1, 1, true, 1),
    (6, -1, -1, -1, 1e-45, 5e-324, '1E-1000', 1.005, 12345, true, 1),
    (7, 7, 7, 7, 16777217, 9007199254740993, '1E+1000', -1.5, 7, true, 1),
    (8, 8, 8, 8, 1e21, 1e21, '-0.00', 0.1, 8, true, 1),
    (9, 9, 9, 9, 123456.789, 1234567.891, '0E+5', 0, 9, true, 1),
    (10, 10, 10, 10, 1e-7, 1e-7, '0E-20', 0, 10, true, 1);
CREATE TABLE defaults (id INT PRIMARY KEY, a INT2 DEFAULT -5, b FLOAT8 DEFAULT '-Infinity', c DECIMAL DEFAULT 'NaN', d FLOAT4 DEFAULT -0.5, e DECIMAL(5,1) DEFAULT 1.50, f BOOL DEFAULT false, g INT DEFAULT 1 + 2, h FLOAT DEFAULT 1e300, i DECIMAL DEFAULT 1E+10, CHECK (a < 10 AND b < 1.5 AND c != 3.14));
INSERT INTO defaults (id) VALUES (1);
CREATE TABLE keys (f FLOAT, d DECIMAL, i INT2, PRIMARY KEY (f, d DESC, i));
INSERT INTO keys VALUES ('NaN', 'NaN', 1), ('-Infinity', 1.0, 2), (0, 1.00, 3), (1.5, 'Infinity', 4);
