//! The rows of the table: what each compares, and what it is to reach.

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reach {
    /// A ratio that is not to be smaller.
    RatioAtLeast(f64),
    /// A ratio that is not to be larger.
    RatioAtMost(f64),
    /// A value that is not to be larger.
    ValueAtMost(f64),
}

/// One row, before it is measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its name in the report.
    pub(super) id: &'static str,
    /// In which unit it is measured.
    pub(super) unit: &'static str,
    /// What it is compared with, in the same unit.
    pub(super) against: Option<&'static str>,
    /// The goal.
    pub(super) reach: Reach,
}

/// What was measured.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) id: &'static str,
    pub(super) value: f64,
    pub(super) against_value: Option<f64>,
    pub(super) ratio: Option<f64>,
    /// At which size.
    pub(super) size: String,
}

impl Measured {
    /// A value and what it is compared with: the ratio is the first to the second.
    pub(super) fn pair(id: &'static str, value: f64, against: f64, size: String) -> Measured {
        Measured {
            id,
            value,
            against_value: Some(against),
            ratio: Some(value / against),
            size,
        }
    }

    /// Two durations, where the ratio says how many times faster the first is.
    pub(super) fn times_faster(
        id: &'static str,
        value: f64,
        against: f64,
        size: String,
    ) -> Measured {
        Measured {
            ratio: Some(against / value),
            ..Measured::pair(id, value, against, size)
        }
    }

    /// A value that is compared with nothing.
    pub(super) fn alone(id: &'static str, value: f64, size: String) -> Measured {
        Measured {
            id,
            value,
            against_value: None,
            ratio: None,
            size,
        }
    }
}

impl Reach {
    /// Whether it was reached; nothing where there is no ratio to tell by.
    pub(super) fn is_met(self, measured: &Measured) -> Option<bool> {
        Some(match self {
            Reach::RatioAtLeast(least) => least <= measured.ratio?,
            Reach::RatioAtMost(most) => measured.ratio? <= most,
            Reach::ValueAtMost(most) => measured.value <= most,
        })
    }
}

impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reach::RatioAtLeast(least) => write!(f, "≥ {least}"),
            Reach::RatioAtMost(most) | Reach::ValueAtMost(most) => write!(f, "≤ {most}"),
        }
    }
}

/// Every row, in the order in which they are told.
pub(super) const ROWS: [Row; 14] = [
    Row {
        id: "record_call_vs_health",
        unit: "calls/s",
        against: Some("health check"),
        reach: Reach::RatioAtLeast(0.5),
    },
    Row {
        id: "record_call_vs_etcd",
        unit: "calls/s",
        against: Some("etcd Put"),
        reach: Reach::RatioAtLeast(2.5),
    },
    Row {
        id: "record_call_postgres_vs_pgbench",
        unit: "calls/s",
        against: Some("pgbench, one insert a transaction"),
        reach: Reach::RatioAtLeast(2.0),
    },
    Row {
        id: "record_call_ids_vs_health",
        unit: "calls/s",
        against: Some("health check, own client"),
        reach: Reach::RatioAtLeast(0.5),
    },
    Row {
        id: "import_vs_diesel",
        unit: "records/s",
        against: Some("bare Diesel inserts of its rows"),
        reach: Reach::RatioAtLeast(0.6),
    },
    Row {
        id: "feed_vs_scan",
        unit: "events/s",
        against: Some("bare Diesel scan"),
        reach: Reach::RatioAtLeast(0.6),
    },
    Row {
        id: "pull_vs_insert",
        unit: "facts/s",
        against: Some("bare Diesel inserts of its facts"),
        reach: Reach::RatioAtLeast(0.5),
    },
    Row {
        id: "ranking_vs_duckdb",
        unit: "ms",
        against: Some("DuckDB, in memory"),
        reach: Reach::RatioAtLeast(200.0),
    },
    Row {
        id: "ranking_vs_health",
        unit: "calls/s",
        against: Some("health check"),
        reach: Reach::RatioAtLeast(0.3),
    },
    Row {
        id: "ranking_growth",
        unit: "ms",
        against: Some("of the small month"),
        reach: Reach::RatioAtMost(1.2),
    },
    Row {
        id: "verify_vs_group_by",
        unit: "s",
        against: Some("SQLite's GROUP BY"),
        reach: Reach::RatioAtMost(3.0),
    },
    Row {
        id: "intake_memory_mib",
        unit: "MiB",
        against: None,
        reach: Reach::ValueAtMost(96.0),
    },
    Row {
        id: "scoring_memory_mib",
        unit: "MiB",
        against: None,
        reach: Reach::ValueAtMost(128.0),
    },
    Row {
        id: "start_growth",
        unit: "ms",
        against: Some("empty database"),
        reach: Reach::RatioAtMost(1.5),
    },
];
