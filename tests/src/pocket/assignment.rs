//! One assignment and where it stands at a cut-off.

use hotline_proto::intake::VisitResult;
use hotline_proto::intake::import_request::Record;
use prost_types::Timestamp;

/// An assignment with what happened to it.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) unit: String,
    pub(super) lead: bool,
    pub(super) assigned: i64,
    due: Option<i64>,
    pub(super) facts: Vec<Fact>,
}

/// Something that happened, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    at: i64,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Removed,
    Completed,
    Redone(Option<i64>),
    Graded(usize, usize),
    Excluded,
}

/// What an assignment counts, or many together.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub(super) volume: i64,
    pub(super) rated: i64,
    pub(super) completed: i64,
    pub(super) grades: [i64; 5],
}

impl Standing {
    pub(super) fn add(&mut self, other: &Standing) {
        self.volume += other.volume;
        self.rated += other.rated;
        self.completed += other.completed;
        for (sum, count) in self.grades.iter_mut().zip(other.grades) {
            *sum += count;
        }
    }
}

impl Fact {
    /// What a record says about an assignment, and the name of what it is about.
    pub(super) fn of(record: &Record) -> Option<(&str, Fact)> {
        let (name, at, what) = match record {
            Record::DecideSendBack(decide) if decide.accept == Some(true) => {
                (&decide.assignment, &decide.decide_time, What::Removed)
            }
            Record::WithdrawAssignment(withdraw) => {
                (&withdraw.assignment, &withdraw.withdraw_time, What::Removed)
            }
            Record::CompleteAssignment(complete) => (
                &complete.assignment,
                &complete.complete_time,
                What::Completed,
            ),
            Record::RedoAssignment(redo) => {
                let due = redo.due_time.as_ref().map(|due| micros(Some(due)));
                (&redo.assignment, &redo.redo_time, What::Redone(due))
            }
            Record::RecordReturnVisit(record) => {
                let visit = record.return_visit.as_ref()?;
                if visit.result() != VisitResult::Rated {
                    return None;
                }
                let process = usize::try_from(visit.process_grade).ok()?;
                let outcome = usize::try_from(visit.outcome_grade).ok()?;
                (
                    &record.assignment,
                    &visit.visit_time,
                    What::Graded(process, outcome),
                )
            }
            Record::DecideExclusion(decide) if decide.approve == Some(true) => {
                (&decide.exclusion, &decide.decide_time, What::Excluded)
            }
            _ => return None,
        };
        let at = micros(at.as_ref());
        Some((name, Fact { at, what }))
    }
}

impl Assignment {
    pub(super) fn new(
        unit: String,
        lead: bool,
        assigned: Option<&Timestamp>,
        due: Option<&Timestamp>,
    ) -> Assignment {
        Assignment {
            unit,
            lead,
            assigned: micros(assigned),
            due: due.map(|due| micros(Some(due))),
            facts: Vec::new(),
        }
    }

    pub(super) fn standing(&self, cut_off: i64) -> Standing {
        let mut facts: Vec<&Fact> = self.facts.iter().filter(|fact| fact.at < cut_off).collect();
        facts.sort_by_key(|fact| fact.at);

        let mut due = self.due;
        let mut completed = false;
        let mut excluded = false;
        let mut grades = None;
        for fact in facts {
            match fact.what {
                What::Removed => return Standing::default(),
                What::Completed => completed = true,
                What::Redone(new) => {
                    completed = false;
                    due = new.or(due);
                }
                What::Graded(process, outcome) => grades = Some([process, outcome]),
                What::Excluded => excluded = true,
            }
        }
        let not_due = !completed && due.is_none_or(|due| cut_off < due);
        let rated = !excluded && !not_due;
        let mut standing = Standing {
            volume: 1,
            rated: i64::from(rated),
            completed: i64::from(rated && completed),
            grades: [0; 5],
        };
        if !excluded {
            for grade in grades.into_iter().flatten() {
                standing.grades[grade - 1] += 1;
            }
        }
        standing
    }
}

/// The number of the assignment in `workOrders/-/assignments/{n}` and the names below it.
pub(super) fn number(name: &str) -> usize {
    let number = name
        .split('/')
        .nth(3)
        .and_then(|number| number.parse().ok());
    number.expect("a name of an assignment")
}

pub(super) fn micros(time: Option<&Timestamp>) -> i64 {
    let time = time.expect("a time");
    time.seconds * 1_000_000 + i64::from(time.nanos / 1_000)
}
