-- Interleaved tables and indexes, which v22.1 has no more.
SET CLUSTER SETTING sql.defaults.interleaved_tables.enabled = true;
CREATE TABLE customers (id INT PRIMARY KEY, name STRING(50));
CREATE TABLE orders (customer INT, id INT, total DECIMAL(20,5), PRIMARY KEY (customer, id), CONSTRAINT fk_customer FOREIGN KEY (customer) REFERENCES customers) INTERLEAVE IN PARENT customers (customer);
CREATE TABLE "Pack ages" (customer INT, "order" INT, id INT, PRIMARY KEY (customer, "order", id DESC), CONSTRAINT fk_order FOREIGN KEY (customer, "order") REFERENCES orders ON DELETE CASCADE) INTERLEAVE IN PARENT orders (customer, "order");
CREATE INDEX by_total ON orders (customer, total DESC) INTERLEAVE IN PARENT customers (customer);
INSERT INTO customers VALUES (1, 'Å'), (2, NULL);
INSERT INTO orders VALUES (1, 1, 1.5), (1, 2, 100000), (2, 1, -0.00001);
INSERT INTO "Pack ages" VALUES (1, 1, 1), (1, 1, 2);
