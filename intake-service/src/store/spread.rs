//! How the tables lie in a cluster of Citus. What is in no list stays whole on the node that services talk to: the head, which every writer locks, the
//! keys, and a few small tables.

use hotline_common::db::Spread;

/// The tables, those first that others lie beside. What an order has lies with it, and what is numbered by the ledger lies with its event.
pub const SPREADS: [Spread; 19] = [
    reference("units"),
    reference("categories"),
    reference("topics"),
    reference("calendars"),
    reference("deadline_rules"),
    distributed("events", "sequence", None),
    distributed("event_private", "sequence", Some("events")),
    distributed("corrections", "sequence", Some("events")),
    distributed("calls", "id", Some("events")),
    distributed("supervisions", "id", Some("events")),
    distributed("reveals", "id", Some("events")),
    distributed("work_orders", "number", None),
    distributed("assignments", "order_number", Some("work_orders")),
    distributed("return_visits", "order_number", Some("work_orders")),
    distributed("exclusions", "order_number", Some("work_orders")),
    distributed("extensions", "order_number", Some("work_orders")),
    distributed("other_timelines", "order_number", Some("work_orders")),
    distributed("requests", "request_id", None),
    distributed("citizen_numbers", "number_hash", None),
];

const fn reference(table: &'static str) -> Spread {
    Spread::Reference { table }
}

const fn distributed(
    table: &'static str,
    column: &'static str,
    beside: Option<&'static str>,
) -> Spread {
    Spread::Distributed {
        table,
        column,
        beside,
    }
}
