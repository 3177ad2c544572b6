"""The ranking of a month, computed by DuckDB in memory from the facts.

Arguments: the first instant of the month, the first one after it, and the cut-off, all in seconds of UTC.
Reads lines: `load NAME DIRECTORY` reads assignments.csv, supervisions.csv and units.csv; `rank NAME` ranks. Answers each with a line of JSON.
The rules are those of the built-in policy; figures are rounded as they are printed, half up, in whole
numbers; a satisfaction rate without grades is -1.
"""

import json
import sys
import time

import duckdb

START, END, CUT_OFF = (int(argument) for argument in sys.argv[1:4])

ASSIGNMENTS = """{'unit': 'VARCHAR', 'assigned': 'BIGINT', 'due': 'BIGINT', 'completed': 'BIGINT',
                  'visited': 'BIGINT', 'process': 'TINYINT', 'outcome': 'TINYINT'}"""
SUPERVISIONS = "{'unit': 'VARCHAR', 'issued': 'BIGINT'}"
UNITS = "{'code': 'VARCHAR', 'unit_group': 'VARCHAR', 'position': 'INTEGER'}"

RANKING = """
WITH counts AS (
    SELECT
        unit,
        count(*) AS volume,
        count(*) FILTER (completed < $cut_off OR due <= $cut_off) AS rated,
        count(*) FILTER (completed < $cut_off) AS completed,
        count(*) FILTER (visited < $cut_off) AS visits,
        sum(
            CASE WHEN process <= 2 THEN 1000 WHEN process = 3 THEN 600 ELSE 0 END
            + CASE WHEN outcome <= 2 THEN 1000 WHEN outcome = 3 THEN 600 ELSE 0 END
        ) FILTER (visited < $cut_off) AS grades
    FROM {name}_assignments
    WHERE assigned >= $start AND assigned < $end
    GROUP BY unit
),
supervised AS (
    SELECT unit, count(*) AS supervisions
    FROM {name}_supervisions
    WHERE issued >= $start AND issued < $end
    GROUP BY unit
),
rates AS (
    SELECT
        counts.*,
        unit_group,
        position,
        coalesce(supervisions, 0) AS supervisions,
        CASE WHEN completed = 0 THEN 0 ELSE (20000 * completed + rated) // (2 * rated) END AS completion,
        CASE
            WHEN completed = 0 THEN 0
            WHEN visits = 0 THEN -1
            ELSE (20000 * grades + 2000 * visits) // (4000 * visits)
        END AS satisfaction,
        (20000 * coalesce(supervisions, 0) + total) // (2 * total) AS supervision
    FROM counts
    JOIN {name}_units ON code = counts.unit
    CROSS JOIN (SELECT greatest(1, coalesce(sum(supervisions), 0)) AS total FROM supervised) AS supervisions_of_all
    LEFT JOIN supervised ON supervised.unit = counts.unit
    WHERE rated > 0
),
scored AS (
    SELECT
        *,
        CASE
            WHEN completed = 0 THEN 0
            WHEN visits = 0 THEN (2 * (3 * completion + 10000 - supervision) + 4) // 8
            ELSE (2 * (6 * satisfaction + 3 * completion + 10000 - supervision) + 10) // 20
        END AS composite
    FROM rates
)
SELECT
    unit, rank() OVER (PARTITION BY unit_group ORDER BY composite DESC) AS rank,
    volume, rated, completed, satisfaction, completion, supervision, composite
FROM scored
ORDER BY unit_group, rank, volume DESC, position, unit
"""

connection = duckdb.connect()


def load(name, directory):
    for table, columns in (("assignments", ASSIGNMENTS), ("supervisions", SUPERVISIONS), ("units", UNITS)):
        connection.execute(
            f"CREATE TABLE {name}_{table} AS "
            f"FROM read_csv('{directory}/{table}.csv', header = false, columns = {columns})"
        )
    return {"loaded": connection.execute(f"SELECT count(*) FROM {name}_assignments").fetchone()[0]}


def rank(name):
    query = RANKING.replace("{name}", name)
    times = {"start": START, "end": END, "cut_off": CUT_OFF}
    started = time.perf_counter()
    rows = connection.execute(query, times).fetchall()
    elapsed = time.perf_counter() - started
    return {"milliseconds": elapsed * 1000, "rows": rows}


for line in sys.stdin:
    command, *arguments = line.rstrip("\n").split(" ", 2)
    answer = {"load": load, "rank": rank}[command](*arguments)
    print(json.dumps(answer), flush=True)
