//! Commands that talk to a running service.

pub mod publish;
pub mod rebuild;

mod client;
mod table;
