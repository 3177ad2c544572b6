//! Random life histories: what is sent, and what it tells the reference if it is not rejected.
//!
//! The histories are mostly sensible and sometimes not; whether the service takes a record is the service's to say.

use std::collections::BTreeSet;

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::*;
use prost_types::Timestamp;

use super::reference::{Assignment, Facts, Unit, What};
use crate::support::{Numbers, sample};

/// The first instant of January 2024 in Shanghai.
pub(super) const START: i64 = 1_704_038_400_000_000;
/// A day.
pub(super) const DAY: i64 = 86_400_000_000;
/// January, February and March of 2024.
pub(super) const MONTHS: [(&str, i64, i64); 3] = [
    ("2024-01", START, START + 31 * DAY),
    ("2024-02", START + 31 * DAY, START + 60 * DAY),
    ("2024-03", START + 60 * DAY, START + 91 * DAY),
];
/// Units; the last one never gets an order.
const UNITS: u64 = 9;

/// What a record tells, once it is taken.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Unit(String, Unit),
    Assigned(String, Assignment),
    Fact {
        order: String,
        number: usize,
        at: i64,
        what: What,
    },
    Supervised(String, i64),
    Nothing,
}

/// A record, and what it tells.
pub(super) type Line = (ImportRequest, Told);

impl Facts {
    /// Takes in what a record told.
    pub(super) fn add(&mut self, sequence: i64, told: Told) {
        match told {
            Told::Unit(code, unit) => {
                self.units.insert(code, unit);
            }
            Told::Assigned(order, assignment) => {
                let of_order = self.assignments.keys().filter(|(of, _)| *of == order);
                let number = of_order.count() + 1;
                self.assignments.insert((order, number), assignment);
            }
            Told::Fact {
                order,
                number,
                at,
                what,
            } => {
                let assignment = self.assignments.get_mut(&(order, number));
                let assignment =
                    assignment.expect("a fact that was taken is about an assignment that was");
                assignment.facts.push((sequence, at, what));
                if matches!(what, What::Graded(..) | What::Unreached) {
                    assignment.visits += 1;
                    self.visits.insert(sequence, assignment.visits);
                }
            }
            Told::Supervised(unit, at) => self.supervisions.push((unit, at)),
            Told::Nothing => {}
        }
    }
}

/// The units, in two groups, some of equal position.
pub(super) fn units() -> Vec<Line> {
    let unit = |index: u64| {
        let code = format!("u{index}");
        let county = index.is_multiple_of(2);
        let position = i64::try_from(index / 4).expect("few units");
        let mut request = sample::unit(&code);
        let message = request.unit.as_mut().expect("a unit");
        let group = if county {
            UnitGroup::County
        } else {
            UnitGroup::Department
        };
        message.set_group(group);
        message.position = i32::try_from(position).expect("few units");
        (
            plain(Record::UpdateUnit(request)),
            Told::Unit(code, Unit { county, position }),
        )
    };
    (0..UNITS).map(unit).collect()
}

/// One order's life: it, its assignments and what happens to them, not always in the order in which it happened.
pub(super) fn order(numbers: &mut Numbers, id: &str) -> Vec<Line> {
    let received = instant(numbers, 0, 88);
    let mut accept = sample::accept_order(id);
    let order = accept.work_order.as_mut().expect("an order");
    order.receive_time = time(received);
    let mut lines = vec![(plain(Record::AcceptWorkOrder(accept)), Told::Nothing)];

    let count = 1 + numbers.below(2) + numbers.below(8) / 7;
    for number in 1..=count {
        let number = usize::try_from(number).expect("few");
        let mut life = Life::new(numbers, id, number, received);
        let mut told = life.tell();
        if life.numbers.below(6) == 0 && 2 < told.len() {
            // Two facts are recorded in the wrong order.
            let last = told.len() - 1;
            told.swap(last - 1, last);
        }
        lines.extend(told);
    }
    lines
}

