//! Commands: those that talk to a running service, and those that need none.

pub mod export_proof;
pub mod migrate;
pub mod publish;
pub mod rebuild;
pub mod verify_proof;

mod client;
mod table;
