//! Return visits.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::assignment::write;
use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields;
use crate::api::write::Write;
use crate::domain::assignment::VisitResult;
use crate::domain::command::AssignmentAction;

/// Decodes `RecordReturnVisit`.
pub(in crate::api) fn record(
    request: proto::RecordReturnVisitRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordReturnVisitRequest {
        assignment,
        return_visit,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let visited = decode::required_message(
        violations,
        "return_visit",
        return_visit,
        |violations, given| visit(violations, context, given),
    );
    let actor = fields::staff(violations, "actor", actor);
    let (at, action) = visited.unzip();
    write(assignment, at, action, actor)
}

fn visit(
    violations: &mut Violations,
    context: &Context<'_>,
    visit: proto::ReturnVisit,
) -> Option<(Moment, AssignmentAction)> {
    let proto::ReturnVisit {
        name: _,
        visit_time,
        channel,
        result,
        process_grade,
        outcome_grade,
        resolved,
        note,
        sequence: _,
        purged: _,
        annulled: _,
    } = visit;
    let at = fields::past(violations, context, "visit_time", visit_time);
    let channel = enums::required(violations, "channel", channel);
    let result = visit_result(
        violations,
        result,
        &Answers {
            process_grade,
            outcome_grade,
            resolved,
        },
    );
    let note = fields::note(violations, "note", note);
    let action = AssignmentAction::Visit {
        channel: channel?,
        result: result?,
        note,
    };
    Some((at?, action))
}

/// Decodes what a visit should have come to.
pub(super) fn corrected(
    violations: &mut Violations,
    visit: proto::CorrectedReturnVisit,
) -> Option<AssignmentAction> {
    let proto::CorrectedReturnVisit {
        channel,
        result,
        process_grade,
        outcome_grade,
        resolved,
        note,
    } = visit;
    let channel = enums::required(violations, "channel", channel);
    let result = visit_result(
        violations,
        result,
        &Answers {
            process_grade,
            outcome_grade,
            resolved,
        },
    );
    let note = fields::note(violations, "note", note);
    Some(AssignmentAction::Visit {
        channel: channel?,
        result: result?,
        note,
    })
}

/// What a citizen answers when rating, by the numbers on the wire.
struct Answers {
    process_grade: i32,
    outcome_grade: i32,
    resolved: i32,
}

fn visit_result(
    violations: &mut Violations,
    result: i32,
    answers: &Answers,
) -> Option<VisitResult> {
    use proto::VisitResult as Wire;
    let result = match Wire::try_from(result) {
        Ok(Wire::Rated) => return rated(violations, answers),
        Ok(Wire::Unreachable) => VisitResult::Unreachable,
        Ok(Wire::Refused) => VisitResult::Refused,
        Ok(Wire::Invalid) => VisitResult::Invalid,
        Ok(Wire::Unspecified) | Err(_) => {
            let names = [Wire::Rated, Wire::Unreachable, Wire::Refused, Wire::Invalid]
                .map(|result| result.as_str_name())
                .join(", ");
            violations.push("result", format!("must be one of {names}"));
            return None;
        }
    };
    let &Answers {
        process_grade,
        outcome_grade,
        resolved,
    } = answers;
    for (path, number) in [
        ("process_grade", process_grade),
        ("outcome_grade", outcome_grade),
        ("resolved", resolved),
    ] {
        if number != 0 {
            violations.push(
                path,
                "may only be given where the result is VISIT_RESULT_RATED",
            );
        }
    }
    Some(result)
}

fn rated(violations: &mut Violations, answers: &Answers) -> Option<VisitResult> {
    let process = enums::required(violations, "process_grade", answers.process_grade);
    let outcome = enums::required(violations, "outcome_grade", answers.outcome_grade);
    let resolved = enums::required(violations, "resolved", answers.resolved);
    Some(VisitResult::Rated {
        process: process?,
        outcome: outcome?,
        resolved: resolved?,
    })
}
