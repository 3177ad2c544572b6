//! The proof of a sealed revision: everything that is needed to compute it again without the services.
//!
//! A proof is a file of JSON Lines: UTF-8, a JSON object a line, every line ended by LF. Each line holds one [`Record`]
//! under the record's kind, and last of all its own hash:
//!
//! ```text
//! {"assignment":{"name":"workOrders/20150601-000001/assignments/1", … },"sha256":"5f2c…"}
//! ```
//!
//! `sha256` is the SHA-256, in lower-case hexadecimal, of the hash of the line before (64 zeros for the first line) and the
//! text of this line up to, and without, `,"sha256":`. So no line can be changed, left out, added or moved without the
//! chain breaking there. A line is written in one way only: no spaces, fields in the order of the structs here.
//!
//! The lines, in this order:
//!
//! 1. one `header`: which revision, its hash, the zone, the cut-off, the feed's position;
//! 2. one `policy`;
//! 3. a `canonical` for each line of the revision's canonical text, which its hash is taken of;
//! 4. an `assignment` for each assignment of the month's cohort, by order and number, with what the feed had told of it
//!    by the seal's position;
//! 5. a `supervision` for each supervision issued in the month, by number;
//! 6. a `row` for each unit, in the order of the ranking;
//! 7. one `trailer` with how many there are of each: a file without it is cut off.
//!
//! The canonical text holds a line `seal.facts` with the SHA-256 of the assignment and supervision lines (of each its text
//! up to `,"sha256":`, and LF): whoever changes a fact and writes the chain anew has another hash there; and whoever
//! changes that too has another hash of the revision than the one that was published.
//!
//! [`Verifier`] reads a proof line by line and computes it again. There is no personal data in a proof: only numbers,
//! units, times, kinds and grades, and what the bulletin prints.

mod chain;
mod facts;
mod instant;
mod record;
mod recount;
mod report;
mod text;
mod verifier;
mod word;

#[cfg(test)]
mod tests;

pub use chain::Chain;
pub use facts::FactsHash;
pub use record::{
    Assignment, Canonical, FORMAT, Fact, FactDetail, Header, Line, Record, Supervision, Trailer,
    VERSION,
};
pub use recount::{Recount, sealed_sessions, sealed_units};
pub use report::{Check, Fault, Report};
pub use verifier::Verifier;
