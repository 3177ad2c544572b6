//! From the feed's messages to [`Event`]s: the only place of the puller that knows the wire.

mod assignments;
mod corrections;
mod fields;
mod records;
mod words;

use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use super::change::{Batch, Change, Event};
use super::problem::BrokenFeed;
use super::record::Told;
use crate::score::{CallFact, CategoryInfo, FactKind, OrderFact, SupervisionFact, TopicInfo};
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
        record_time,
        detail,
    } = message;
    let fields = Fields { sequence };
    // A detail that this version has no field for arrives as none at all.
    let detail = detail.ok_or(BrokenFeed::TooNew { sequence })?;
    Ok(Event {
        sequence,
        happened: fields.moment("happen_time", happen_time)?,
        recorded: fields.moment("record_time", record_time)?,
        change: fields.change(detail)?,
    })
}

impl Fields {
    fn change(self, detail: Detail) -> Result<Change, BrokenFeed> {
        let told = match detail {
            Detail::UnitUpdated(unit) => return Ok(Change::Unit(self.unit(unit)?)),
            Detail::CategoryUpdated(category) => {
                return Ok(Change::Category(CategoryInfo {
                    code: self.code("category.name", "categories", &category.name)?,
                    name: category.display_name,
                    parent: self.optional_code(
                        "category.parent",
                        "categories",
                        &category.parent,
                    )?,
                    position: 0,
                }));
            }
            Detail::TopicUpdated(topic) => {
                return Ok(Change::Topic(TopicInfo {
                    code: self.code("topic.name", "topics", &topic.name)?,
                    name: topic.display_name,
                }));
            }
            Detail::FactCorrected(correction) => return self.correction(*correction),
            Detail::CalendarUpdated(_)
            | Detail::DeadlineRuleUpdated(_)
            | Detail::RequesterRevealed(_)
            | Detail::PersonalDataPurged(_) => return Ok(Change::Nothing),
            Detail::CallRecorded(call) => self.call(&call)?,
            Detail::CallCalledBack(call) => {
                let id = self.id("call", "calls", &call.call)?;
                Told::Call(id, CallFact::CalledBack)
            }
            Detail::CallNotified(call) => {
                let id = self.id("call", "calls", &call.call)?;
                Told::Call(id, CallFact::Notified)
            }
            Detail::WorkOrderAccepted(order) => self.order(order)?,
            Detail::WorkOrderHandledDirectly(handled) => {
                let number = self.order_number("work_order", &handled.work_order)?;
                Told::Order(number, OrderFact::HandledDirectly)
            }
            Detail::DuplicateLinked(link) => {
                let original = self.order_number("original", &link.original)?;
                let number = self.order_number("work_order", &link.work_order)?;
                Told::Order(number, OrderFact::Duplicate { original })
            }
            Detail::SupervisionIssued(issued) => self.supervision(&issued)?,
            Detail::SupervisionLifted(lifted) => {
                let id = self.id("supervision", "supervisions", &lifted.supervision)?;
                Told::Supervision(id, SupervisionFact::Lifted)
            }
            Detail::LeaderSessionRecorded(session) => self.leader_session(session)?,
            Detail::AppreciationRecorded(appreciation) => self.appreciation(&appreciation)?,
            Detail::ActivityRecorded(activity) => self.activity(activity)?,
            Detail::TypicalCaseChosen(case) => self.typical_case(&case)?,
            Detail::Assigned(assigned) => self.assigned(&assigned)?,
            Detail::AssignmentSignedFor(signed) => {
                self.fact(&signed.assignment, FactKind::SignedFor)?
            }
            Detail::AssignmentTakenInHand(taken) => {
                self.fact(&taken.assignment, FactKind::TakenInHand)?
            }
            Detail::AssignmentCompleted(completed) => self.completed(&completed)?,
            Detail::AssignmentRedone(redone) => {
                let due = self.optional_moment("due_time", redone.due_time)?;
                self.fact(&redone.assignment, FactKind::Redone { due })?
            }
            Detail::AssignmentClosed(closed) => self.fact(&closed.assignment, FactKind::Closed)?,
            Detail::AssignmentWithdrawn(withdrawn) => {
                self.fact(&withdrawn.assignment, FactKind::Withdrawn)?
            }
            Detail::SendBackRequested(request) => {
                self.fact(&request.assignment, FactKind::SendBackRequested)?
            }
            Detail::SendBackDecided(decision) => {
                let kind = if decision.accepted {
                    FactKind::SendBackAccepted
                } else {
                    FactKind::SendBackRefused
                };
                self.fact(&decision.assignment, kind)?
            }
            Detail::ExtensionRequested(request) => self.extension_requested(&request)?,
            Detail::ExtensionDecided(decision) => self.extension_decided(&decision)?,
            Detail::ReturnVisited(visited) => self.visited(&visited)?,
            Detail::CardIssued(card) => self.card(&card)?,
            Detail::ExclusionRequested(request) => {
                self.exclusion(&request.exclusion, FactKind::ExclusionRequested)?
            }
            Detail::ExclusionDecided(decision) => {
                let kind = if decision.approved {
                    FactKind::Excluded
                } else {
                    FactKind::ExclusionRefused
                };
                self.exclusion(&decision.exclusion, kind)?
            }
            Detail::ExclusionAppealed(appeal) => {
                self.exclusion(&appeal.exclusion, FactKind::ExclusionAppealed)?
            }
        };
        Ok(Change::Told(told))
    }
}
