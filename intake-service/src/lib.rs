//! Records the calls and work orders of a citizen hotline, and all that happens to them.
//!
//! In reading order: [`domain`] decides, [`vault`] seals, [`filter`] reads what lists are asked for, [`ledger`] writes in batches, [`store`]
//! keeps, [`api`] serves, [`cards`] watches the deadlines, [`presence`] the database's server, [`serve`] starts.

pub mod domain;

pub mod filter;
pub mod vault;

pub mod ledger;
pub mod store;

pub mod api;

mod wire;

pub mod cards;
pub mod presence;

pub mod cli;
pub mod serve;

pub mod commands;

#[cfg(test)]
mod testing;
