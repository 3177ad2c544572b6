//! Commands: what callers ask the ledger to record. All fields are parsed and bounded already.

use hotline_common::time::Moment;

use super::activity::{Activity, Appreciation, LeaderSession};
use super::assignment::{
    AssignmentRole, ExclusionReason, ExtensionReason, Move, RedoReason, SendBackReason,
    VisitChannel, VisitResult, WithdrawalReason,
};
use super::calendar::UpdateCalendar;
use super::call::RecordCall;
use super::correction::CorrectFact;
use super::deadline::{NewDue, UpdateDeadlineRule, WantedDue};
use super::etag::Etag;
use super::names::{ExternalReference, LedgerId, OrderNumber, TopicCode, UnitCode};
use super::personal::{RevealPurpose, RevealTarget};
use super::registry::{UpdateCategory, UpdateTopic, UpdateUnit};
use super::supervision::{SupervisionForm, SupervisionReason};
use super::work_order::AcceptWorkOrder;

/// Which order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OrderTarget {
    /// By its number.
    Number(OrderNumber),
    /// By the name that another system gave it.
    Reference(ExternalReference),
}

/// Which assignment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AssignmentTarget {
    /// Of which order.
    pub order: OrderTarget,
    /// The number within the order.
    pub number: u32,
}

/// Which call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CallTarget {
    /// By the ledger's number.
    Id(LedgerId),
    /// By the telephone system's id.
    TelephoneSystemId(String),
}

/// What is done to an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentAction {
    /// 签收: the unit signs for it.
    SignFor,
    /// The unit takes it in hand.
    TakeInHand,
    /// The unit asks to send it back.
    RequestSendBack {
        /// Why.
        reason: SendBackReason,
        /// Personal: the grounds.
        note: String,
    },
    /// The centre decides about the send-back.
    DecideSendBack {
        /// Whether it accepts.
        accept: bool,
        /// Personal: the grounds.
        note: String,
    },
    /// The centre withdraws it.
    Withdraw {
        /// Why.
        reason: WithdrawalReason,
        /// Personal: the grounds.
        note: String,
    },
    /// The unit completes it.
    Complete {
        /// When the unit last spoke with the citizen about it, as it says; not after the completion.
        contact: Option<Moment>,
        /// Personal: the reply.
        reply: String,
    },
    /// 结案: the centre closes it.
    Close,
    /// The centre opens it again.
    Redo {
        /// The new deadline.
        due: NewDue,
        /// Why.
        reason: RedoReason,
        /// Personal: the grounds.
        note: String,
    },
    /// The citizen is visited.
    Visit {
        /// How.
        channel: VisitChannel,
        /// What came of it.
        result: VisitResult,
        /// Personal: what the citizen said.
        note: String,
    },
    /// Somebody of the unit (the actor) asks for a later deadline.
    RequestExtension {
        /// Why.
        reason: ExtensionReason,
        /// The deadline that is asked for.
        due: Moment,
        /// Personal: the grounds.
        note: String,
    },
    /// Somebody (the actor) decides about an extension.
    DecideExtension {
        /// The extension's number within the assignment.
        number: u32,
        /// Whether it is granted.
        grant: bool,
        /// The new deadline; `None`: the one that was asked for.
        due: Option<Moment>,
    },
    /// Somebody (the actor) asks for its exclusion.
    RequestExclusion {
        /// Why.
        reason: ExclusionReason,
        /// Personal: the grounds.
        note: String,
    },
    /// Somebody (the actor) decides about its exclusion.
    DecideExclusion {
        /// The exclusion's number within the assignment.
        number: u32,
        /// Whether it is approved.
        approve: bool,
    },
    /// Somebody (the actor) appeals against the refusal of its exclusion.
    AppealExclusion {
        /// The exclusion's number within the assignment.
        number: u32,
        /// Personal: the grounds.
        note: String,
    },
}

impl AssignmentAction {
    /// The move that it is.
    pub const fn what(&self) -> Move {
        match self {
            AssignmentAction::SignFor => Move::SignFor,
            AssignmentAction::TakeInHand => Move::TakeInHand,
            AssignmentAction::RequestSendBack { .. } => Move::RequestSendBack,
            AssignmentAction::DecideSendBack { accept: true, .. } => Move::AcceptSendBack,
            AssignmentAction::DecideSendBack { accept: false, .. } => Move::RefuseSendBack,
            AssignmentAction::Withdraw { .. } => Move::Withdraw,
            AssignmentAction::Complete { .. } => Move::Complete,
            AssignmentAction::Visit { result, .. } => result.what(),
            AssignmentAction::Close => Move::Close,
            AssignmentAction::Redo { .. } => Move::Redo,
            AssignmentAction::RequestExtension { .. } => Move::RequestExtension,
            AssignmentAction::DecideExtension { .. } => Move::DecideExtension,
            AssignmentAction::AppealExclusion { .. } => Move::AppealExclusion,
            AssignmentAction::RequestExclusion { .. } => Move::RequestExclusion,
            AssignmentAction::DecideExclusion { .. } => Move::DecideExclusion,
        }
    }
}

