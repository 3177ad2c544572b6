//! Work orders and what happens to them, to the wire: without personal data and texts, but for [`WholeWorkOrder`].

use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use crate::domain::assignment::{Standing, Visit, VisitResult};
use crate::domain::card::Card;
use crate::domain::correction::CorrectionRecord;
use crate::domain::etag::Etag;
use crate::domain::masking::Masked;
use crate::domain::names::{AssignmentId, ExternalReference, Subject};
use crate::domain::record::{AssignmentRecord, VisitRecord};
use crate::domain::supervision::Supervision;
use crate::domain::work_order::WorkOrder;
use crate::store::corrections::ToldCorrection;
use crate::store::timeline::TimelineEntry;
use crate::store::work_orders::WholeWorkOrder;

impl From<Box<WorkOrder>> for proto::WorkOrder {
    fn from(order: Box<WorkOrder>) -> proto::WorkOrder {
        proto::WorkOrder::from(*order)
    }
}

impl From<WorkOrder> for proto::WorkOrder {
    fn from(order: WorkOrder) -> proto::WorkOrder {
        let disposition = order.disposition().number();
        let WorkOrder {
            number,
            external_reference,
            channel,
            call,
            anonymous,
            confidential,
            nature,
            urgency,
            category,
            topics,
            area,
            received,
            handled,
            transferred: _,
            duplicate,
            content_hash: _,
            recorded,
            accepted_sequence: _,
            sequence,
        } = order;
        let name =
            |subject: Option<Subject>| subject.map(|one| one.to_string()).unwrap_or_default();
        proto::WorkOrder {
            name: Subject::WorkOrder(number).to_string(),
            external_reference: external_reference
                .map(|ExternalReference { source, id }| proto::ExternalReference { source, id }),
            channel: channel.number(),
            call: name(call.map(Subject::Call)),
            requester: Some(proto::Requester {
                full_name: String::new(),
                phone_number: String::new(),
                anonymous,
                confidential,
            }),
            nature: nature.number(),
            urgency: urgency.number(),
            category: name(category.map(Subject::Category)),
            topics: topics
                .into_iter()
                .map(|code| Subject::Topic(code).to_string())
                .collect(),
            area,
            text: String::new(),
            attachments: Vec::new(),
            receive_time: Some(timestamp(received)),
            disposition,
            handle_time: handled.map(|(at, _)| timestamp(at)),
            answer: String::new(),
            record_time: Some(timestamp(recorded)),
            sequence,
            duplicate_of: name(duplicate.map(|link| Subject::WorkOrder(link.original))),
            duplicates: Vec::new(),
            purged: false,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

/// With the requester and the texts, masked.
impl From<WholeWorkOrder> for proto::WorkOrder {
    fn from(whole: WholeWorkOrder) -> proto::WorkOrder {
        let WholeWorkOrder {
            order,
            request:
                Masked {
                    number,
                    name,
                    text,
                    note: _,
                    attachments,
                    recording: _,
                    purged,
                },
            answer,
            duplicates,
        } = whole;
        let requester = proto::Requester {
            full_name: name,
            phone_number: number,
            anonymous: order.anonymous,
            confidential: order.confidential,
        };
        proto::WorkOrder {
            requester: Some(requester),
            text,
            attachments,
            purged: purged || answer.purged,
            answer: answer.text,
            duplicates: duplicates
                .into_iter()
                .map(|number| Subject::WorkOrder(number).to_string())
                .collect(),
            ..order.into()
        }
    }
}

/// As it stands at present: an open assignment may have become overdue since it was read.
impl From<AssignmentRecord> for proto::Assignment {
    fn from(assignment: AssignmentRecord) -> proto::Assignment {
        let overdue = assignment.standing.is_overdue(Moment::now());
        let AssignmentRecord {
            id,
            unit,
            role,
            assigned,
            standing:
                Standing {
                    state,
                    due,
                    signed,
                    due_since: _,
                    sign_due,
                    card,
                    completed,
                    closed,
                    removed,
                },
            basis,
            redo_count,
            excluded,
            reply_sequence: _,
            sequence,
        } = assignment;
        proto::Assignment {
            name: Subject::Assignment(id).to_string(),
            unit: Subject::Unit(unit).to_string(),
            role: role.number(),
            assign_time: Some(timestamp(assigned)),
            due_time: due.map(timestamp),
            complete_time: completed.map(timestamp),
            reply: String::new(),
            state: state.number(),
            redo_count,
            excluded,
            remove_time: removed.map(timestamp),
            sequence,
            sign_time: signed.map(timestamp),
            close_time: closed.map(timestamp),
            sign_due_time: sign_due.map(timestamp),
            deadline_basis: basis.map(Into::into),
            card: card.map_or(0, Card::number),
            overdue,
            purged: false,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

/// The numbers of a visit's result and of the answers: process grade, outcome grade, resolved; 0 where there is none.
fn visit_result(result: VisitResult) -> (i32, [i32; 3]) {
    use proto::VisitResult as Wire;
    match result {
        VisitResult::Rated {
            process,
            outcome,
            resolved,
        } => {
            let answers = [process.number(), outcome.number(), resolved.number()];
            (Wire::Rated.into(), answers)
        }
        VisitResult::Unreachable => (Wire::Unreachable.into(), [0; 3]),
        VisitResult::Refused => (Wire::Refused.into(), [0; 3]),
        VisitResult::Invalid => (Wire::Invalid.into(), [0; 3]),
    }
}

impl From<VisitRecord> for proto::ReturnVisit {
    fn from(record: VisitRecord) -> proto::ReturnVisit {
        let VisitRecord {
            id,
            visited,
            visit:
                Visit {
                    number: _,
                    channel,
                    result,
                },
            annulled,
            note_sequence: _,
            sequence,
        } = record;
        let (result, [process_grade, outcome_grade, resolved]) = visit_result(result);
        proto::ReturnVisit {
            name: Subject::ReturnVisit(id).to_string(),
            visit_time: Some(timestamp(visited)),
            channel: channel.number(),
            result,
            process_grade,
            outcome_grade,
            resolved,
            note: String::new(),
            annulled,
            sequence,
            purged: false,
        }
    }
}

impl From<Supervision> for proto::Supervision {
    fn from(supervision: Supervision) -> proto::Supervision {
        let Supervision {
            id,
            unit,
            form,
            issued,
            reason,
            assignment,
            lifted,
            annulled,
            note_sequence: _,
            sequence,
        } = supervision;
        proto::Supervision {
            name: Subject::Supervision(id).to_string(),
            unit: Subject::Unit(unit).to_string(),
            form: form.number(),
            issue_time: Some(timestamp(issued)),
            reason: reason.number(),
            assignment: assignment
                .as_ref()
                .map(AssignmentId::to_string)
                .unwrap_or_default(),
            note: String::new(),
            lift_time: lifted.map(timestamp),
            annulled,
            sequence,
            purged: false,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

impl From<CorrectionRecord> for proto::Correction {
    fn from(correction: CorrectionRecord) -> proto::Correction {
        let CorrectionRecord {
            id,
            fact,
            subject,
            reason,
            annulled,
        } = correction;
        proto::Correction {
            name: Subject::Correction(id).to_string(),
            fact_sequence: fact,
            subject: subject.to_string(),
            reason: reason.number(),
            note: String::new(),
            annulled,
            description: String::new(),
            actor: String::new(),
            record_time: None,
            sequence: id,
            purged: false,
        }
    }
}

/// Without the note.
impl From<ToldCorrection> for proto::Correction {
    fn from(told: ToldCorrection) -> proto::Correction {
        let ToldCorrection {
            record,
            description,
            actor,
            recorded,
        } = told;
        proto::Correction {
            description,
            actor,
            record_time: Some(timestamp(recorded)),
            ..record.into()
        }
    }
}

impl From<TimelineEntry> for proto::TimelineEntry {
    fn from(entry: TimelineEntry) -> proto::TimelineEntry {
        let TimelineEntry {
            sequence,
            happened,
            recorded,
            actor,
            kind,
            subject,
            description,
        } = entry;
        proto::TimelineEntry {
            sequence,
            happen_time: Some(timestamp(happened)),
            record_time: Some(timestamp(recorded)),
            actor,
            kind,
            subject: subject.to_string(),
            description,
        }
    }
}
