//! How the queries that are asked often, or of much, are carried out in a database that is filled and analysed: none of them goes through a whole
//! table.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use crate::cohort::Walk;
use crate::score::{CallFact, Log, SupervisionFact};
use crate::store;
use crate::testing::Store;

/// Two years of orders, one assignment and one call each, and tallies. Numbers grow with time, as they do in life.
const FILLING: &str = "
    INSERT INTO orders (number, month, log)
        SELECT ORDER, 24180 + n / 5000, BYTES FROM (NUMBERS) AS numbers;
    INSERT INTO assignments (order_number, number, month, unit, log)
        SELECT ORDER, 1, 24180 + (n + 20) / 5000, 'unit' || (n % 100), BYTES FROM (NUMBERS) AS numbers;
    INSERT INTO records (kind, id, month, log)
        SELECT 1, n, 24180 + n / 5000, BYTES FROM (NUMBERS) AS numbers;
    INSERT INTO records (kind, id, month, log)
        SELECT 2, n, 24180 + n / 5000, BYTES FROM (NUMBERS) AS numbers WHERE n % 100 = 0;
    INSERT INTO tallies (month, subject, measure, day, count)
        SELECT 24180 + n / 5000, CASE n % 20 WHEN 0 THEN '' ELSE 'unit' || (n % 100) END, 1 + n / 100 % 5, n, 1 FROM (NUMBERS) AS numbers;
    INSERT INTO former_places (kind, month, unit, id, number)
        SELECT 0, 24180 + n / 5000, 'unit' || (n % 100), ORDER, 1 FROM (NUMBERS) AS numbers WHERE n % 50 = 0;
    ANALYZE";
const NUMBERS: &str = "WITH RECURSIVE counted (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < 119999) SELECT n FROM counted";

/// The number of the n-th order: five thousand on the first day of each month.
const ORDER: &str =
    "((2015 + n / 60000) * 100 + n / 5000 % 12 + 1) * 100000000 + 1000000 + n % 5000";

/// The tables that grow.
const LARGE: [&str; 5] = [
    "orders",
    "assignments",
    "records",
    "tallies",
    "former_places",
];

fn filled() -> Store {
    let store = Store::new();
    let bytes = match hotline_common::testing::postgres() {
        None => "x'00'",
        Some(_) => r"'\x00'",
    };
    let filling = FILLING
        .replace("NUMBERS", NUMBERS)
        .replace("ORDER", ORDER)
        .replace("BYTES", bytes);
    store.execute(&filling).expect("rows");
    store
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text, column_name = "detail")]
    text: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    text: String,
}

/// How the database carries out what `work` asks for: a step a line.
fn plan<T>(
    store: &Store,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, DbError>,
) -> Vec<String> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    store
        .read(|connection| {
            connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    heard.lock().expect("no panic").push(query.to_string());
                }
            });
            work(connection)?;
            connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            let mut steps = Vec::new();
            for query in asked.lock().expect("no panic").iter() {
                let query = query.split(" -- binds").next().unwrap_or_default();
                steps.extend(explained(connection, query)?);
            }
            Ok::<_, DbError>(steps)
        })
        .expect("a plan")
}

fn explained(connection: &mut AnyConnection, query: &str) -> Result<Vec<String>, DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let steps: Vec<Step> =
                diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(sqlite)?;
            Ok(steps.into_iter().map(|step| step.text).collect())
        }
        AnyConnection::Postgres(postgres) => {
            use diesel::connection::SimpleConnection as _;
            // The plan for whatever values: it needs none.
            let count = (1..=65_535)
                .take_while(|number| query.contains(&format!("${number}")))
                .count();
            let values = match count {
                0 => String::new(),
                count => format!("({})", vec!["NULL"; count].join(", ")),
            };
            postgres.batch_execute(&format!(
                "SET LOCAL plan_cache_mode = force_generic_plan; PREPARE hot AS {query}"
            ))?;
            let lines: Vec<Line> =
                diesel::sql_query(format!("EXPLAIN EXECUTE hot{values}")).load(postgres)?;
            postgres.batch_execute("DEALLOCATE hot")?;
            Ok(lines.into_iter().map(|line| line.text).collect())
        }
    }
}

/// Whether a step goes through a whole large table, or a whole index of it.
fn is_whole(step: &str) -> bool {
    LARGE.iter().any(|table| {
        step.contains(&format!("Seq Scan on {table}")) || step.contains(&format!("SCAN {table}"))
    })
}

#[test]
fn no_query_goes_through_a_whole_table() {
    let store = filled();
    let month = Month::from_number(24_190).expect("a month");
    let unit = "none";
    let zone = hotline_common::time::Zone::named(crate::testing::ZONE).expect("built in");
    let numbers: Vec<i64> = (1..=500).collect();
    let plans = [
        plan(&store, |connection| {
            store::orders::logs(connection, &numbers)
        }),
        plan(&store, |connection| {
            store::assignments::logs_of_orders(connection, &numbers)
        }),
        plan(&store, |connection| {
            let none: Vec<i64> = numbers.iter().map(|number| -number).collect();
            let logs: Vec<(i64, Log<CallFact>)> = store::records::logs(connection, &none)?;
            Ok(logs)
        }),
        plan(&store, |connection| {
            let empty = Month::from_number(24_300).expect("a month");
            let mut walk = Walk::start(connection, empty)?;
            walk.next_page(connection)
        }),
        plan(&store, |connection| Walk::start(connection, month)),
        plan(&store, |connection| {
            Walk::start(connection, month)?.next_page(connection)
        }),
        plan(&store, store::orders::last_number),
        plan(&store, store::records::last_id::<CallFact>),
        plan(&store, |connection| {
            store::records::page_of_month::<CallFact>(connection, month, i64::MAX)
        }),
        plan(&store, |connection| {
            let empty = Month::from_number(24_300).expect("a month");
            let logs: Vec<(i64, Log<SupervisionFact>)> =
                store::records::ever_in_month(connection, empty)?;
            Ok(logs)
        }),
        plan(&store, |connection| {
            store::assignments::of_unit(connection, &zone, month, unit)
        }),
        plan(&store, |connection| {
            store::assignments::orders_ever_in(connection, month)
        }),
        plan(&store, |connection| {
            store::tallies::of_month(connection, month)
        }),
        plan(&store, |connection| {
            store::tallies::for_bulletin(connection, month)
        }),
        plan(&store, |connection| {
            store::tallies::has_unit(connection, unit, month..=month)
        }),
        plan(&store, store::months::known),
    ];
    for plan in plans {
        assert!(!plan.is_empty());
        assert!(!plan.iter().any(|step| is_whole(step)), "{plan:#?}");
    }
}
