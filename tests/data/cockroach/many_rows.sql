-- More rows than one statement takes, and values that are long.
CREATE TABLE numbers (n INT PRIMARY KEY, v STRING);
INSERT INTO numbers SELECT g, 'v' || g::STRING FROM generate_series(1, 3000) AS g;
CREATE TABLE keyless (n INT);
INSERT INTO keyless SELECT g % 7 FROM generate_series(1, 1001) AS g;
CREATE TABLE big (id INT PRIMARY KEY, t STRING, b BYTES, j JSONB);
INSERT INTO big SELECT g, repeat('é''\', 20000), repeat(e'\x01', 30000)::BYTES, json_build_object('k', repeat('x', 40000)) FROM generate_series(1, 5) AS g;
CREATE TABLE refers (id INT PRIMARY KEY, up INT REFERENCES refers (id), n INT REFERENCES numbers (n));
INSERT INTO refers SELECT g, 501 - g, g FROM generate_series(1, 500) AS g;
