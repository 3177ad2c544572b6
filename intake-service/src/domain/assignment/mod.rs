//! Assignments 承办: one order given to one unit, and what happens to it.
//!
//! An assignment is its dated history. Everything else (state, deadline in force, …) is read from the facts in the order in which they
//! happened; at the same instant, as recorded (design §4).

mod correction;
mod exclusion;
mod extension;
mod fact;
mod history;
pub mod moves;
mod reason;
mod standing;
mod state;
mod visit;

pub use correction::FactCorrection;
#[cfg(test)]
mod tests;

pub use exclusion::{Appeal, Decision, Exclusion, ExclusionState};
pub use extension::{Extension, ExtensionDecision, ExtensionFate, ExtensionReason, ExtensionState};
pub use fact::{Change, Fact};
pub use history::Assignment;
pub use moves::{Move, Obstacle};
pub use reason::{ExclusionReason, RedoReason, SendBackReason, WithdrawalReason};
pub use standing::{Standing, misfits};
pub use state::{AssignmentRole, AssignmentState};
pub use visit::{Grade, Resolved, Visit, VisitChannel, VisitResult};
