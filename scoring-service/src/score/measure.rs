//! What is tallied. Each measure has a number of its own, under which it is stored.

use super::words::{
    ActivityCount, ActivityKind, AppreciationKind, Aspect, Channel, Disposition, Grade, Nature,
    Resolved, SupervisionForm,
};

/// One thing that is counted, and of which subject: a unit's code, a category's, a topic's, or the
/// empty text for the whole city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Unit, month of assignment: lead assignments, the volume 承办量.
    Volume,
    /// Unit, month of assignment: assist assignments not sent back or withdrawn.
    AssistVolume,
    /// Unit, month of assignment: assignments of the volume excluded from rating 剔除.
    Excluded,
    /// Unit, month of assignment: assignments of the volume that are not rated and not excluded.
    Open,
    /// Unit, month of assignment: rated assignments.
    Rated,
    /// Unit, month of assignment: rated and completed 办结.
    Completed,
    /// Unit, month of assignment: rated and completed on time 按时办结.
    OnTime,
    /// Unit, month of assignment: not excluded, with a rated visit.
    Visited,
    /// Unit, month of assignment: assignments of the volume that came by the governor's mailbox.
    GovernorMailbox,
    /// Unit, month of assignment: lead assignments whose send-back was accepted 退回.
    SentBack,
    /// Unit, month of assignment: lead assignments withdrawn.
    Withdrawn,
    /// Unit, month of assignment: what the visits that count said about the matter.
    Resolution(Resolved),
    /// Unit, month of assignment: the grades of the visits that count.
    Graded(Aspect, Grade),
    /// Unit, month of assignment: of the volume not excluded, with a limit for signing 签收 that has passed, or signed for
    /// with such a limit.
    SignLimited,
    /// Unit, month of assignment: of those, signed for in time.
    SignedInTime,
    /// Unit, month of assignment: of the volume not excluded, completed at least once.
    CompletedOnce,
    /// Unit, month of assignment: of those, opened again 重办.
    Redone,
    /// Unit or city, month of assignment: what another measure counts of the assignments of duplicates.
    OfDuplicates(CohortMeasure),
    /// Unit, month of issue: supervisions 督办.
    Supervision(SupervisionForm),
    /// Unit, month of the date: leader sessions 领导接听.
    LeaderSession,
    /// Unit, month of the date: calls answered in leader sessions.
    LeaderSessionCalls,
    /// City, month of assignment: the volume of every unit, tallied apart from the units'.
    CityVolume,
    /// City, month of receipt: orders.
    OrdersReceived,
    /// City, month of receipt: orders by disposition.
    OrdersDisposed(Disposition),
    /// City, month of receipt: transferred orders with an assignment in the month's volume.
    TransferredInCohort,
    /// City, month of receipt: transferred orders whose assignments of the month were all sent back
    /// or withdrawn.
    TransferredTakenAway,
    /// City, month of receipt: transferred orders first assigned after the month.
    TransferredLater,
    /// City, month of assignment: distinct orders with an assignment in the volume.
    CohortOrders,
    /// City, month of assignment: those of [`CohortOrders`](Measure::CohortOrders) received in it.
    CohortReceived,
    /// City, month of assignment: those received in an earlier month.
    CohortCarriedIn,
    /// City, month of receipt: orders by nature.
    OrdersByNature(Nature),
    /// City, month of receipt: orders by channel.
    OrdersByChannel(Channel),
    /// Category (its own code, not rolled up; empty when it has none), month of receipt: orders.
    OrdersByCategory,
    /// Topic, month of receipt: orders.
    OrdersByTopic,
    /// City, month of start: inbound calls.
    Calls,
    /// City, month of start: calls answered at once.
    CallsAnswered,
    /// City, month of start: calls answered within 15 seconds.
    CallsAnsweredSoon,
    /// City, month of start: missed calls called back and reached.
    CallsCalledBack,
    /// City, month of start: missed calls not reached, notified by a short message.
    CallsUnreached,
    /// City, month of start: missed calls with neither yet.
    CallsOpen,
    /// City, month of the date: thanks.
    Appreciation(AppreciationKind),
    /// City, month of the date: activities.
    Activity(ActivityKind),
    /// City, month of the date: what was counted about activities.
    ActivityCounted(ActivityCount),
}

