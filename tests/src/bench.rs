//! `make bench`: what the services do in a second, beside what others do with the same on the same machine.
//!
//! Each pair is run in turn in one run, several times; what is told are medians and their ratio. Nothing here is a test: a figure that is not
//! reached is shown, and is no failure. What is a failure is an answer that is wrong: every run is counted or compared afterwards.

mod bare;
mod calls;
mod cluster;
mod database;
mod duckdb;
mod during;
mod etcd;
mod feed;
mod feed_scan;
mod following;
mod group_by;
mod growth;
mod h2load;
mod ids;
mod imports;
mod memory;
mod month;
mod plan;
mod postgres;
mod pulls;
mod rankings;
mod records;
mod report;
mod row;
mod sample;
mod size;
mod start;
mod story;
mod tools;
mod unprivileged;
mod work;

pub use plan::run;
pub use report::Report;
pub use size::Scale;
pub use work::Bench;

/// Why a row could not be taken.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
