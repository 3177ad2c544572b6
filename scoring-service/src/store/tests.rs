//! What the queries promise of the database.

mod locks;
mod plans;