/// A measure of a month's cohort of assignments: one that is counted of a unit's assignments, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CohortMeasure(i16);

const OF_DUPLICATES: i16 = 300;
const RESOLUTION: i16 = 12;
const GRADED: i16 = 20;
const SUPERVISION: i16 = 40;
const DISPOSED: i16 = 111;
const NATURE: i16 = 130;
const CHANNEL: i16 = 150;
const APPRECIATION: i16 = 220;
const ACTIVITY: i16 = 230;
const ACTIVITY_COUNTED: i16 = 240;
const GRADES: u8 = 5;

impl Measure {
    /// The first one in their order.
    pub const FIRST: Measure = Measure::Volume;

    /// The number that it is stored under. It never changes; new measures get new numbers.
    pub fn code(self) -> i16 {
        match self {
            Measure::Volume => 1,
            Measure::AssistVolume => 2,
            Measure::Excluded => 3,
            Measure::Open => 4,
            Measure::Rated => 5,
            Measure::Completed => 6,
            Measure::OnTime => 7,
            Measure::Visited => 8,
            Measure::GovernorMailbox => 9,
            Measure::SentBack => 10,
            Measure::Withdrawn => 11,
            Measure::Resolution(resolved) => RESOLUTION + i16::from(resolved.index()),
            Measure::Graded(aspect, grade) => {
                GRADED + i16::from(aspect.index() * GRADES + grade.index())
            }
            Measure::SignLimited => 60,
            Measure::SignedInTime => 61,
            Measure::CompletedOnce => 62,
            Measure::Redone => 63,
            Measure::OfDuplicates(CohortMeasure(code)) => OF_DUPLICATES + code,
            Measure::Supervision(form) => SUPERVISION + i16::from(form.index()),
            Measure::LeaderSession => 50,
            Measure::LeaderSessionCalls => 51,
            Measure::CityVolume => 100,
            Measure::OrdersReceived => 110,
            Measure::OrdersDisposed(disposition) => DISPOSED + i16::from(disposition.index()),
            Measure::TransferredInCohort => 115,
            Measure::TransferredTakenAway => 116,
            Measure::TransferredLater => 117,
            Measure::CohortOrders => 120,
            Measure::CohortReceived => 121,
            Measure::CohortCarriedIn => 122,
            Measure::OrdersByNature(nature) => NATURE + i16::from(nature.index()),
            Measure::OrdersByChannel(channel) => CHANNEL + i16::from(channel.index()),
            Measure::OrdersByCategory => 170,
            Measure::OrdersByTopic => 171,
            Measure::Calls => 200,
            Measure::CallsAnswered => 201,
            Measure::CallsCalledBack => 202,
            Measure::CallsUnreached => 203,
            Measure::CallsOpen => 204,
            Measure::CallsAnsweredSoon => 205,
            Measure::Appreciation(kind) => APPRECIATION + i16::from(kind.index()),
            Measure::Activity(kind) => ACTIVITY + i16::from(kind.index()),
            Measure::ActivityCounted(count) => ACTIVITY_COUNTED + i16::from(count.index()),
        }
    }

