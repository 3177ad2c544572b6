//! Leader sessions, appreciations, activities and typical cases, from the wire.

use hotline_common::decode::{self, Text};
use hotline_common::status::Violations;
use hotline_proto::intake as proto;

use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::write::Write;
use crate::domain::activity::{Activity, ActivityCounts, Appreciation, LeaderSession};
use crate::domain::command::Command;

/// The characters of a leader's post and of a leader's name.
const LEADER: usize = 100;
/// The characters of an activity's title.
const TITLE: usize = 200;
/// The most calls of a session.
const MOST_CALLS: i32 = 100_000;
/// The most that an activity counts of anything.
const MOST_COUNTED: i32 = 1_000_000;

/// Puts a decoded request together.
fn write(command: Option<Command>, violations: &mut Violations, actor: String) -> Option<Write> {
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: command?,
        actor,
    })
}

/// Decodes `RecordLeaderSession`.
pub(in crate::api) fn leader_session(
    request: proto::RecordLeaderSessionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordLeaderSessionRequest {
        leader_session,
        request_id: _,
        actor,
    } = request;
    let path = "leader_session";
    let command =
        decode::required_message(violations, path, leader_session, |violations, given| {
            let proto::LeaderSession {
                name: _,
                unit,
                leader_post,
                leader_name,
                session_date,
                calls_answered,
                topics,
                sequence: _,
                annulled: _,
            } = given;
            let unit = fields::code(violations, "unit", pattern::UNIT, &unit);
            let post = Text::Line(LEADER);
            let leader_post = decode::required_text(violations, "leader_post", post, leader_post);
            let leader_name = fields::line(violations, "leader_name", LEADER, leader_name);
            let date = fields::past_day(violations, context, "session_date", &session_date);
            let calls_answered =
                fields::count(violations, "calls_answered", calls_answered, MOST_CALLS);
            let topics = fields::topics(violations, "topics", &topics);
            Some(Command::RecordLeaderSession(LeaderSession {
                id: 0,
                annulled: None,
                unit: unit?,
                leader_post: leader_post?,
                leader_name,
                date: date?,
                calls_answered,
                topics,
            }))
        });
    write(command, violations, actor)
}

/// Decodes `RecordAppreciation`.
pub(in crate::api) fn appreciation(
    request: proto::RecordAppreciationRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordAppreciationRequest {
        appreciation,
        request_id: _,
        actor,
    } = request;
    let path = "appreciation";
    let command = decode::required_message(violations, path, appreciation, |violations, given| {
        let proto::Appreciation {
            name: _,
            kind,
            occur_date,
            unit,
            note,
            sequence: _,
            purged: _,
            annulled: _,
        } = given;
        let kind = enums::required(violations, "kind", kind);
        let date = fields::past_day(violations, context, "occur_date", &occur_date);
        let unit = fields::optional_code(violations, "unit", pattern::UNIT, &unit);
        let note = fields::note(violations, "note", note);
        Some(Command::RecordAppreciation {
            appreciation: Appreciation {
                id: 0,
                annulled: None,
                kind: kind?,
                date: date?,
                unit,
            },
            note,
        })
    });
    write(command, violations, actor)
}

/// Decodes `RecordActivity`.
pub(in crate::api) fn activity(
    request: proto::RecordActivityRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordActivityRequest {
        activity,
        request_id: _,
        actor,
    } = request;
    let command =
        decode::required_message(violations, "activity", activity, |violations, given| {
            let proto::Activity {
                name: _,
                kind,
                occur_date,
                title,
                counts: given_counts,
                sequence: _,
                annulled: _,
            } = given;
            let kind = enums::required(violations, "kind", kind);
            let date = fields::past_day(violations, context, "occur_date", &occur_date);
            let title = decode::required_text(violations, "title", Text::Line(TITLE), title);
            let counts = decode::optional_message(
                violations,
                "counts",
                given_counts,
                |violations, given| Some(counts(violations, given)),
            );
            Some(Command::RecordActivity(Activity {
                id: 0,
                annulled: None,
                kind: kind?,
                date: date?,
                title: title?,
                counts: counts.unwrap_or_default(),
            }))
        });
    write(command, violations, actor)
}

fn counts(violations: &mut Violations, counts: proto::ActivityCounts) -> ActivityCounts {
    let proto::ActivityCounts {
        newspaper_articles,
        online_articles,
        leaflets,
        consultations,
        suggestions,
        units_inspected,
    } = counts;
    let mut count = |path, value| fields::count(violations, path, value, MOST_COUNTED);
    ActivityCounts {
        newspaper_articles: count("newspaper_articles", newspaper_articles),
        online_articles: count("online_articles", online_articles),
        leaflets: count("leaflets", leaflets),
        consultations: count("consultations", consultations),
        suggestions: count("suggestions", suggestions),
        units_inspected: count("units_inspected", units_inspected),
    }
}

/// Decodes `ChooseTypicalCase`.
pub(in crate::api) fn typical_case(
    request: proto::ChooseTypicalCaseRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::ChooseTypicalCaseRequest {
        typical_case,
        request_id: _,
        actor,
    } = request;
    let path = "typical_case";
    let command = decode::required_message(violations, path, typical_case, |violations, given| {
        let proto::TypicalCase {
            name: _,
            work_order,
            month,
            topic,
            sequence: _,
            annulled: _,
        } = given;
        let order = fields::order(violations, context, "work_order", &work_order);
        let month = decode::month(violations, "month", &month);
        let topic = fields::code(violations, "topic", pattern::TOPIC, &topic);
        Some(Command::ChooseTypicalCase {
            order: order?,
            month: month?,
            topic: topic?,
        })
    });
    write(command, violations, actor)
}