/// A supervision of a random unit.
pub(super) fn supervision(numbers: &mut Numbers) -> Line {
    let unit = format!("u{}", numbers.below(UNITS - 1));
    let at = instant(numbers, 0, 95);
    let mut request = sample::supervise(&unit);
    let supervision = request.supervision.as_mut().expect("a supervision");
    supervision.issue_time = time(at);
    (
        plain(Record::IssueSupervision(request)),
        Told::Supervised(unit, at),
    )
}

/// One assignment's life in the making.
struct Life<'a> {
    numbers: &'a mut Numbers,
    order: &'a str,
    number: usize,
    now: i64,
    due: Option<i64>,
    exclusions: usize,
    extensions: usize,
    asked_due: i64,
    /// An import takes the same fact at the same instant for a repeat, so there is none.
    said: BTreeSet<(&'static str, i64)>,
}

impl Life<'_> {
    fn new<'a>(numbers: &'a mut Numbers, order: &'a str, number: usize, received: i64) -> Life<'a> {
        let now = received + soon(numbers);
        Life {
            numbers,
            order,
            number,
            now,
            due: None,
            exclusions: 0,
            extensions: 0,
            asked_due: 0,
            said: BTreeSet::new(),
        }
    }

    /// The present instant, or the next one at which this was not said yet.
    fn now(&mut self, what: &'static str) -> i64 {
        while !self.said.insert((what, self.now)) {
            self.now += 1;
        }
        self.now
    }

    fn tell(&mut self) -> Vec<Line> {
        let mut lines = vec![self.assigned()];
        let moves = self.numbers.below(9);
        let mut completed = false;
        for _ in 0..moves {
            // Some things happen at the very same instant.
            if self.numbers.below(7) != 0 {
                self.now += soon(self.numbers);
            }
            match (completed, self.numbers.below(17)) {
                (false, 0) => lines.extend([self.ask_send_back(), self.decide_send_back()]),
                (false, 1) => lines.push(self.withdraw()),
                (_, 2) => lines.push(self.ask_exclusion()),
                (_, 3) => lines.push(self.decide_exclusion()),
                (_, 12) => lines.extend([self.appeal_exclusion(), self.decide_exclusion()]),
                (false, 13) => lines.push(self.sign_for()),
                (false, 14) => lines.push(self.take_in_hand()),
                (false, 15 | 16) => lines.extend([self.ask_extension(), self.decide_extension()]),
                (true, 15) => {
                    lines.push(self.close());
                    break;
                }
                (false, _) | (true, 4) => {
                    lines.push(self.complete());
                    completed = true;
                }
                (true, 5 | 6) => {
                    lines.push(self.redo());
                    completed = false;
                }
                (true, _) => lines.push(self.visit()),
            }
        }
        lines
    }

    fn name(&self) -> String {
        format!("workOrders/-/assignments/{}", self.number)
    }

    fn line(&self, record: Record, what: What) -> Line {
        (
            ImportRequest {
                work_order_reference: Some(sample::reference(self.order)),
                ..plain(record)
            },
            Told::Fact {
                order: self.order.to_owned(),
                number: self.number,
                at: self.now,
                what,
            },
        )
    }

    fn assigned(&mut self) -> Line {
        let unit = format!("u{}", self.numbers.below(UNITS - 1));
        let lead = self.number == 1 || self.numbers.below(3) != 0;
        self.due = match self.numbers.below(4) {
            0 => None,
            _ => Some(self.now + soon(self.numbers)),
        };
        let mut request = sample::assign("workOrders/-", &unit);
        request.assign_time = time(self.now);
        request.due_time = self.due.and_then(time);
        if !lead {
            request.set_role(AssignmentRole::Assist);
        }
        let (record, _) = self.line(Record::AssignWorkOrder(request), What::Other);
        let assignment = Assignment {
            unit,
            lead,
            assigned: self.now,
            due: self.due,
            facts: Vec::new(),
            visits: 0,
        };
        (record, Told::Assigned(self.order.to_owned(), assignment))
    }

    fn ask_send_back(&mut self) -> Line {
        let mut request = sample::ask_send_back(&self.name());
        request.request_time = time(self.now("ask_send_back"));
        self.line(Record::RequestSendBack(request), What::Other)
    }

    fn decide_send_back(&mut self) -> Line {
        self.now += soon(self.numbers) / 4;
        let accept = self.numbers.below(2) == 0;
        let mut request = sample::decide_send_back(&self.name(), accept);
        request.decide_time = time(self.now("decide_send_back"));
        let what = if accept { What::SentBack } else { What::Other };
        self.line(Record::DecideSendBack(request), what)
    }

    fn withdraw(&mut self) -> Line {
        let mut request = sample::withdraw(&self.name());
        request.withdraw_time = time(self.now("withdraw"));
        self.line(Record::WithdrawAssignment(request), What::Withdrawn)
    }

    fn ask_exclusion(&mut self) -> Line {
        self.exclusions += 1;
        let mut request = sample::ask_exclusion(&self.name());
        let exclusion = request.exclusion.as_mut().expect("an exclusion");
        exclusion.request_time = time(self.now("ask_exclusion"));
        self.line(Record::RequestExclusion(request), What::Other)
    }

    fn decide_exclusion(&mut self) -> Line {
        let approve = self.numbers.below(2) == 0;
        let name = format!("{}/exclusions/{}", self.name(), self.exclusions.max(1));
        let mut request = sample::decide_exclusion(&name, approve);
        request.decide_time = time(self.now("decide_exclusion"));
        let what = if approve { What::Excluded } else { What::Other };
        self.line(Record::DecideExclusion(request), what)
    }

    fn appeal_exclusion(&mut self) -> Line {
        let request = AppealExclusionRequest {
            exclusion: format!("{}/exclusions/{}", self.name(), self.exclusions.max(1)),
            appealed_by: "clerk-2".to_owned(),
            appeal_time: time(self.now("appeal_exclusion")),
            ..AppealExclusionRequest::default()
        };
        self.line(Record::AppealExclusion(request), What::Other)
    }

    fn sign_for(&mut self) -> Line {
        let request = SignForAssignmentRequest {
            assignment: self.name(),
            sign_time: time(self.now("sign_for")),
            ..SignForAssignmentRequest::default()
        };
        self.line(Record::SignForAssignment(request), What::Other)
    }

    fn take_in_hand(&mut self) -> Line {
        let request = TakeInHandRequest {
            assignment: self.name(),
            take_time: time(self.now("take_in_hand")),
            ..TakeInHandRequest::default()
        };
        self.line(Record::TakeInHand(request), What::Other)
    }

    fn ask_extension(&mut self) -> Line {
        self.extensions += 1;
        let due = self.due.unwrap_or(self.now) + soon(self.numbers);
        self.asked_due = due;
        let request = RequestExtensionRequest {
            assignment: self.name(),
            extension: Some(Extension {
                reason: ExtensionReason::ComplexMatter.into(),
                due_time: time(due),
                requested_by: "clerk-1".to_owned(),
                request_time: time(self.now("ask_extension")),
                ..Extension::default()
            }),
            ..RequestExtensionRequest::default()
        };
        self.line(Record::RequestExtension(request), What::Other)
    }

    fn decide_extension(&mut self) -> Line {
        self.now += soon(self.numbers) / 4;
        let grant = self.numbers.below(3) != 0;
        let request = DecideExtensionRequest {
            extension: format!("{}/extensions/{}", self.name(), self.extensions),
            grant: Some(grant),
            decided_by: "supervisor-1".to_owned(),
            decide_time: time(self.now("decide_extension")),
            ..DecideExtensionRequest::default()
        };
        let what = if grant {
            // What it is if it is taken; a record that is rejected tells nothing.
            self.due = Some(self.asked_due);
            What::Extended(self.asked_due)
        } else {
            What::Other
        };
        self.line(Record::DecideExtension(request), what)
    }

    fn close(&mut self) -> Line {
        let request = CloseAssignmentRequest {
            assignment: self.name(),
            close_time: time(self.now("close")),
            ..CloseAssignmentRequest::default()
        };
        self.line(Record::CloseAssignment(request), What::Other)
    }

    fn complete(&mut self) -> Line {
        let mut request = sample::complete(&self.name());
        // Often at the deadline, or a microsecond beside it.
        if let Some(due) = self.due
            && self.now < due
            && self.numbers.below(3) == 0
        {
            self.now = due - 1 + i64::try_from(self.numbers.below(3)).expect("small");
        }
        request.complete_time = time(self.now("complete"));
        self.line(Record::CompleteAssignment(request), What::Completed)
    }

    fn redo(&mut self) -> Line {
        let due = (self.numbers.below(2) == 0).then(|| self.now + soon(self.numbers));
        self.due = due.or(self.due);
        let mut request = sample::redo(&self.name());
        request.redo_time = time(self.now("redo"));
        request.due_time = due.and_then(time);
        self.line(Record::RedoAssignment(request), What::Redone(due))
    }

    fn visit(&mut self) -> Line {
        let mut request = sample::visit(&self.name());
        let visit = request.return_visit.as_mut().expect("a visit");
        visit.visit_time = time(self.now("visit"));
        let mut grade = || 1 + usize::try_from(self.numbers.below(5)).expect("small");
        let (process, outcome) = (grade(), grade());
        let resolved = 1 + usize::try_from(self.numbers.below(3)).expect("small");
        let what = if self.numbers.below(4) == 0 {
            visit.set_result(VisitResult::Unreachable);
            (visit.process_grade, visit.outcome_grade, visit.resolved) = (0, 0, 0);
            What::Unreached
        } else {
            visit.process_grade = i32::try_from(process).expect("small");
            visit.outcome_grade = i32::try_from(outcome).expect("small");
            visit.resolved = i32::try_from(resolved).expect("small");
            What::Graded(process, outcome, resolved)
        };
        self.line(Record::RecordReturnVisit(request), what)
    }
}

