CREATE TABLE "none" (FAMILY "primary" (rowid)
);

CREATE TABLE parent (
	x INT8 NULL,
	FAMILY "primary" (x, rowid)
);

CREATE TABLE child (
	r INT8 NULL,
	CONSTRAINT fk_r_ref_parent FOREIGN KEY (r) REFERENCES parent(rowid),
	INDEX child_auto_index_fk_r_ref_parent (r ASC),
	FAMILY "primary" (r, rowid)
);

CREATE TABLE two (
	rowid INT8 NULL,
	FAMILY "primary" (rowid, rowid_1)
);

CREATE SEQUENCE used_up MINVALUE 1 MAXVALUE 2 INCREMENT 1 START 1;

INSERT INTO "none" (rowid) VALUES
	(3),
	(4);

INSERT INTO parent (x, rowid) VALUES
	(1, 7),
	(2, 8);

INSERT INTO child (r) VALUES
	(8);

INSERT INTO two (rowid) VALUES
	(5);

SELECT setval('used_up', 2, true);
