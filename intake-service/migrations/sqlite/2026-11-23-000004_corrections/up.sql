-- Duplicates: one order linked to another. Corrections: what a fact was, and that it did not happen.

-- The order that an order repeats, when that was decided, and by which event: all three or none.
ALTER TABLE work_orders ADD COLUMN duplicate_of INTEGER;
ALTER TABLE work_orders ADD COLUMN duplicate_linked INTEGER;
ALTER TABLE work_orders ADD COLUMN duplicate_sequence INTEGER;

CREATE INDEX work_orders_by_original ON work_orders (duplicate_of, number) WHERE duplicate_of IS NOT NULL;

-- Events that stand on the timeline of one more order than their own.
CREATE TABLE other_timelines (
    order_number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (order_number, sequence)
) STRICT, WITHOUT ROWID;

-- Corrections of facts, by the sequence of their events. Of several of one fact the last holds.
CREATE TABLE corrections (
    sequence INTEGER NOT NULL PRIMARY KEY,
    -- The wrong fact's sequence.
    corrected_sequence INTEGER NOT NULL,
    -- What the fact is about: a resource name.
    subject TEXT NOT NULL,
    reason INTEGER NOT NULL,
    -- The fact did not happen.
    annulled INTEGER NOT NULL,
    -- Whether the private part holds the fact's text anew (beside the note).
    has_text INTEGER NOT NULL,
    -- The fact as it stood before: a hotline.intake.v1.Event; none where it was annulled before.
    before BLOB,
    -- What the fact says that is in no event: an order's area, before and after.
    area_before TEXT,
    area TEXT
) STRICT;

CREATE INDEX corrections_by_fact ON corrections (corrected_sequence, sequence);
CREATE INDEX corrections_by_subject ON corrections (subject, sequence);

-- Whether a record was annulled: it stays, and counts nowhere.
ALTER TABLE calls ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE return_visits ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exclusions ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE extensions ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE supervisions ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0;
-- The same, with the sequence of the annulment, of records that change in no other way.
ALTER TABLE leader_sessions ADD COLUMN annulled INTEGER;
ALTER TABLE appreciations ADD COLUMN annulled INTEGER;
ALTER TABLE activities ADD COLUMN annulled INTEGER;
ALTER TABLE typical_cases ADD COLUMN annulled INTEGER;

-- The event whose private part holds the text: the one that made the record, or a correction.
ALTER TABLE return_visits ADD COLUMN note_sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exclusions ADD COLUMN note_sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE supervisions ADD COLUMN note_sequence INTEGER NOT NULL DEFAULT 0;
UPDATE return_visits SET note_sequence = sequence;
UPDATE exclusions SET note_sequence = requested_sequence;
UPDATE supervisions SET note_sequence = id;

-- The last change of an exclusion.
ALTER TABLE exclusions ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
UPDATE exclusions SET sequence = coalesce(decided_sequence, requested_sequence);
