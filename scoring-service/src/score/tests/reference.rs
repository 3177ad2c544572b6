//! A second way of counting, straight from the facts in whatever order they arrived. It answers one
//! question at a time about one cut-off and shares nothing with the code under test but the records.

use hotline_common::time::{Day, Moment, Month, Zone};

use crate::score::{
    Aspect, AssignmentHistory, Fact, FactKind, Grade, Measure, OrderFacts, Resolved, Role, Visit,
};

/// An assignment without its facts, and the facts as they arrived.
pub(super) type Told = (AssignmentHistory, Vec<Fact>);

/// How many of the month's assignments to a unit count for a measure at the end of a day.
pub(super) fn count(
    told: &[Told],
    measure: Measure,
    unit: &str,
    month: Month,
    day: Day,
    zone: &Zone,
) -> i64 {
    let mut found = 0;
    for (assignment, facts) in told {
        let of_month = zone.month_of(assignment.assigned) == month;
        let of_unit = measure == Measure::CityVolume || assignment.unit == unit;
        if of_month && of_unit {
            let question = Question::new(assignment, facts, day, zone);
            found += question.answer(measure);
        }
    }
    found
}

/// The same, of those assignments alone whose order was a duplicate by the end of the day.
pub(super) fn count_of_duplicates(
    told: &[Told],
    measure: Measure,
    unit: &str,
    month: Month,
    day: Day,
    zone: &Zone,
) -> i64 {
    let is_duplicate = |linked: Moment| zone.day_of(linked) <= day;
    let duplicates: Vec<Told> = told
        .iter()
        .filter(|(assignment, _)| assignment.duplicate.is_some_and(is_duplicate))
        .cloned()
        .collect();
    count(&duplicates, measure, unit, month, day, zone)
}

struct Question<'a> {
    assignment: &'a AssignmentHistory,
    told: Vec<&'a Fact>,
    cut_off_micros: i64,
}

impl<'a> Question<'a> {
    fn new(assignment: &'a AssignmentHistory, facts: &'a [Fact], day: Day, zone: &Zone) -> Self {
        Question {
            assignment,
            told: facts
                .iter()
                .filter(|fact| zone.day_of(fact.happened) <= day)
                .collect(),
            cut_off_micros: zone.start_of(day.next()).micros(),
        }
    }

    fn answer(&self, measure: Measure) -> i64 {
        let lead = self.assignment.role == Role::Lead;
        let here = self.assigned() && !self.sent_back() && !self.withdrawn();
        let excluded = self.has(|kind| matches!(kind, FactKind::Excluded));
        let rateable = lead && here && !excluded;
        let rated = rateable && (self.done().is_some() || self.deadline_passed());
        let visit = self.latest_visit().filter(|_| rateable);
        i64::from(match measure {
            Measure::Volume | Measure::CityVolume => lead && here,
            Measure::AssistVolume => !lead && here,
            Measure::Excluded => lead && here && excluded,
            Measure::Open => rateable && !rated,
            Measure::Rated => rated,
            Measure::Completed => rated && self.done().is_some(),
            Measure::OnTime => rated && self.done().is_some_and(|micros| self.in_time(micros)),
            Measure::Visited => visit.is_some(),
            Measure::GovernorMailbox => lead && here && self.assignment.governors_mailbox,
            Measure::SentBack => lead && self.assigned() && self.sent_back(),
            Measure::Withdrawn => lead && self.assigned() && self.withdrawn(),
            Measure::Resolution(resolved) => visit.is_some_and(|visit| visit.resolved == resolved),
            Measure::SignLimited => rateable && self.sign_limit_matters(),
            Measure::SignedInTime => rateable && self.sign_limit_matters() && self.signed_in_time(),
            Measure::CompletedOnce => rateable && self.was_completed(),
            Measure::Redone => {
                rateable
                    && self.was_completed()
                    && self.has(|kind| matches!(kind, FactKind::Redone { .. }))
            }
            Measure::Graded(Aspect::Process, grade) => {
                visit.is_some_and(|visit| visit.process == grade)
            }
            Measure::Graded(Aspect::Outcome, grade) => {
                visit.is_some_and(|visit| visit.outcome == grade)
            }
            _ => false,
        })
    }

    fn was_completed(&self) -> bool {
        self.has(|kind| matches!(kind, FactKind::Completed { .. }))
    }

    fn first_signing(&self) -> Option<i64> {
        let signings = self
            .told
            .iter()
            .filter(|fact| fact.kind == FactKind::SignedFor);
        signings.map(|fact| fact.happened.micros()).min()
    }

    /// Whether there is a limit for signing, and it has passed or the unit has signed.
    fn sign_limit_matters(&self) -> bool {
        match self.assignment.sign_due {
            None => false,
            Some(limit) => limit.micros() <= self.cut_off_micros || self.first_signing().is_some(),
        }
    }

