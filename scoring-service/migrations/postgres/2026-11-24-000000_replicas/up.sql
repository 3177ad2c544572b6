-- How often everything was forgotten, so that the process that pulls sees that another one was asked to.
ALTER TABLE cursor ADD COLUMN rebuilds BIGINT NOT NULL DEFAULT 0;

-- What the process that pulls is doing, for those that do not: one row or none. It is told again after whatever loses it, so it need not be kept.
CREATE UNLOGGED TABLE pulling (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    rebuilds BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    head_sequence BIGINT NOT NULL,
    problem TEXT NOT NULL
);
