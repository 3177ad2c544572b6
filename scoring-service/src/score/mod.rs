//! The pure core of scoring (design §4): facts → tallies → ranking, bulletin, reconciliation.
//!
//! Nothing here reads a clock, a file or a database. In reading order: [`words`](Grade), the facts
//! ([`AssignmentHistory`] and the other records), how one assignment stands at a cut-off
//! ([`Standing`]), what each record contributes ([`assignment_contribution`] and its sisters) to the
//! [`Tallies`], and what follows from tallies and a [`Policy`]: [`rank`], [`bulletin()`],
//! [`reconcile`]. [`verdict`] and [`effect`] go back to single assignments; [`canonical_figures`] is the text
//! that is sealed.

mod words;

mod facts;
mod kind;
mod known;
mod late;
mod log;
mod records;
mod standing;

mod contribution;
mod counter;
mod measure;
mod tallies;
mod tally;

mod month_text;
mod policy;
mod rate;
mod scored;

mod bulletin;
mod canonical;
mod effect;
mod explain;
mod ranking;
mod reconciliation;

pub mod signals;

#[cfg(test)]
mod tests;

pub use bulletin::{
    Bands, Bulletin, BulletinSources, CallFigures, CategoryInfo, CategoryShare, Comparison, Daily,
    GroupFigures, OrderFigures, Share, Together, TopicInfo, UnitCount, UnitFigures, bulletin,
};
pub use canonical::{Publication, canonical_figures, canonical_ranking, canonical_seal};
pub use contribution::{
    activity_contribution, appreciation_contribution, assignment_contribution, call_contribution,
    count_assignment, count_order, disposition, leader_session_contribution, order_contribution,
    supervision_contribution,
};
pub use counter::Counter;
pub use effect::{Effect, effect};
pub use explain::{Cost, Verdict, verdict};
pub use facts::{AssignmentHistory, Fact, FactKind, Facts, Visit};
pub use kind::RecordKind;
pub use known::{AssignmentFact, AssignmentLog, CallFact, OrderFact, SupervisionFact};
pub use late::{Corrected, Late};
pub use log::{Correction, Entry, Known, Log, NOW, Version};
pub use measure::Measure;
pub use policy::{
    AsOf, CompletionMeasure, CompositeWeights, GradeWeights, Lists, Policy, Violation,
    policy_in_force,
};
pub use ranking::{GroupRanking, HotlineFigures, Ranking, Rates, Row, UnitCounts, UnitInfo, rank};
pub use rate::{Figure, Hundredths, Rate};
pub use reconciliation::{FeedPosition, Identity, IdentityName, Term, reconcile};
pub use records::{
    ActivityCounts, ActivityFacts, AppreciationFacts, CallFacts, LeaderSessionFacts, OrderFacts,
    SupervisionFacts, TypicalCase,
};
pub use scored::WeighedMeasure;
pub use signals::{Observed, Signal, SignalFact, SignalKind, UnitView};
pub use standing::{Place, Signing, Standing};
pub use tallies::Tallies;
pub use tally::{Counting, OfMonth, Tally, Without, difference};
pub use words::{
    ActivityCount, ActivityKind, AppreciationKind, Aspect, CardColour, Channel, Direction,
    Disposition, Duplicates, Grade, Group, Nature, Resolved, Role, ScoredMeasure, SupervisionForm,
};
