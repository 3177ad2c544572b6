//! Time as the hotline counts it: moments cut to microseconds, local days and months of one zone.
//!
//! design rule: a *day* is a local day of the hotline's zone, month M runs from its first instant to
//! the first instant of the next month (half open). Nothing here reads a clock except [`Moment::now`].

mod day;
mod moment;
mod month;
mod stretch;
mod zone;

pub use day::{Day, InvalidDay};
pub use moment::{InvalidMoment, Moment};
pub use month::{InvalidMonth, Month};
pub use zone::{UnknownZone, Zone};

#[cfg(test)]
mod tests;
