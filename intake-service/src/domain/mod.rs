//! The pure core of intake: what is known + a command → events or a rejection.
//!
//! No I/O, no clock, no database and no wire types in here (design §1.2).

pub mod activity;
pub mod assignment;
pub mod calendar;
pub mod call;
pub mod card;
pub mod command;
pub mod correction;
pub mod deadline;
pub mod decide;
pub mod etag;
pub mod event;
pub mod masking;
pub mod names;
pub(crate) mod numbered;
pub mod personal;
pub mod record;
pub mod registry;
pub mod rejection;
pub mod supervision;
pub mod work_order;
pub mod world;