pub(super) fn plain(record: Record) -> ImportRequest {
    ImportRequest {
        record: Some(record),
        ..ImportRequest::default()
    }
}

/// A random instant between two days from the start; often at a month's border or a cut-off, or a microsecond beside it.
fn instant(numbers: &mut Numbers, from: u64, to: u64) -> i64 {
    let beside = i64::try_from(numbers.below(3)).expect("small") - 1;
    let borders = [31, 60, 41, 70];
    match usize::try_from(numbers.below(20)).expect("small") {
        index if index < borders.len() => START + borders[index] * DAY + beside,
        _ => {
            let micros = numbers.below((to - from) * 86_400_000) * 1_000 + numbers.below(1_000);
            START
                + i64::try_from(from).expect("small") * DAY
                + i64::try_from(micros).expect("small")
        }
    }
}

/// Some hours or days.
pub(super) fn soon(numbers: &mut Numbers) -> i64 {
    let hours = match numbers.below(3) {
        0 => 1 + numbers.below(12),
        1 => 1 + numbers.below(24 * 5),
        _ => 1 + numbers.below(24 * 20),
    };
    i64::try_from(hours * 3_600_000_000 + numbers.below(1_000_000)).expect("small")
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a message field is an Option in the generated types"
)]
pub(super) fn time(micros: i64) -> Option<Timestamp> {
    Some(Timestamp {
        seconds: micros.div_euclid(1_000_000),
        nanos: i32::try_from(micros.rem_euclid(1_000_000) * 1_000).expect("below a second"),
    })
}
