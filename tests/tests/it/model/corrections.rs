//! Random corrections of what was told: that it did not happen, that it happened at another time, or that a visit went otherwise.

use std::collections::BTreeMap;

use hotline_proto::intake::correct_fact_request::Correction;
use hotline_proto::intake::corrected_fact::Content;
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::*;

use super::life::{plain, soon, time};
use super::reference::{Facts, What};
use crate::support::Numbers;

/// What a correction makes of a fact: nothing, or another time and another thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corrected {
    order: usize,
    number: usize,
    sequence: i64,
    after: Option<(i64, What)>,
}

impl Facts {
    /// Takes in a correction that was taken.
    pub(super) fn correct(&mut self, orders: &[String], corrected: &Corrected) {
        let key = (orders[corrected.order].clone(), corrected.number);
        let assignment = self.assignments.get_mut(&key).expect("it was told");
        let place = assignment
            .facts
            .iter()
            .position(|(sequence, ..)| *sequence == corrected.sequence)
            .expect("nothing is corrected twice");
        match corrected.after {
            None => {
                assignment.facts.remove(place);
            }
            // It keeps its place among those of the same instant: as recorded.
            Some((at, what)) => assignment.facts[place] = (corrected.sequence, at, what),
        }
    }
}

/// Corrections of about every tenth fact. `names` are the orders' names by their references.
pub(super) fn corrections(
    numbers: &mut Numbers,
    facts: &Facts,
    orders: &[String],
    names: &BTreeMap<String, String>,
) -> Vec<(ImportRequest, Corrected)> {
    let mut corrections = Vec::new();
    for ((order, number), assignment) in &facts.assignments {
        let name = format!("{}/assignments/{number}", names[order]);
        let order = orders.iter().position(|one| one == order).expect("known");
        for &(sequence, at, what) in &assignment.facts {
            let subject = match what {
                What::Completed | What::Redone(_) | What::Withdrawn | What::SentBack => {
                    name.clone()
                }
                What::Graded(..) | What::Unreached => {
                    format!("{name}/returnVisits/{}", facts.visits[&sequence])
                }
                What::Excluded | What::Extended(_) | What::Other => continue,
            };
            if numbers.below(10) != 0 {
                continue;
            }
            let (correction, after) = correction(numbers, at, what);
            let request = CorrectFactRequest {
                fact_sequence: sequence,
                subject,
                reason: CorrectionReason::Mistake.into(),
                correction: Some(correction),
                actor: "auditor-1".to_owned(),
                ..CorrectFactRequest::default()
            };
            let corrected = Corrected {
                order,
                number: *number,
                sequence,
                after,
            };
            corrections.push((plain(Record::CorrectFact(request)), corrected));
        }
    }
    corrections
}

fn correction(numbers: &mut Numbers, at: i64, what: What) -> (Correction, Option<(i64, What)>) {
    let content = matches!(what, What::Graded(..)).then(|| {
        let what = What::Graded(
            1 + usize::try_from(numbers.below(5)).expect("small"),
            1 + usize::try_from(numbers.below(5)).expect("small"),
            1 + usize::try_from(numbers.below(3)).expect("small"),
        );
        let What::Graded(process, outcome, resolved) = what else {
            unreachable!("made so")
        };
        let small = |number: usize| i32::try_from(number).expect("small");
        let visit = CorrectedReturnVisit {
            channel: VisitChannel::Phone.into(),
            result: VisitResult::Rated.into(),
            process_grade: small(process),
            outcome_grade: small(outcome),
            resolved: small(resolved),
            ..CorrectedReturnVisit::default()
        };
        (Content::ReturnVisit(visit), what)
    });
    match (numbers.below(3), content) {
        (0, _) => (Correction::Annulment(Annulment {}), None),
        (1, Some((content, what))) => {
            let corrected = CorrectedFact {
                content: Some(content),
                ..CorrectedFact::default()
            };
            (Correction::Corrected(corrected), Some((at, what)))
        }
        _ => {
            let later = numbers.below(2) == 0;
            let by = soon(numbers) / 8;
            let at = if later { at + by } else { at - by };
            let corrected = CorrectedFact {
                happen_time: time(at),
                ..CorrectedFact::default()
            };
            (Correction::Corrected(corrected), Some((at, what)))
        }
    }
}
