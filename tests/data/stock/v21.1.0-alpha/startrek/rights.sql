
CREATE DATABASE IF NOT EXISTS startrek;
USE startrek;

CREATE TABLE public.episodes (
	id INT8 NOT NULL,
	season INT8 NULL,
	num INT8 NULL,
	title STRING NULL,
	stardate DECIMAL NULL,
	CONSTRAINT "primary" PRIMARY KEY (id ASC),
	FAMILY "primary" (id, season, num),
	FAMILY fam_1_title (title),
	FAMILY fam_2_stardate (stardate)
);

CREATE TABLE public.quotes (
	quote STRING NULL,
	characters STRING NULL,
	stardate DECIMAL NULL,
	episode INT8 NULL,
	rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),
	CONSTRAINT "primary" PRIMARY KEY (rowid ASC),
	INDEX quotes_episode_idx (episode ASC),
	FAMILY "primary" (quote, rowid),
	FAMILY fam_1_characters (characters),
	FAMILY fam_2_stardate (stardate),
	FAMILY fam_3_episode (episode)
);

USE startrek;

ALTER TABLE public.episodes OWNER TO root;
ALTER TABLE public.quotes OWNER TO root;

-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.
