-- Stands in for Citus in tests: functions and a list with the signatures and columns that it documents, which refuse what it refuses. Every unique index
-- holds the distribution column, co-located columns are of one type, and a distributed table has no triggers and, as we want it, no foreign keys.
-- Reference tables have no triggers either.

CREATE TYPE distribution_type AS ENUM ('hash', 'range', 'append');
-- What was asked for, in order.
CREATE TABLE stand_in_calls (number serial, call text);
CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text, colocationid integer, repmodel "char");
CREATE FUNCTION must_have_none(what text, how_many bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF 0 < how_many THEN RAISE EXCEPTION 'it has % %', how_many, what; END IF;
END $$;
CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text,
    distribution_type distribution_type DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count integer DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place smallint;
    own_type oid;
    other_type oid;
BEGIN
    SELECT attnum, atttypid INTO STRICT place, own_type
        FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
    PERFORM must_have_none('unique indexes without the distribution column', count(*))
        FROM pg_index WHERE indrelid = table_name AND indisunique AND NOT place = ANY (indkey::smallint[]);
    PERFORM must_have_none('foreign keys', count(*))
        FROM pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid);
    PERFORM must_have_none('triggers', count(*)) FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal;
    IF colocate_with <> 'none' THEN
        SELECT atttypid INTO STRICT other_type FROM pg_dist_partition JOIN pg_attribute
            ON attrelid = logicalrelid AND attname = partkey WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
        PERFORM must_have_none('another type than the table beside it', (own_type <> other_type)::integer);
    END IF;
    INSERT INTO stand_in_calls (call) VALUES (concat_ws(' ', table_name, distribution_column, distribution_type, colocate_with));
    DELETE FROM pg_dist_partition WHERE logicalrelid = table_name;
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', distribution_column, 1, 's');
END $$;
CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM must_have_none('triggers', count(*)) FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal;
    INSERT INTO stand_in_calls (call) VALUES (table_name);
    INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 2, 't');
END $$;
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    SELECT 1, 'citus', oid, (SELECT oid FROM pg_namespace WHERE nspname = 'public'), false, '12' FROM pg_roles WHERE rolname = current_user;
SET allow_system_table_mods = off;
