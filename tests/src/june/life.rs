//! An assignment's life: from the assignment to the last thing that happens to it.

use hotline_common::time::Moment;
use hotline_proto::intake::{AssignmentRole, Grade};

use super::clock::{DAY, HOUR};
use super::lot::{Ending, Grades, Lot, Visits};
use super::random::Random;

/// One assignment and all that happens to it, in order.
#[derive(Clone, Debug)]
pub(super) struct Life {
    /// The unit's index in the figures.
    pub(super) unit: usize,
    pub(super) role: AssignmentRole,
    pub(super) assigned: Moment,
    pub(super) due: Option<Moment>,
    pub(super) steps: Vec<(Moment, Step)>,
}

/// One thing that happens to an assignment.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    AskSendBack,
    DecideSendBack { accept: bool },
    Withdraw,
    Complete,
    Redo { due: Option<Moment> },
    Visit(Visit),
    AskExclusion,
    DecideExclusion { approve: bool },
}

/// What a visit comes to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Visit {
    Rated(Grades),
    Unreachable,
    Refused,
    Invalid,
}

/// Grades of a visit that must not count; any that did would be seen in the rates.
const WORST: Visit = Visit::Rated((Grade::VeryDissatisfied, Grade::VeryDissatisfied));

impl Life {
    fn new(unit: usize, assigned: Moment, due: Option<Moment>) -> Life {
        Life {
            unit,
            role: AssignmentRole::Lead,
            assigned,
            due,
            steps: Vec::new(),
        }
    }

    fn then(&mut self, moment: Moment, step: Step) -> Moment {
        self.steps.push((moment, step));
        moment
    }

    /// An assignment of the volume, which stands as its lot says at the cut-off.
    pub(super) fn of(lot: Lot, assigned: Moment, cut_off: Moment, random: &mut Random) -> Life {
        let days = random.between(3, 6);
        let due = Some(assigned.plus_micros(days * DAY));
        let mut life = Life::new(lot.unit, assigned, due);
        let in_time = assigned.plus_micros(random.between(2 * HOUR, days * DAY));
        let soon = assigned.plus_micros(random.between(2 * HOUR, 2 * DAY));
        let mut hours = |low, high| random.between(low * HOUR, high * HOUR);

        let completed = match lot.ending {
            Ending::Completed => life.then(in_time, Step::Complete),
            Ending::CompletedWithoutDeadline => {
                life.due = None;
                life.then(in_time, Step::Complete)
            }
            Ending::CompletedLate => {
                let due = assigned.plus_micros(DAY);
                life.due = Some(due);
                life.then(due.plus_micros(hours(1, 40)), Step::Complete)
            }
            Ending::CompletedAtTheLastInstant => life.then(cut_off.plus_micros(-1), Step::Complete),
            Ending::CompletedAgainAfterRedo => {
                let first = life.then(soon, Step::Complete);
                if lot.visits.grades().is_some() {
                    life.then(first.plus_micros(hours(1, 6)), Step::Visit(WORST));
                }
                let redone = first.plus_micros(hours(7, 24));
                let due = (hours(0, 1) == 0).then(|| redone.plus_micros(3 * DAY));
                life.then(redone, Step::Redo { due });
                life.then(redone.plus_micros(hours(1, 24)), Step::Complete)
            }
            Ending::CompletedAndRedoneTooLate => {
                let completed = life.then(in_time, Step::Complete);
                life.visit(lot.visits, completed, cut_off, random);
                life.then(cut_off, Step::Redo { due: None });
                return life;
            }
            Ending::CompletedAfterRefusedSendBack => {
                let asked = life.then(assigned.plus_micros(hours(1, 6)), Step::AskSendBack);
                let decided = asked.plus_micros(hours(1, 12));
                life.then(decided, Step::DecideSendBack { accept: false });
                life.then(decided.plus_micros(hours(1, 48)), Step::Complete)
            }
            Ending::CompletedWithSendBackLapsed => {
                let asked = life.then(assigned.plus_micros(hours(1, 6)), Step::AskSendBack);
                life.then(asked.plus_micros(hours(1, 48)), Step::Complete)
            }
            Ending::CompletedWithExclusionRefused => {
                let completed = life.then(in_time, Step::Complete);
                let asked = life.then(completed, Step::AskExclusion);
                life.then(
                    asked.plus_micros(1),
                    Step::DecideExclusion { approve: false },
                );
                completed
            }
            Ending::CompletedWithExclusionTooLate => {
                let completed = life.then(in_time, Step::Complete);
                life.visit(lot.visits, completed, cut_off, random);
                life.then(cut_off.plus_micros(-HOUR), Step::AskExclusion);
                life.then(cut_off, Step::DecideExclusion { approve: true });
                return life;
            }
            Ending::Open => return life,
            Ending::OpenWithDeadlineAtTheCutOff => {
                life.due = Some(cut_off);
                return life;
            }
            Ending::CompletedTooLate => {
                // The cut-off itself is too late already.
                let too_late = if days < 5 { 0 } else { hours(1, 60) };
                life.then(cut_off.plus_micros(too_late), Step::Complete);
                return life;
            }
            Ending::RedoneAndOpen => {
                let first = life.then(soon, Step::Complete);
                life.then(
                    first.plus_micros(hours(1, 6)),
                    Step::Visit(Visit::Unreachable),
                );
                let redone = first.plus_micros(hours(7, 24));
                let due = (hours(0, 1) == 0).then(|| redone.plus_micros(DAY));
                life.then(redone, Step::Redo { due });
                return life;
            }
            Ending::ExcludedOpen => {
                let asked = life.then(soon, Step::AskExclusion);
                let decided = asked.plus_micros(hours(1, 30));
                life.then(decided, Step::DecideExclusion { approve: true });
                return life;
            }
            Ending::ExcludedCompleted => {
                let completed = life.then(in_time, Step::Complete);
                life.then(completed.plus_micros(hours(1, 6)), Step::Visit(WORST));
                let asked = completed.plus_micros(hours(7, 12));
                life.then(asked, Step::AskExclusion);
                let decided = asked.plus_micros(hours(1, 12));
                life.then(decided, Step::DecideExclusion { approve: true });
                return life;
            }
            Ending::ExcludedAtTheLastInstant => {
                life.then(soon, Step::AskExclusion);
                let decided = cut_off.plus_micros(-1);
                life.then(decided, Step::DecideExclusion { approve: true });
                return life;
            }
        };
        life.visit(lot.visits, completed, cut_off, random);
        life
    }

