//! Commands: those that talk to a running service, and the one that needs none.

pub mod export_proof;
pub mod publish;
pub mod rebuild;
pub mod verify_proof;

mod client;
mod table;
