-- Columns that the user hid are data; those that the server hid are not.
CREATE TABLE t (id INT PRIMARY KEY, shown INT, secret STRING NOT VISIBLE DEFAULT 'x', "Oth er" INT NOT NULL NOT VISIBLE, INDEX (secret), FAMILY f (id, secret), FAMILY g (shown, "Oth er"));
INSERT INTO t (id, shown, secret, "Oth er") VALUES (1, 2, 'hid''den', 3), (2, NULL, NULL, 4), (3, NULL, DEFAULT, 5);
CREATE TABLE all_hidden (a INT NOT VISIBLE PRIMARY KEY, b STRING NOT VISIBLE);
INSERT INTO all_hidden (a, b) VALUES (1, 'x'), (2, NULL);
CREATE TABLE hidden_keyless (a INT NOT VISIBLE, b STRING);
INSERT INTO hidden_keyless (a, b) VALUES (1, 'x'), (1, 'x');
CREATE TABLE hidden_computed (id INT PRIMARY KEY, a INT, b INT NOT VISIBLE AS (a + 1) STORED, c INT NOT VISIBLE AS (a * 2) VIRTUAL);
INSERT INTO hidden_computed VALUES (1, 5);
CREATE TABLE refers (id INT PRIMARY KEY, r INT NOT VISIBLE REFERENCES all_hidden (a));
INSERT INTO refers (id, r) VALUES (1, 2), (2, NULL);
