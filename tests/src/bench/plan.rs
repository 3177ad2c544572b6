//! Which rows are taken together, and in which order.

use hotline_common::run::chain;

use super::report::{Entry, Report};
use super::row::Measured;
use super::tools::missing;
use super::work::{Bench, say};
use super::{Failure, calls, ids, imports, postgres, pulls, rankings};

/// Takes every wanted row that can be taken. A row that fails does not keep the others from being taken.
pub async fn run(bench: &Bench) -> Report {
    let mut taking = Taking {
        bench,
        report: Report::default(),
    };
    let h2load = missing(&["h2load"]);
    taking.take(&calls::IDS, h2load, calls::run).await;
    let postgres = missing(&["h2load", "pgbench"]);
    taking.take(&[postgres::ID], postgres, postgres::run).await;
    taking.take(&[ids::ID], None, ids::run).await;
    taking.take(&[imports::IMPORT], None, imports::pair).await;
    taking.take(&imports::LARGE, None, imports::large).await;
    taking.take(&[pulls::PULL], None, pulls::run).await;
    taking.take(&rankings::IDS, None, rankings::run).await;
    taking.report
}

/// Why a row was not taken together with those beside it.
fn left_out(id: &str) -> String {
    let why = match id {
        calls::ETCD => missing(&["etcd"]),
        postgres::ID => Some("PostgreSQL is not installed, or has no user to run as".to_owned()),
        rankings::DUCKDB => Some("not installed: DuckDB".to_owned()),
        rankings::HEALTH => missing(&["h2load"]),
        _ => None,
    };
    why.unwrap_or_else(|| "it was not measured".to_owned())
}

struct Taking<'a> {
    bench: &'a Bench,
    report: Report,
}

impl Taking<'_> {
    /// Takes the rows together, unless none is wanted or something is missing; then clears up.
    async fn take(
        &mut self,
        ids: &[&'static str],
        missing: Option<String>,
        measure: impl AsyncFnOnce(&Bench) -> Result<Vec<Measured>, Failure>,
    ) {
        if !self.bench.wants(ids) {
            return;
        }
        say(ids.join(", "));
        let entries = match missing {
            Some(missing) => each(ids, &Entry::LeftOut(missing)),
            None => match measure(self.bench).await {
                Ok(measured) => told(ids, measured),
                Err(error) => {
                    let error = chain(error.as_ref());
                    say(format_args!("FAILED: {error}{}", self.bench.logs()));
                    each(ids, &Entry::Failed(error))
                }
            },
        };
        for (id, entry) in entries {
            if self.bench.wants(&[id]) {
                self.report.add(id, entry);
            }
        }
        if let Err(error) = self.bench.clear() {
            say(format_args!("what it left cannot be removed: {error}"));
        }
    }
}

fn each(ids: &[&'static str], entry: &Entry) -> Vec<(&'static str, Entry)> {
    ids.iter().map(|id| (*id, entry.clone())).collect()
}

/// What was measured, and why the rest was not.
fn told(ids: &[&'static str], measured: Vec<Measured>) -> Vec<(&'static str, Entry)> {
    let missing: Vec<&str> = ids
        .iter()
        .copied()
        .filter(|id| measured.iter().all(|measured| measured.id != *id))
        .collect();
    let mut entries: Vec<_> = measured
        .into_iter()
        .map(|measured| (measured.id, Entry::Measured(measured)))
        .collect();
    entries.extend(
        missing
            .into_iter()
            .map(|id| (id, Entry::LeftOut(left_out(id)))),
    );
    entries
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bench::row::ROWS;

    #[test]
    fn every_row_is_taken_by_something() {
        let single = [postgres::ID, ids::ID, imports::IMPORT, pulls::PULL];
        let several = [&calls::IDS[..], &imports::LARGE, &rankings::IDS];
        let taken: BTreeSet<&str> = single
            .iter()
            .chain(several.concat().iter())
            .copied()
            .collect();
        assert_eq!(taken, ROWS.iter().map(|row| row.id).collect());
    }
}
