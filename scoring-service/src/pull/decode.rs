//! From the feed's messages to [`Event`]s: the only place of the puller that knows the wire.

mod fields;
mod words;

use hotline_common::time::Moment;
use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use super::change::{Batch, Change, Event};
use super::problem::BrokenFeed;
use crate::score::{
    ActivityCounts, ActivityFacts, AppreciationFacts, CallFacts, CategoryInfo, FactKind,
    LeaderSessionFacts, OrderFacts, SupervisionFacts, TopicInfo, TypicalCase, UnitInfo, Visit,
};
use fields::Fields;

/// A batch as it came.
pub(crate) fn batch(message: wire::StreamEventsResponse) -> Result<Batch, BrokenFeed> {
    let wire::StreamEventsResponse {
        events,
        next_cursor,
        head_sequence,
        end: _,
        time_zone,
    } = message;
    Ok(Batch {
        events: events.into_iter().map(event).collect::<Result<_, _>>()?,
        next_cursor,
        head_sequence,
        time_zone,
    })
}

fn event(message: wire::Event) -> Result<Event, BrokenFeed> {
    let wire::Event {
        sequence,
        happen_time,
        record_time: _,
        detail,
    } = message;
    let fields = Fields { sequence };
    let happened = fields.moment("happen_time", happen_time)?;
    // A detail that this version has no field for arrives as none at all.
    let detail = detail.ok_or(BrokenFeed::TooNew { sequence })?;
    Ok(Event {
        sequence,
        happened,
        change: fields.change(detail, happened)?,
    })
}

impl Fields {
    fn change(self, detail: Detail, happened: Moment) -> Result<Change, BrokenFeed> {
        Ok(match detail {
            Detail::UnitUpdated(unit) => Change::Unit(self.unit(unit)?),
            Detail::CategoryUpdated(category) => Change::Category(CategoryInfo {
                code: self.code("category.name", "categories", &category.name)?,
                name: category.display_name,
                parent: self.optional_code("category.parent", "categories", &category.parent)?,
                position: 0,
            }),
            Detail::TopicUpdated(topic) => Change::Topic(TopicInfo {
                code: self.code("topic.name", "topics", &topic.name)?,
                name: topic.display_name,
            }),
            Detail::CallRecorded(call) => Change::Call {
                id: self.id("call", "calls", &call.call)?,
                facts: CallFacts {
                    started: happened,
                    answered: call.answered,
                    called_back: None,
                    sms_notice: None,
                },
            },
            Detail::CallCalledBack(call) => Change::CalledBack {
                id: self.id("call", "calls", &call.call)?,
            },
            Detail::CallNotified(call) => Change::Notified {
                id: self.id("call", "calls", &call.call)?,
            },
            Detail::WorkOrderAccepted(order) => Change::Order(self.order(order, happened)?),
            Detail::WorkOrderHandledDirectly(handled) => Change::HandledDirectly {
                order: self.order_number("work_order", &handled.work_order)?,
            },
            Detail::Assigned(assigned) => Change::Assigned {
                assignment: self.assignment("assignment", &assigned.assignment)?,
                unit: self.code("unit", "units", &assigned.unit)?,
                role: self.word("role", assigned.role, words::role)?,
                due: self.optional_moment("due_time", assigned.due_time)?,
            },
            Detail::SendBackRequested(request) => self.fact(&request.assignment, None)?,
            Detail::SendBackDecided(decision) => {
                let kind = decision.accepted.then_some(FactKind::SendBackAccepted);
                self.fact(&decision.assignment, kind)?
            }
            Detail::AssignmentWithdrawn(withdrawn) => {
                self.fact(&withdrawn.assignment, Some(FactKind::Withdrawn))?
            }
            Detail::AssignmentCompleted(completed) => {
                self.fact(&completed.assignment, Some(FactKind::Completed))?
            }
            Detail::AssignmentRedone(redone) => {
                let due = self.optional_moment("due_time", redone.due_time)?;
                self.fact(&redone.assignment, Some(FactKind::Redone { due }))?
            }
            Detail::ReturnVisited(visited) => self.visited(&visited)?,
            Detail::SupervisionIssued(issued) => Change::Supervision {
                id: self.id("supervision", "supervisions", &issued.supervision)?,
                facts: SupervisionFacts {
                    unit: self.code("unit", "units", &issued.unit)?,
                    form: self.word("form", issued.form, words::supervision_form)?,
                    issued: happened,
                },
            },
            Detail::SupervisionLifted(lifted) => Change::SupervisionLifted {
                id: self.id("supervision", "supervisions", &lifted.supervision)?,
            },
            Detail::ExclusionRequested(request) => Change::Assignment {
                assignment: self.part("exclusion", "exclusions", &request.exclusion)?,
                kind: None,
            },
            Detail::ExclusionDecided(decision) => Change::Assignment {
                assignment: self.part("exclusion", "exclusions", &decision.exclusion)?,
                kind: decision.approved.then_some(FactKind::Excluded),
            },
            Detail::LeaderSessionRecorded(session) => self.leader_session(session)?,
            Detail::AppreciationRecorded(appreciation) => Change::Appreciation {
                id: self.id("appreciation.name", "appreciations", &appreciation.name)?,
                facts: AppreciationFacts {
                    date: self.day("appreciation.occur_date", &appreciation.occur_date)?,
                    kind: self.word(
                        "appreciation.kind",
                        appreciation.kind,
                        words::appreciation_kind,
                    )?,
                },
            },
            Detail::ActivityRecorded(activity) => self.activity(activity)?,
            Detail::TypicalCaseChosen(case) => Change::TypicalCase {
                id: self.id("typical_case.name", "typicalCases", &case.name)?,
                case: TypicalCase {
                    month: self.parsed("typical_case.month", &case.month)?,
                    order: self.order_number("typical_case.work_order", &case.work_order)?,
                    topic: self.code("typical_case.topic", "topics", &case.topic)?,
                },
            },
            Detail::CalendarUpdated(_)
            | Detail::DeadlineRuleUpdated(_)
            | Detail::AssignmentSignedFor(_)
            | Detail::AssignmentTakenInHand(_)
            | Detail::ExtensionRequested(_)
            | Detail::ExtensionDecided(_)
            | Detail::AssignmentClosed(_)
            | Detail::CardIssued(_)
            | Detail::ExclusionAppealed(_)
            | Detail::DuplicateLinked(_)
            | Detail::FactCorrected(_)
            | Detail::RequesterRevealed(_)
            | Detail::PersonalDataPurged(_) => Change::Nothing,
        })
    }

