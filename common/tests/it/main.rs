//! What both services rely on, from the outside: real files and real sockets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod database;
mod distribute;
mod drain;
mod lease;
mod limits;
mod postgres;
mod sample;
mod serving;
mod telemetry;
mod transactions;
