-- How often everything was forgotten, so that the process that pulls sees that another one was asked to.
ALTER TABLE cursor ADD COLUMN rebuilds INTEGER NOT NULL DEFAULT 0;