    fn visit(&mut self, visits: Visits, completed: Moment, cut_off: Moment, random: &mut Random) {
        let first = completed.plus_micros(random.between(HOUR, 10 * HOUR));
        let second = completed.plus_micros(random.between(11 * HOUR, 30 * HOUR));
        match visits {
            Visits::None => {}
            Visits::Unreachable => {
                self.then(first, Step::Visit(Visit::Unreachable));
            }
            Visits::Refused => {
                self.then(first, Step::Visit(Visit::Refused));
            }
            Visits::Invalid => {
                self.then(first, Step::Visit(Visit::Invalid));
            }
            Visits::OnlyTooLate => {
                self.then(cut_off, Step::Visit(WORST));
            }
            Visits::Rated(grades) => {
                self.then(second, Step::Visit(Visit::Rated(grades)));
            }
            Visits::RatedAfterAnother(grades) => {
                self.then(first, Step::Visit(WORST));
                self.then(second, Step::Visit(Visit::Rated(grades)));
            }
            Visits::RatedAfterUnreachable(grades) => {
                self.then(first, Step::Visit(Visit::Unreachable));
                self.then(second, Step::Visit(Visit::Rated(grades)));
            }
            Visits::RatedAgainTooLate(grades) => {
                self.then(second, Step::Visit(Visit::Rated(grades)));
                self.then(
                    cut_off.plus_micros(random.between(0, DAY)),
                    Step::Visit(WORST),
                );
            }
        }
    }

    /// An assignment that the unit sends back, in a few cases at the second asking only.
    pub(super) fn sent_back(unit: usize, assigned: Moment, random: &mut Random) -> Life {
        let mut life = Life::new(unit, assigned, Some(assigned.plus_micros(5 * DAY)));
        let mut asked = assigned.plus_micros(random.between(HOUR, 24 * HOUR));
        if random.between(1, 12) == 1 {
            life.then(asked, Step::AskSendBack);
            let refused = asked.plus_micros(random.between(HOUR, 8 * HOUR));
            life.then(refused, Step::DecideSendBack { accept: false });
            asked = refused.plus_micros(random.between(HOUR, 8 * HOUR));
        }
        life.then(asked, Step::AskSendBack);
        let accepted = asked.plus_micros(random.between(HOUR, 24 * HOUR));
        life.then(accepted, Step::DecideSendBack { accept: true });
        life
    }

    /// An assignment that the centre withdraws.
    pub(super) fn withdrawn(unit: usize, assigned: Moment, random: &mut Random) -> Life {
        let mut life = Life::new(unit, assigned, None);
        let withdrawn = assigned.plus_micros(random.between(HOUR, 24 * HOUR));
        life.then(withdrawn, Step::Withdraw);
        life
    }

    /// A unit that helps, and is done with it or not.
    pub(super) fn assist(unit: usize, assigned: Moment, random: &mut Random) -> Life {
        let mut life = Life::new(unit, assigned, Some(assigned.plus_micros(4 * DAY)));
        life.role = AssignmentRole::Assist;
        if random.between(1, 4) != 1 {
            let completed = assigned.plus_micros(random.between(HOUR, 4 * DAY));
            life.then(completed, Step::Complete);
            life.then(completed.plus_micros(HOUR), Step::Visit(WORST));
        }
        life
    }

    /// An assignment that goes the plain way.
    pub(super) fn plain(unit: usize, assigned: Moment, random: &mut Random) -> Life {
        let mut life = Life::new(unit, assigned, Some(assigned.plus_micros(5 * DAY)));
        let completed = assigned.plus_micros(random.between(2 * HOUR, 4 * DAY));
        life.then(completed, Step::Complete);
        life
    }

    /// When the last thing happens.
    pub(super) fn last(&self) -> Moment {
        self.steps
            .last()
            .map_or(self.assigned, |(moment, _)| *moment)
    }
}
