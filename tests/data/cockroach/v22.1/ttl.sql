-- Rows that expire: the time they do is data.
CREATE TABLE t (id INT PRIMARY KEY, v INT) WITH (ttl_expire_after = '10 years');
INSERT INTO t VALUES (1, 1), (2, 2);
INSERT INTO t (id, v, crdb_internal_expiration) VALUES (3, 3, '2999-01-01'), (4, 4, '2100-06-07 08:09:10.123456+00');
CREATE TABLE tuned (id INT PRIMARY KEY, "V v" INT, FAMILY f (id), FAMILY g ("V v", crdb_internal_expiration)) WITH (ttl_expire_after = '1 year 2 mons', ttl_select_batch_size = 50, ttl_delete_batch_size = 25, ttl_job_cron = '@weekly');
CREATE TABLE keyless (v INT) WITH (ttl_expire_after = '20 years');
INSERT INTO keyless VALUES (1), (1);
