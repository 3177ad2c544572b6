//! A valid request of each write, all about one small story.

use hotline_proto::intake::*;

use super::at;

/// An order's number in a fresh ledger, of [`accept_order`].
pub(crate) const ORDER: &str = "workOrders/20150601-000001";
/// Its first assignment.
pub(crate) const ASSIGNMENT: &str = "workOrders/20150601-000001/assignments/1";

pub(crate) fn unit(code: &str) -> UpdateUnitRequest {
    UpdateUnitRequest {
        unit: Some(Unit {
            name: format!("units/{code}"),
            display_name: format!("单位{code}"),
            group: UnitGroup::Department.into(),
            position: 1,
            ..Unit::default()
        }),
        allow_missing: true,
        ..UpdateUnitRequest::default()
    }
}

pub(crate) fn category(code: &str) -> UpdateCategoryRequest {
    UpdateCategoryRequest {
        category: Some(Category {
            name: format!("categories/{code}"),
            display_name: "供水".to_owned(),
            ..Category::default()
        }),
        allow_missing: true,
        ..UpdateCategoryRequest::default()
    }
}

pub(crate) fn topic(code: &str) -> UpdateTopicRequest {
    UpdateTopicRequest {
        topic: Some(Topic {
            name: format!("topics/{code}"),
            display_name: "停水".to_owned(),
            ..Topic::default()
        }),
        allow_missing: true,
        ..UpdateTopicRequest::default()
    }
}

/// An answered call of 1 June 2015.
pub(crate) fn call(telephone_system_id: &str) -> RecordCallRequest {
    RecordCallRequest {
        call: Some(Call {
            telephone_system_id: telephone_system_id.to_owned(),
            caller_number: "000 0000 0001".to_owned(),
            start_time: at("2015-06-01T01:00:00Z"),
            queue_time: at("2015-06-01T01:00:05Z"),
            answer_time: at("2015-06-01T01:00:15Z"),
            end_time: at("2015-06-01T01:05:00Z"),
            agent: "agent-01".to_owned(),
            ..Call::default()
        }),
        ..RecordCallRequest::default()
    }
}

/// A missed call of 1 June 2015.
pub(crate) fn missed_call(telephone_system_id: &str) -> RecordCallRequest {
    RecordCallRequest {
        call: Some(Call {
            telephone_system_id: telephone_system_id.to_owned(),
            caller_number: "000 0000 0002".to_owned(),
            start_time: at("2015-06-01T01:00:00Z"),
            abandon_time: at("2015-06-01T01:01:00Z"),
            ..Call::default()
        }),
        ..RecordCallRequest::default()
    }
}

pub(crate) fn callback(call: &str) -> RecordCallbackRequest {
    RecordCallbackRequest {
        call: call.to_owned(),
        callback_time: at("2015-06-01T02:00:00Z"),
        agent: "agent-01".to_owned(),
        ..RecordCallbackRequest::default()
    }
}

pub(crate) fn sms_notice(call: &str) -> RecordSmsNoticeRequest {
    RecordSmsNoticeRequest {
        call: call.to_owned(),
        sms_notice_time: at("2015-06-01T02:00:00Z"),
        ..RecordSmsNoticeRequest::default()
    }
}

pub(crate) fn reference(id: &str) -> ExternalReference {
    ExternalReference {
        source: "test".to_owned(),
        id: id.to_owned(),
    }
}

/// An order that was received on 1 June 2015.
pub(crate) fn accept_order(reference_id: &str) -> AcceptWorkOrderRequest {
    AcceptWorkOrderRequest {
        work_order: Some(WorkOrder {
            external_reference: Some(reference(reference_id)),
            channel: Channel::Web.into(),
            requester: Some(Requester {
                full_name: "测试市民".to_owned(),
                phone_number: "000 0000 0003".to_owned(),
                ..Requester::default()
            }),
            nature: Nature::Help.into(),
            text: "停水。".to_owned(),
            receive_time: at("2015-06-01T03:00:00Z"),
            ..WorkOrder::default()
        }),
        ..AcceptWorkOrderRequest::default()
    }
}

pub(crate) fn handle(work_order: &str) -> HandleDirectlyRequest {
    HandleDirectlyRequest {
        work_order: work_order.to_owned(),
        handle_time: at("2015-06-01T03:10:00Z"),
        answer: "已解答。".to_owned(),
        ..HandleDirectlyRequest::default()
    }
}

pub(crate) fn assign(work_order: &str, unit: &str) -> AssignWorkOrderRequest {
    AssignWorkOrderRequest {
        work_order: work_order.to_owned(),
        unit: format!("units/{unit}"),
        role: AssignmentRole::Lead.into(),
        assign_time: at("2015-06-01T04:00:00Z"),
        due_time: at("2015-06-08T04:00:00Z"),
        ..AssignWorkOrderRequest::default()
    }
}

pub(crate) fn ask_send_back(assignment: &str) -> RequestSendBackRequest {
    RequestSendBackRequest {
        assignment: assignment.to_owned(),
        request_time: at("2015-06-02T01:00:00Z"),
        reason: SendBackReason::NotResponsible.into(),
        note: "非本单位职责。".to_owned(),
        ..RequestSendBackRequest::default()
    }
}

