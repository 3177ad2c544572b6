ALTER TABLE cursor DROP COLUMN rebuilds;
