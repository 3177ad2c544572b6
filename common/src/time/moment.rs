//! Points in time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A point in time: whole microseconds since 1970-01-01T00:00:00Z.
///
/// Finer parts are cut off, so that every database keeps the same value.
/// Bounds: the years 1 to 9998, so that every moment has a local day in every zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub(super) i64);

impl Moment {
    /// 0001-01-02T00:00:00Z.
    pub const MIN: Moment = Moment(-62_135_510_400_000_000);
    /// 9998-12-31T00:00:00Z.
    pub const MAX: Moment = Moment(253_370_678_400_000_000);

    /// The present moment by the system's clock.
    pub fn now() -> Moment {
        Moment(jiff::Timestamp::now().as_microsecond())
    }

    /// A moment from microseconds since the epoch; `None` outside [`Moment::MIN`]..=[`Moment::MAX`].
    pub fn from_micros(micros: i64) -> Option<Moment> {
        (Self::MIN.0..=Self::MAX.0)
            .contains(&micros)
            .then_some(Moment(micros))
    }

    /// A moment from the parts of a `google.protobuf.Timestamp`. Parts of a microsecond are cut off.
    /// `None` when `nanos` is outside 0..=999,999,999 or the time is out of bounds.
    pub fn from_parts(seconds: i64, nanos: i32) -> Option<Moment> {
        if !(0..=999_999_999).contains(&nanos) {
            return None;
        }
        let micros = seconds
            .checked_mul(1_000_000)?
            .checked_add(i64::from(nanos / 1_000))?;
        Self::from_micros(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch and the nanoseconds after them, as in `google.protobuf.Timestamp`.
    pub fn parts(self) -> (i64, i32) {
        let nanos = self.0.rem_euclid(1_000_000) * 1_000;
        (
            self.0.div_euclid(1_000_000),
            i32::try_from(nanos).expect("less than a second in nanoseconds fits an i32"),
        )
    }

    /// This moment moved by `micros` microseconds, kept within the bounds.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Moment {
        Moment(
            self.0
                .saturating_add(micros)
                .clamp(Self::MIN.0, Self::MAX.0),
        )
    }
}

/// RFC 3339 in UTC, with microseconds only where there are any.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = jiff::Timestamp::from_microsecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{timestamp}")
    }
}

/// Reads RFC 3339: a time with its offset from UTC. Parts of a microsecond are cut off.
impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Moment, InvalidMoment> {
        let bytes = text.as_bytes();
        // What reads it takes other forms as well.
        let shaped = bytes.get(10) == Some(&b'T')
            && bytes.iter().all(|byte| {
                byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T' | b'.' | b'+' | b'Z')
            });
        let timestamp = shaped
            .then(|| text.parse::<jiff::Timestamp>().ok())
            .flatten();
        let timestamp = timestamp.ok_or(InvalidMoment)?;
        let micros = timestamp.as_nanosecond().div_euclid(1_000);
        let micros = i64::try_from(micros).map_err(|_| InvalidMoment)?;
        Moment::from_micros(micros).ok_or(InvalidMoment)
    }
}

/// The text is no time with an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time as RFC 3339 has it, for instance 2015-06-30T08:00:00+08:00")]
pub struct InvalidMoment;
