//! The rules of deciding, one test a rule; commands go in, events or a rejection come out.

mod assignment;
mod exclusion;
mod extension;
mod history;
pub(crate) mod matrix;
mod order;
mod others;
mod states;

use hotline_common::time::{Moment, Zone};

use super::*;
use crate::domain::assignment::{
    AssignmentRole, AssignmentState, ExclusionReason, ExclusionState, ExtensionReason,
    ExtensionState, Grade, RedoReason, Resolved, SendBackReason, VisitChannel, VisitResult,
    WithdrawalReason,
};
use crate::domain::command::{AssignmentAction, AssignmentTarget};
use crate::domain::deadline::{NewDue, WantedDue};
use crate::domain::event::Recorded;
use crate::domain::names::{AssignmentId, OrderNumber, PartId};
use crate::domain::record::Record;
use crate::domain::registry::{UnitGroup, UpdateCategory, UpdateUnit};
use crate::domain::work_order::{AcceptWorkOrder, Channel, Disposition, Nature, Urgency};
use crate::domain::world::Registry;

/// A ledger in memory: decides and applies, as the writer does.
struct Desk {
    world: World,
    sequence: i64,
    import: bool,
}

const NOON: i64 = 1_433_131_200_000_000; // 2015-06-01T12:00 in Shanghai
const HOUR: i64 = 3_600_000_000;

fn at(hours: i64) -> Moment {
    Moment::from_micros(NOON + hours * HOUR).expect("within bounds")
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

impl Desk {
    fn new() -> Desk {
        let zone = Zone::named("Asia/Shanghai").expect("built in");
        let mut desk = Desk {
            world: World::new(zone, Registry::default()),
            sequence: 0,
            import: false,
        };
        desk.ok(&unit("chiping"));
        desk.ok(&unit("yanggu"));
        desk
    }

    fn take_as(&mut self, actor: &str, command: &Command) -> Result<(Subject, i64), Rejection> {
        let context = Context {
            actor,
            next_sequence: self.sequence + 1,
            now: at(100_000),
            import: self.import,
        };
        match decide(&self.world, command, context)? {
            Decided::Known { subject, sequence } => Ok((subject, sequence)),
            Decided::Event(new) => {
                self.sequence += 1;
                let recorded = Recorded {
                    sequence: self.sequence,
                    happened: new.happened,
                    recorded: context.now,
                    actor: actor.to_owned(),
                    event: new.event,
                    private: new.private,
                };
                self.world.apply(&recorded);
                Ok((recorded.event.subject(), self.sequence))
            }
        }
    }

    fn take(&mut self, command: &Command) -> Result<(Subject, i64), Rejection> {
        self.take_as("somebody", command)
    }

    fn ok(&mut self, command: &Command) -> Subject {
        self.take(command).expect("accepted").0
    }

    /// The stable reason of a state that stands in the way.
    fn reason(&mut self, command: &Command) -> &'static str {
        self.reason_as("somebody", command)
    }

    /// The same, of what a certain person does.
    fn reason_as(&mut self, actor: &str, command: &Command) -> &'static str {
        match self.take_as(actor, command) {
            Err(Rejection::State { reason, .. } | Rejection::Exists { reason, .. }) => reason,
            other => panic!("expected a state in the way, got {other:?}"),
        }
    }

    fn order(&mut self) -> OrderNumber {
        match self.ok(&accept(None)) {
            Subject::WorkOrder(number) => number,
            other => panic!("{other}"),
        }
    }

    fn assigned(&mut self) -> AssignmentId {
        let order = self.order();
        match self.ok(&assign(order, "chiping", AssignmentRole::Lead, 1)) {
            Subject::Assignment(id) => id,
            other => panic!("{other}"),
        }
    }

    fn state(&self, id: AssignmentId) -> AssignmentState {
        match self.world.record(&Subject::Assignment(id)) {
            Some(Record::Assignment(record)) => record.standing.state,
            other => panic!("{other:?}"),
        }
    }
}

