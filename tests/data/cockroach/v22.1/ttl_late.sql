-- A table that rows expire of since it was changed: this release does not give it the column for the time.
CREATE TABLE late (id INT PRIMARY KEY, v INT);
INSERT INTO late VALUES (1, 1);
ALTER TABLE late SET (ttl_expire_after = '30 years');
