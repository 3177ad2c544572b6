//! Tests of the score: the reference month, each rule of design §4, and properties of random histories
//! against a second, slower way of counting.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bulletins;
mod canonical;
mod cut_offs;
mod effects;
mod june;
mod june_altered;
mod june_records;
mod lists;
mod logs;
mod measures;
mod orders;
mod policies;
mod properties;
mod rankings;
mod reference;
mod support;