    /// The measure stored under a number, if there is one.
    pub fn from_code(code: i16) -> Option<Measure> {
        Some(match code {
            1 => Measure::Volume,
            2 => Measure::AssistVolume,
            3 => Measure::Excluded,
            4 => Measure::Open,
            5 => Measure::Rated,
            6 => Measure::Completed,
            7 => Measure::OnTime,
            8 => Measure::Visited,
            9 => Measure::GovernorMailbox,
            10 => Measure::SentBack,
            11 => Measure::Withdrawn,
            12..=19 => Measure::Resolution(at(Resolved::ALL, code - RESOLUTION)?),
            20..=29 => {
                let place = code - GRADED;
                let grades = i16::from(GRADES);
                let aspect = at(Aspect::ALL, place / grades)?;
                Measure::Graded(aspect, at(Grade::ALL, place % grades)?)
            }
            40..=49 => Measure::Supervision(at(SupervisionForm::ALL, code - SUPERVISION)?),
            50 => Measure::LeaderSession,
            51 => Measure::LeaderSessionCalls,
            60 => Measure::SignLimited,
            61 => Measure::SignedInTime,
            62 => Measure::CompletedOnce,
            63 => Measure::Redone,
            300..=400 => Measure::from_code(code - OF_DUPLICATES)?.of_duplicates()?,
            100 => Measure::CityVolume,
            110 => Measure::OrdersReceived,
            111..=114 => Measure::OrdersDisposed(at(Disposition::ALL, code - DISPOSED)?),
            115 => Measure::TransferredInCohort,
            116 => Measure::TransferredTakenAway,
            117 => Measure::TransferredLater,
            120 => Measure::CohortOrders,
            121 => Measure::CohortReceived,
            122 => Measure::CohortCarriedIn,
            130..=149 => Measure::OrdersByNature(at(Nature::ALL, code - NATURE)?),
            150..=169 => Measure::OrdersByChannel(at(Channel::ALL, code - CHANNEL)?),
            170 => Measure::OrdersByCategory,
            171 => Measure::OrdersByTopic,
            200 => Measure::Calls,
            201 => Measure::CallsAnswered,
            202 => Measure::CallsCalledBack,
            203 => Measure::CallsUnreached,
            204 => Measure::CallsOpen,
            205 => Measure::CallsAnsweredSoon,
            220..=229 => Measure::Appreciation(at(AppreciationKind::ALL, code - APPRECIATION)?),
            230..=239 => Measure::Activity(at(ActivityKind::ALL, code - ACTIVITY)?),
            240..=259 => Measure::ActivityCounted(at(ActivityCount::ALL, code - ACTIVITY_COUNTED)?),
            _ => return None,
        })
    }

    /// The measure of what this one counts of duplicates; `None` for one that is not of the cohort.
    pub fn of_duplicates(self) -> Option<Measure> {
        let code = self.code();
        let is_of_the_cohort = matches!(code, 1..=39 | 60..=99) || self == Measure::CityVolume;
        is_of_the_cohort.then_some(Measure::OfDuplicates(CohortMeasure(code)))
    }

    /// The measure of which this one counts the duplicates; `None` for one that counts something else.
    pub fn counts_duplicates_of(self) -> Option<Measure> {
        match self {
            Measure::OfDuplicates(CohortMeasure(code)) => Measure::from_code(code),
            _ => None,
        }
    }

    /// Whether its subject is a unit.
    pub fn is_of_a_unit(self) -> bool {
        match self {
            Measure::OfDuplicates(CohortMeasure(code)) => code < 100,
            _ => self.code() < 100,
        }
    }
}

fn at<T: Copy>(all: &[T], place: i16) -> Option<T> {
    usize::try_from(place)
        .ok()
        .and_then(|place| all.get(place))
        .copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_leads_back_to_itself() {
        let measures: BTreeSet<Measure> = (i16::MIN..=i16::MAX)
            .filter_map(|code| {
                let measure = Measure::from_code(code)?;
                assert_eq!(measure.code(), code);
                assert!(Measure::FIRST <= measure);
                Some(measure)
            })
            .collect();
        // 33 single ones; 16 + 3 + 10 of duplicates; 3 resolutions, 10 grades, 3 forms, 3 dispositions, 7 natures, 8 channels,
        // 2 kinds of thanks, 3 kinds of activities, 6 counts.
        assert_eq!(measures.len(), 33 + 29 + 3 + 10 + 3 + 3 + 7 + 8 + 2 + 3 + 6);
    }

    #[test]
    fn numbers_in_use_keep_their_meaning() {
        assert_eq!(Measure::Volume.code(), 1);
        assert_eq!(
            Measure::Graded(Aspect::Outcome, Grade::VeryDissatisfied).code(),
            29
        );
        assert_eq!(Measure::Supervision(SupervisionForm::OnSite).code(), 42);
        assert_eq!(
            Measure::OrdersDisposed(Disposition::Transferred).code(),
            113
        );
        assert_eq!(Measure::OrdersByCategory.code(), 170);
        assert_eq!(Measure::CallsOpen.code(), 204);
    }
}