    fn unit(self, unit: wire::Unit) -> Result<UnitInfo, BrokenFeed> {
        let wire::Unit {
            name,
            display_name,
            group,
            position,
            parent,
            active_from_date,
            active_to_date,
            sequence: _,
        } = unit;
        Ok(UnitInfo {
            code: self.code("unit.name", "units", &name)?,
            name: display_name,
            group: self.word("unit.group", group, words::group)?,
            position: self.count("unit.position", position)?,
            parent: self.optional_code("unit.parent", "units", &parent)?,
            active_from: self.optional_day("unit.active_from_date", &active_from_date)?,
            active_to: self.optional_day("unit.active_to_date", &active_to_date)?,
        })
    }

    fn order(
        self,
        order: wire::WorkOrderAccepted,
        received: Moment,
    ) -> Result<OrderFacts, BrokenFeed> {
        let wire::WorkOrderAccepted {
            work_order,
            channel,
            nature,
            urgency: _,
            category,
            topics,
            call: _,
        } = order;
        Ok(OrderFacts {
            number: self.order_number("work_order", &work_order)?,
            received,
            channel: self.word("channel", channel, words::channel)?,
            nature: self.word("nature", nature, words::nature)?,
            category: self.optional_code("category", "categories", &category)?,
            topics: self.codes("topics", "topics", &topics)?,
            handled_directly: None,
        })
    }

    fn visited(self, visited: &wire::ReturnVisited) -> Result<Change, BrokenFeed> {
        let wire::ReturnVisited {
            return_visit,
            channel: _,
            result,
            process_grade,
            outcome_grade,
            resolved,
        } = visited;
        let is_rated = self.word("result", *result, words::is_rated)?;
        let kind = if is_rated {
            FactKind::Visited(Visit {
                process: self.word("process_grade", *process_grade, words::grade)?,
                outcome: self.word("outcome_grade", *outcome_grade, words::grade)?,
                resolved: self.word("resolved", *resolved, words::resolved)?,
            })
        } else {
            FactKind::VisitedUnrated
        };
        Ok(Change::Assignment {
            assignment: self.part("return_visit", "returnVisits", return_visit)?,
            kind: Some(kind),
        })
    }

    fn leader_session(self, session: wire::LeaderSession) -> Result<Change, BrokenFeed> {
        let wire::LeaderSession {
            name,
            unit,
            leader_post,
            leader_name,
            session_date,
            calls_answered,
            topics,
            sequence: _,
        } = session;
        Ok(Change::LeaderSession {
            id: self.id("leader_session.name", "leaderSessions", &name)?,
            facts: LeaderSessionFacts {
                date: self.day("leader_session.session_date", &session_date)?,
                unit: self.code("leader_session.unit", "units", &unit)?,
                post: leader_post,
                name: leader_name,
                calls_answered: self.count("leader_session.calls_answered", calls_answered)?,
                topics: self.codes("leader_session.topics", "topics", &topics)?,
            },
        })
    }

    fn activity(self, activity: wire::Activity) -> Result<Change, BrokenFeed> {
        let wire::Activity {
            name,
            kind,
            occur_date,
            title,
            counts,
            sequence: _,
        } = activity;
        let counts = counts.unwrap_or_default();
        let count = |value| self.count("activity.counts", value);
        Ok(Change::Activity {
            id: self.id("activity.name", "activities", &name)?,
            facts: ActivityFacts {
                date: self.day("activity.occur_date", &occur_date)?,
                kind: self.word("activity.kind", kind, words::activity_kind)?,
                title,
                counts: ActivityCounts {
                    newspaper_articles: count(counts.newspaper_articles)?,
                    online_articles: count(counts.online_articles)?,
                    leaflets: count(counts.leaflets)?,
                    consultations: count(counts.consultations)?,
                    suggestions: count(counts.suggestions)?,
                    units_inspected: count(counts.units_inspected)?,
                },
            },
        })
    }

    fn fact(self, assignment: &str, kind: Option<FactKind>) -> Result<Change, BrokenFeed> {
        Ok(Change::Assignment {
            assignment: self.assignment("assignment", assignment)?,
            kind,
        })
    }
}
