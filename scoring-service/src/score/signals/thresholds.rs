//! Where a signal begins. Numbers to look by, not rules of scoring: changing one changes no figure.

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// Completions without contact: at least so many of a unit's completed assignments …
pub const WITHOUT_CONTACT: i64 = 5;
/// … and at least so many thousandths of them.
pub const WITHOUT_CONTACT_PERMILLE: i64 = 200;

/// Repeated visits: at least so many rated visits since the assignment was last opened again.
pub const RATED_VISITS: usize = 2;

/// Extension burst: the last so many local days of the month.
pub const LAST_DAYS: u8 = 3;
/// At least so many requests in them …
pub const EXTENSIONS: i64 = 5;
/// … and at least so many thousandths of the month's.
pub const EXTENSIONS_PERMILLE: i64 = 500;

/// Late send-back: asked for less than this before the deadline, in microseconds: 24 hours.
pub const BEFORE_DEADLINE: i64 = 24 * HOUR;
/// Without a deadline: asked for this or more after the assignment was made, in microseconds: 15 days.
pub const WITHOUT_DEADLINE: i64 = 15 * 24 * HOUR;

/// Low coverage: at least so many assignments could have been visited …
pub const COVERABLE: i64 = 20;
/// … and the coverage is less than so many thousandths of the group's.
pub const COVERAGE_PERMILLE: i128 = 500;

/// Rush: completed within this before the cut-off, in microseconds: 24 hours.
pub const RUSH: i64 = 24 * HOUR;
/// At least so many completions in it …
pub const RUSHED: i64 = 10;
/// … and at least so many thousandths of the unit's completed assignments.
pub const RUSHED_PERMILLE: i64 = 200;

/// Recorded late: more than this after the fact happened and its assignment was recorded, in microseconds: 24 hours.
pub const LATE: i64 = 24 * HOUR;