pub(crate) fn decide_send_back(assignment: &str, accept: bool) -> DecideSendBackRequest {
    DecideSendBackRequest {
        assignment: assignment.to_owned(),
        decide_time: at("2015-06-02T02:00:00Z"),
        accept: Some(accept),
        note: "核实。".to_owned(),
        ..DecideSendBackRequest::default()
    }
}

pub(crate) fn withdraw(assignment: &str) -> WithdrawAssignmentRequest {
    WithdrawAssignmentRequest {
        assignment: assignment.to_owned(),
        withdraw_time: at("2015-06-02T03:00:00Z"),
        reason: WithdrawalReason::WrongUnit.into(),
        note: "改派。".to_owned(),
        ..WithdrawAssignmentRequest::default()
    }
}

pub(crate) fn complete(assignment: &str) -> CompleteAssignmentRequest {
    CompleteAssignmentRequest {
        assignment: assignment.to_owned(),
        complete_time: at("2015-06-03T01:00:00Z"),
        reply: "已恢复供水。".to_owned(),
        ..CompleteAssignmentRequest::default()
    }
}

pub(crate) fn redo(assignment: &str) -> RedoAssignmentRequest {
    RedoAssignmentRequest {
        assignment: assignment.to_owned(),
        redo_time: at("2015-06-05T01:00:00Z"),
        due_time: at("2015-06-12T01:00:00Z"),
        reason: RedoReason::Recurred.into(),
        note: "再次停水。".to_owned(),
        ..RedoAssignmentRequest::default()
    }
}

pub(crate) fn visit(assignment: &str) -> RecordReturnVisitRequest {
    RecordReturnVisitRequest {
        assignment: assignment.to_owned(),
        return_visit: Some(ReturnVisit {
            visit_time: at("2015-06-04T01:00:00Z"),
            channel: VisitChannel::Phone.into(),
            result: VisitResult::Rated.into(),
            process_grade: Grade::VerySatisfied.into(),
            outcome_grade: Grade::Satisfied.into(),
            resolved: Resolved::Yes.into(),
            note: "满意。".to_owned(),
            ..ReturnVisit::default()
        }),
        ..RecordReturnVisitRequest::default()
    }
}

pub(crate) fn supervise(unit: &str) -> IssueSupervisionRequest {
    IssueSupervisionRequest {
        supervision: Some(Supervision {
            unit: format!("units/{unit}"),
            form: SupervisionForm::OnSite.into(),
            issue_time: at("2015-06-09T01:00:00Z"),
            reason: SupervisionReason::Overdue.into(),
            note: "现场督办。".to_owned(),
            ..Supervision::default()
        }),
        ..IssueSupervisionRequest::default()
    }
}

pub(crate) fn lift(supervision: &str) -> LiftSupervisionRequest {
    LiftSupervisionRequest {
        supervision: supervision.to_owned(),
        lift_time: at("2015-06-10T01:00:00Z"),
        ..LiftSupervisionRequest::default()
    }
}

pub(crate) fn ask_exclusion(assignment: &str) -> RequestExclusionRequest {
    RequestExclusionRequest {
        assignment: assignment.to_owned(),
        exclusion: Some(Exclusion {
            reason: ExclusionReason::ForceMajeure.into(),
            note: "暴雨。".to_owned(),
            requested_by: "clerk-1".to_owned(),
            request_time: at("2015-06-10T01:00:00Z"),
            ..Exclusion::default()
        }),
        ..RequestExclusionRequest::default()
    }
}

pub(crate) fn decide_exclusion(exclusion: &str, approve: bool) -> DecideExclusionRequest {
    DecideExclusionRequest {
        exclusion: exclusion.to_owned(),
        approve: Some(approve),
        decided_by: "supervisor-1".to_owned(),
        decide_time: at("2015-06-11T01:00:00Z"),
        ..DecideExclusionRequest::default()
    }
}

pub(crate) fn leader_session(unit: &str) -> RecordLeaderSessionRequest {
    RecordLeaderSessionRequest {
        leader_session: Some(LeaderSession {
            unit: format!("units/{unit}"),
            leader_post: "局长".to_owned(),
            session_date: "2015-06-10".to_owned(),
            calls_answered: 12,
            ..LeaderSession::default()
        }),
        ..RecordLeaderSessionRequest::default()
    }
}

pub(crate) fn appreciation() -> RecordAppreciationRequest {
    RecordAppreciationRequest {
        appreciation: Some(Appreciation {
            kind: AppreciationKind::Pennant.into(),
            occur_date: "2015-06-11".to_owned(),
            note: "致谢。".to_owned(),
            ..Appreciation::default()
        }),
        ..RecordAppreciationRequest::default()
    }
}

pub(crate) fn activity() -> RecordActivityRequest {
    RecordActivityRequest {
        activity: Some(Activity {
            kind: ActivityKind::Outreach.into(),
            occur_date: "2015-06-26".to_owned(),
            title: "热线进社区".to_owned(),
            counts: Some(ActivityCounts {
                leaflets: 200,
                ..ActivityCounts::default()
            }),
            ..Activity::default()
        }),
        ..RecordActivityRequest::default()
    }
}

pub(crate) fn typical_case(work_order: &str, topic: &str) -> ChooseTypicalCaseRequest {
    ChooseTypicalCaseRequest {
        typical_case: Some(TypicalCase {
            work_order: work_order.to_owned(),
            month: "2015-06".to_owned(),
            topic: format!("topics/{topic}"),
            ..TypicalCase::default()
        }),
        ..ChooseTypicalCaseRequest::default()
    }
}