fn unit(name: &str) -> Command {
    Command::UpdateUnit(UpdateUnit {
        code: code(name),
        display_name: Some(name.to_owned()),
        group: Some(UnitGroup::County),
        position: None,
        parent: None,
        active_from: None,
        active_to: None,
        allow_missing: true,
    })
}

fn accept(reference: Option<&str>) -> Command {
    Command::AcceptWorkOrder(Box::new(AcceptWorkOrder {
        external_reference: reference.map(|id| super::super::names::ExternalReference {
            source: "old".to_owned(),
            id: id.to_owned(),
        }),
        channel: Channel::Phone,
        call: None,
        requester_name: String::new(),
        requester_number: String::new(),
        anonymous: true,
        confidential: false,
        nature: Nature::Help,
        urgency: Urgency::Normal,
        category: None,
        topics: Vec::new(),
        area: String::new(),
        text: "water".to_owned(),
        attachments: Vec::new(),
        received: at(0),
        content_hash: [7; 16],
    }))
}

fn assign(order: OrderNumber, unit: &str, role: AssignmentRole, hours: i64) -> Command {
    Command::Assign {
        order: OrderTarget::Number(order),
        unit: code(unit),
        role,
        at: at(hours),
        due: WantedDue::Given(Some(at(hours + 100))),
        sign_due: None,
    }
}

fn act(id: AssignmentId, hours: i64, action: AssignmentAction) -> Command {
    Command::Assignment {
        assignment: AssignmentTarget {
            order: OrderTarget::Number(id.order),
            number: id.number,
        },
        at: at(hours),
        action,
    }
}

fn complete() -> AssignmentAction {
    AssignmentAction::Complete {
        contact: None,
        reply: "done".to_owned(),
    }
}

fn redo() -> AssignmentAction {
    AssignmentAction::Redo {
        due: NewDue::Old,
        reason: RedoReason::Dissatisfied,
        note: String::new(),
    }
}

fn ask_back() -> AssignmentAction {
    AssignmentAction::RequestSendBack {
        reason: SendBackReason::NotResponsible,
        note: String::new(),
    }
}

fn decide_back(accept: bool) -> AssignmentAction {
    AssignmentAction::DecideSendBack {
        accept,
        note: String::new(),
    }
}

fn withdraw() -> AssignmentAction {
    AssignmentAction::Withdraw {
        reason: WithdrawalReason::WrongUnit,
        note: String::new(),
    }
}

fn visit() -> AssignmentAction {
    AssignmentAction::Visit {
        channel: VisitChannel::Phone,
        result: VisitResult::Rated {
            process: Grade::Satisfied,
            outcome: Grade::VerySatisfied,
            resolved: Resolved::Yes,
        },
        note: String::new(),
    }
}

fn ask_exclusion() -> AssignmentAction {
    AssignmentAction::RequestExclusion {
        reason: ExclusionReason::ForceMajeure,
        note: String::new(),
    }
}

fn decide_exclusion(number: u32) -> AssignmentAction {
    AssignmentAction::DecideExclusion {
        number,
        approve: true,
    }
}

fn refuse_exclusion(number: u32) -> AssignmentAction {
    AssignmentAction::DecideExclusion {
        number,
        approve: false,
    }
}

fn appeal_exclusion(number: u32) -> AssignmentAction {
    AssignmentAction::AppealExclusion {
        number,
        note: String::new(),
    }
}

fn ask_extension(due: i64) -> AssignmentAction {
    AssignmentAction::RequestExtension {
        reason: ExtensionReason::ComplexMatter,
        due: at(due),
        note: String::new(),
    }
}

fn decide_extension(number: u32, grant: bool) -> AssignmentAction {
    AssignmentAction::DecideExtension {
        number,
        grant,
        due: None,
    }
}