/// What a caller asks the ledger to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Do it only while the record that it changes is as the caller saw it.
    IfUnchanged {
        /// The record's etag, as the caller saw it.
        etag: Etag,
        /// What to do.
        command: Box<Command>,
    },
    /// Change or create a unit.
    UpdateUnit(UpdateUnit),
    /// Change or create a category.
    UpdateCategory(UpdateCategory),
    /// Change or create a topic.
    UpdateTopic(UpdateTopic),
    /// Set a year of the calendar.
    UpdateCalendar(UpdateCalendar),
    /// Change or create a rule for deadlines.
    UpdateDeadlineRule(UpdateDeadlineRule),
    /// Record a call.
    RecordCall(RecordCall),
    /// Record that a missed call was called back.
    RecordCallback {
        /// Which call.
        call: CallTarget,
        /// When.
        at: Moment,
        /// The agent's id.
        agent: String,
    },
    /// Record that the caller of a missed call was notified by SMS.
    RecordSmsNotice {
        /// Which call.
        call: CallTarget,
        /// When.
        at: Moment,
    },
    /// Accept an order.
    AcceptWorkOrder(Box<AcceptWorkOrder>),
    /// Record that the centre answered an order itself.
    HandleDirectly {
        /// Which order.
        order: OrderTarget,
        /// When.
        at: Moment,
        /// Personal: the answer.
        answer: String,
    },
    /// Link an order to another as its duplicate.
    LinkDuplicate {
        /// The duplicate.
        order: OrderTarget,
        /// The order that it repeats.
        original: OrderTarget,
        /// When it was decided.
        at: Moment,
    },
    /// Give an order to a unit.
    Assign {
        /// Which order.
        order: OrderTarget,
        /// To whom.
        unit: UnitCode,
        /// Lead or assist.
        role: AssignmentRole,
        /// When.
        at: Moment,
        /// The deadline.
        due: WantedDue,
        /// By when the unit must sign for it; `None`: as a rule says, if one is applied.
        sign_due: Option<Moment>,
    },
    /// Issue the card that an assignment is to get now, if there is one. The service's own.
    IssueCard {
        /// Which assignment.
        assignment: AssignmentTarget,
    },
    /// Do something to an assignment.
    Assignment {
        /// Which assignment.
        assignment: AssignmentTarget,
        /// When.
        at: Moment,
        /// What.
        action: AssignmentAction,
    },
    /// Issue a supervision.
    IssueSupervision {
        /// The unit that is pushed.
        unit: UnitCode,
        /// How.
        form: SupervisionForm,
        /// When.
        at: Moment,
        /// Why.
        reason: SupervisionReason,
        /// The assignment that it is about.
        assignment: Option<AssignmentTarget>,
        /// Personal: the matter.
        note: String,
    },
    /// Lift a supervision.
    LiftSupervision {
        /// Which.
        supervision: LedgerId,
        /// When.
        at: Moment,
    },
    /// Record a leader session.
    RecordLeaderSession(LeaderSession),
    /// Record an appreciation.
    RecordAppreciation {
        /// The appreciation.
        appreciation: Appreciation,
        /// Personal: who gave thanks, and what for.
        note: String,
    },
    /// Record an activity.
    RecordActivity(Activity),
    /// Correct a fact.
    CorrectFact(Box<CorrectFact>),
    /// Show somebody (the actor) a citizen's data.
    RevealRequester {
        /// Whose.
        target: RevealTarget,
        /// What for.
        purpose: RevealPurpose,
        /// The unit on whose behalf.
        unit: Option<UnitCode>,
        /// Personal: the grounds.
        note: String,
    },
    /// Choose an order as a typical case.
    ChooseTypicalCase {
        /// Which order.
        order: OrderTarget,
        /// For which month's bulletin.
        month: hotline_common::time::Month,
        /// Under which topic.
        topic: TopicCode,
    },
}

impl Command {
    /// Whether a repeat of the command can be told from a second fact by what the command itself says. Where not, an import gives it an id
    /// of its own.
    pub fn has_identity(&self) -> bool {
        match self {
            Command::IfUnchanged { command, .. } => command.has_identity(),
            Command::RecordCall(call) => call.telephone_system_id.is_some(),
            Command::AcceptWorkOrder(order) => order.external_reference.is_some(),
            // Of two updates of one entry the first would undo the second if it were carried out again.
            Command::UpdateUnit(_)
            | Command::UpdateCategory(_)
            | Command::UpdateTopic(_)
            | Command::UpdateCalendar(_)
            | Command::UpdateDeadlineRule(_)
            | Command::IssueSupervision { .. }
            | Command::RecordLeaderSession(_)
            | Command::RecordAppreciation { .. }
            | Command::RecordActivity(_)
            | Command::CorrectFact(_)
            | Command::RevealRequester { .. } => false,
            Command::RecordCallback { .. }
            | Command::RecordSmsNotice { .. }
            | Command::HandleDirectly { .. }
            | Command::LinkDuplicate { .. }
            | Command::Assign { .. }
            | Command::Assignment { .. }
            | Command::IssueCard { .. }
            | Command::LiftSupervision { .. }
            | Command::ChooseTypicalCase { .. } => true,
        }
    }
}
