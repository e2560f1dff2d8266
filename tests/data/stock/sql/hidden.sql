-- Hidden columns: a table with no other, a foreign key to one, one beside a column of its name; and a used-up sequence.
CREATE TABLE "none" ();
INSERT INTO "none" (rowid) VALUES (3), (4);
CREATE TABLE parent (x INT);
INSERT INTO parent (rowid, x) VALUES (7, 1), (8, 2);
CREATE TABLE child (r INT REFERENCES parent (rowid));
INSERT INTO child VALUES (8);
CREATE TABLE two (rowid INT);
INSERT INTO two VALUES (5);
CREATE SEQUENCE used_up MAXVALUE 2;
SELECT nextval('used_up'), nextval('used_up');
