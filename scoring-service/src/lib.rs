//! Ranks the handling units of a citizen hotline by month.
//!
//! In reading order: [`score`] is the pure core. [`pull`] turns intake's feed into facts and tallies, which [`store`]
//! keeps. [`live`] has the rankings as they are now ready. [`figures`], [`explanation`], [`late_facts`], [`verification`], [`publishing`], [`exporting`] and [`signals`] put stored
//! values and the core together; [`proof`] is what is exported, and verifies it without a store;
//! [`encode`] turns them into messages, and [`api`] serves those. [`serve`], [`schedule`] and [`commands`] are what the
//! command line ([`cli`]) runs.

pub mod score;

pub mod proof;

pub mod pull;
pub mod store;

pub mod cohort;
pub mod explanation;
pub mod exporting;
pub mod figures;
pub mod late_facts;
pub mod live;
pub mod publishing;
pub mod signals;
pub mod verification;

pub mod api;
pub mod encode;

pub mod intake;
pub mod publisher;

pub mod cli;
pub mod clock;
pub mod commands;
pub mod exit;
pub mod schedule;
pub mod serve;

mod names;

#[cfg(test)]
mod testing;