    fn signed_in_time(&self) -> bool {
        match (self.assignment.sign_due, self.first_signing()) {
            (Some(limit), Some(signed)) => signed <= limit.micros(),
            _ => false,
        }
    }

    fn has(&self, wanted: impl Fn(FactKind) -> bool) -> bool {
        self.told.iter().any(|fact| wanted(fact.kind))
    }

    /// The last fact of some kind: by when it happened, then by when it was recorded.
    fn last(&self, wanted: impl Fn(FactKind) -> bool) -> Option<&Fact> {
        let mut last: Option<&Fact> = None;
        for fact in &self.told {
            let later = last.is_none_or(|last| {
                last.happened < fact.happened
                    || (last.happened == fact.happened
                        && last.recorded_sequence < fact.recorded_sequence)
            });
            if wanted(fact.kind) && later {
                last = Some(fact);
            }
        }
        last
    }

    fn assigned(&self) -> bool {
        self.assignment.assigned.micros() < self.cut_off_micros
    }

    /// Of a send-back and a withdrawal, the first one took it away.
    fn taken_away_first(&self) -> Option<FactKind> {
        let mut taken: Vec<&Fact> = self
            .told
            .iter()
            .copied()
            .filter(|fact| matches!(fact.kind, FactKind::SendBackAccepted | FactKind::Withdrawn))
            .collect();
        taken.sort_by_key(|fact| (fact.happened, fact.recorded_sequence));
        taken.first().map(|fact| fact.kind)
    }

    fn sent_back(&self) -> bool {
        self.taken_away_first() == Some(FactKind::SendBackAccepted)
    }

    fn withdrawn(&self) -> bool {
        self.taken_away_first() == Some(FactKind::Withdrawn)
    }

    /// When it was done, if it stands as done: the last completion or redo is a completion.
    fn done(&self) -> Option<i64> {
        let turn =
            self.last(|kind| matches!(kind, FactKind::Completed { .. } | FactKind::Redone { .. }));
        turn.filter(|fact| fact.kind == FactKind::COMPLETED)
            .map(|fact| fact.happened.micros())
    }

    fn deadline(&self) -> Option<i64> {
        let setter = self.last(|kind| {
            matches!(
                kind,
                FactKind::Extended { .. } | FactKind::Redone { due: Some(_) }
            )
        });
        match setter.map(|fact| fact.kind) {
            Some(FactKind::Extended { due } | FactKind::Redone { due: Some(due) }) => {
                Some(due.micros())
            }
            _ => self.assignment.due.map(Moment::micros),
        }
    }

    fn deadline_passed(&self) -> bool {
        match self.deadline() {
            None => false,
            Some(deadline) => deadline <= self.cut_off_micros,
        }
    }

    fn in_time(&self, micros: i64) -> bool {
        match self.deadline() {
            None => true,
            Some(deadline) => micros <= deadline,
        }
    }

    fn latest_visit(&self) -> Option<Visit> {
        match self.last(|kind| matches!(kind, FactKind::Visited(_)))?.kind {
            FactKind::Visited(visit) => Some(visit),
            _ => None,
        }
    }
}

/// Every measure that an assignment can contribute to.
pub(super) fn measures() -> Vec<Measure> {
    let mut measures = vec![
        Measure::Volume,
        Measure::AssistVolume,
        Measure::Excluded,
        Measure::Open,
        Measure::Rated,
        Measure::Completed,
        Measure::OnTime,
        Measure::Visited,
        Measure::GovernorMailbox,
        Measure::SentBack,
        Measure::Withdrawn,
        Measure::SignLimited,
        Measure::SignedInTime,
        Measure::CompletedOnce,
        Measure::Redone,
    ];
    measures.extend(
        Resolved::ALL
            .iter()
            .map(|resolved| Measure::Resolution(*resolved)),
    );
    for grade in Grade::ALL {
        measures.push(Measure::Graded(Aspect::Process, *grade));
        measures.push(Measure::Graded(Aspect::Outcome, *grade));
    }
    measures
}

/// The orders of a month's cohort, counted one by one: all, received in it, carried in.
pub(super) fn cohort_orders(
    orders: &[(OrderFacts, Vec<Told>)],
    month: Month,
    day: Day,
    zone: &Zone,
) -> [i64; 3] {
    let mut found = [0; 3];
    for (order, told) in orders {
        let in_cohort = told.iter().any(|(assignment, facts)| {
            zone.month_of(assignment.assigned) == month
                && Question::new(assignment, facts, day, zone).answer(Measure::Volume) == 1
        });
        if in_cohort {
            let received = zone.month_of(order.received);
            found[0] += 1;
            found[1] += i64::from(received == month);
            found[2] += i64::from(received < month);
        }
    }
    found
}
