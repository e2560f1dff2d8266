-- Many columns, indexes, families and columns of a key.
CREATE TABLE w (k1 INT, k2 INT, k3 INT, k4 INT, k5 INT, k6 INT, k7 INT, k8 INT, c1 INT, c2 INT, c3 INT, c4 INT, c5 INT, c6 INT, c7 INT, c8 INT, c9 INT, c10 INT, c11 INT, c12 INT, c13 INT, c14 INT, c15 INT, c16 INT,
    PRIMARY KEY (k1, k2 DESC, k3, k4, k5 DESC, k6, k7, k8), INDEX (c1, c2, c3), INDEX (c3, c2, c1), INDEX (c1 DESC, c2), INDEX (c1, c2 DESC), INDEX (c16) STORING (c1, c2, c3, c4, c5), UNIQUE (k8, k7, k6, k5, k4, k3, k2, k1),
    FAMILY f0 (k1, k2, k3, k4, k5, k6, k7, k8), FAMILY f1 (c1), FAMILY f2 (c2, c3), FAMILY (c4), FAMILY (c5), FAMILY f5 (c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16));
INSERT INTO w VALUES (1, 2, 3, 4, 5, 6, 7, 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 16), (1, 2, 3, 4, 5, 6, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
