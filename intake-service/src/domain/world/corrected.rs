//! What a correction changes of the records.

use std::sync::Arc;

use super::World;
use crate::domain::assignment::FactCorrection;
use crate::domain::correction::{Correction, CorrectionRecord, Dated, FactKind};
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::record::Record;
use crate::domain::work_order::{Duplicate, WorkOrder};

impl World {
    /// Takes in a correction: the records stand as if the fact had been recorded right.
    pub(super) fn correct(&mut self, correction: &Correction) {
        let record = CorrectionRecord::from(correction);
        self.corrections.insert(correction.id, record);
        let fact = &correction.fact;
        let known = self.facts.entry(fact.sequence);
        known.or_insert_with(|| fact.clone()).annulled = correction.after.is_none();
        match fact.kind {
            FactKind::CallRecorded | FactKind::CalledBack | FactKind::Notified => {
                self.correct_call(correction);
            }
            FactKind::Accepted | FactKind::HandledDirectly | FactKind::DuplicateLinked(_) => {
                self.correct_order(correction);
            }
            FactKind::Assignment(id) => {
                if let Some(dossier) = self.dossiers.get_mut(&id.order) {
                    dossier.correct(id, fact_correction(correction));
                }
            }
            FactKind::Supervised | FactKind::SupervisionLifted => {
                self.correct_supervision(correction);
            }
            FactKind::Occasion | FactKind::TypicalCase => self.correct_occasion(correction),
            FactKind::Correction(_) | FactKind::Other => {}
        }
    }

    fn correct_call(&mut self, correction: &Correction) {
        let Subject::Call(id) = correction.fact.subject else {
            return;
        };
        let Some(call) = self.calls.get_mut(&id).map(Arc::make_mut) else {
            return;
        };
        let happened = correction.after.as_ref().map(|after| after.happened);
        match correction.fact.kind {
            FactKind::CalledBack => call.called_back = happened,
            FactKind::Notified => call.notified = happened,
            _ => call.annulled = happened.is_none(),
        }
        call.sequence = correction.id;
    }

    fn correct_order(&mut self, correction: &Correction) {
        let Subject::WorkOrder(number) = correction.fact.subject else {
            return;
        };
        let Some(dossier) = self.dossiers.get_mut(&number) else {
            return;
        };
        let order = &mut dossier.order;
        let sequence = correction.fact.sequence;
        let happened = correction.after.as_ref().map(|after| after.happened);
        match (correction.fact.kind, &correction.after) {
            (
                FactKind::Accepted,
                Some(Dated {
                    event: Event::WorkOrderAccepted(accepted),
                    ..
                }),
            ) => take_classification(order, accepted),
            (FactKind::HandledDirectly, _) => {
                let answer = match order.handled {
                    _ if correction.has_text => correction.id,
                    Some((_, answer)) => answer,
                    None => sequence,
                };
                order.handled = happened.map(|at| (at, answer));
            }
            (FactKind::DuplicateLinked(original), _) => {
                order.duplicate = happened.map(|linked| Duplicate {
                    original,
                    linked,
                    sequence,
                });
                let duplicates = self.duplicates.entry(original).or_default();
                if happened.is_some() {
                    duplicates.insert(number);
                } else {
                    duplicates.remove(&number);
                }
            }
            _ => {}
        }
        order.sequence = correction.id;
    }

    fn correct_supervision(&mut self, correction: &Correction) {
        let Subject::Supervision(id) = correction.fact.subject else {
            return;
        };
        let Some(supervision) = self.supervisions.get_mut(&id) else {
            return;
        };
        if correction.fact.kind == FactKind::SupervisionLifted {
            supervision.lifted = correction.after.as_ref().map(|after| after.happened);
        } else {
            supervision.annulled = correction.after.is_none();
            if let Some(Dated {
                event: Event::SupervisionIssued(issued),
                ..
            }) = &correction.after
            {
                supervision.form = issued.form;
                supervision.reason = issued.reason;
                supervision.issued = issued.issued;
            }
            if correction.has_text {
                supervision.note_sequence = correction.id;
            }
        }
        supervision.sequence = correction.id;
    }

    fn correct_occasion(&mut self, correction: &Correction) {
        let annulled = correction.after.is_none().then_some(correction.id);
        let subject = &correction.fact.subject;
        if let Subject::TypicalCase(id) = subject {
            let mut cases = self.typical_cases.values_mut().flatten();
            if let Some(case) = cases.find(|case| case.id == *id) {
                case.annulled = annulled;
            }
            return;
        }
        match self.others.get_mut(subject) {
            Some(Record::LeaderSession(session)) => session.annulled = annulled,
            Some(Record::Appreciation(thanks)) => thanks.annulled = annulled,
            Some(Record::Activity(activity)) => activity.annulled = annulled,
            _ => {}
        }
    }
}

/// The correction as the assignment's history takes it.
fn fact_correction(correction: &Correction) -> FactCorrection {
    let after = match &correction.after {
        Some(Dated {
            happened,
            event: Event::Assignment { change, .. },
        }) => Some((*happened, change.clone())),
        _ => None,
    };
    FactCorrection {
        sequence: correction.id,
        fact: correction.fact.sequence,
        after,
        has_text: correction.has_text,
    }
}

/// What an order's acceptance says that can be corrected.
fn take_classification(order: &mut WorkOrder, accepted: &WorkOrder) {
    let WorkOrder {
        channel,
        nature,
        urgency,
        category,
        topics,
        area,
        received,
        ..
    } = accepted.clone();
    order.channel = channel;
    order.nature = nature;
    order.urgency = urgency;
    order.category = category;
    order.topics = topics;
    order.area = area;
    order.received = received;
}
