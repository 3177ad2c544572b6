//! A right request of each kind, every field given that a client may give.

use hotline_proto::intake as proto;

use super::before;

pub(in crate::api) const ORDER: &str = "workOrders/20150601-000001";
pub(in crate::api) const ASSIGNMENT: &str = "workOrders/20150601-000001/assignments/1";
pub(in crate::api) const EXCLUSION: &str = "workOrders/20150601-000001/assignments/1/exclusions/2";
pub(in crate::api) const EXTENSION: &str = "workOrders/20150601-000001/assignments/1/extensions/2";
pub(in crate::api) const REQUEST_ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";
/// What no error may show.
pub(in crate::api) const CANARY: &str = "13800138000";

pub(in crate::api) fn update_unit() -> proto::UpdateUnitRequest {
    proto::UpdateUnitRequest {
        unit: Some(proto::Unit {
            name: "units/a".into(),
            display_name: "A".into(),
            group: proto::UnitGroup::County.into(),
            position: 1,
            parent: "units/b".into(),
            active_from_date: "2015-01-01".into(),
            active_to_date: "2099-12-31".into(),
            sequence: 7,
            etag: String::new(),
        }),
        update_mask: None,
        allow_missing: true,
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn update_category() -> proto::UpdateCategoryRequest {
    proto::UpdateCategoryRequest {
        category: Some(proto::Category {
            name: "categories/a".into(),
            display_name: "A".into(),
            parent: "categories/b".into(),
            sequence: 7,
            etag: String::new(),
        }),
        update_mask: None,
        allow_missing: true,
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn update_topic() -> proto::UpdateTopicRequest {
    proto::UpdateTopicRequest {
        topic: Some(proto::Topic {
            name: "topics/a".into(),
            display_name: "A".into(),
            sequence: 7,
            etag: String::new(),
        }),
        update_mask: None,
        allow_missing: true,
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn update_calendar() -> proto::UpdateCalendarRequest {
    proto::UpdateCalendarRequest {
        calendar: Some(proto::Calendar {
            name: "calendars/2015".into(),
            holidays: vec!["2015-06-20".into(), "2015-06-22".into()],
            working_days: vec!["2015-06-27".into()],
            sequence: 7,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn update_deadline_rule() -> proto::UpdateDeadlineRuleRequest {
    proto::UpdateDeadlineRuleRequest {
        deadline_rule: Some(proto::DeadlineRule {
            name: "deadlineRules/general".into(),
            display_name: "General".into(),
            nature: proto::Nature::Help.into(),
            urgency: proto::Urgency::Normal.into(),
            working_days: 5,
            hours: 0,
            sign_hours: 4,
            sign_working_days: 0,
            on_request_only: true,
            retired: true,
            sequence: 7,
        }),
        update_mask: None,
        allow_missing: true,
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn record_call() -> proto::RecordCallRequest {
    proto::RecordCallRequest {
        call: Some(proto::Call {
            name: "output only".into(),
            telephone_system_id: "T-1".into(),
            caller_number: CANARY.into(),
            start_time: before(100),
            queue_time: before(90),
            answer_time: before(80),
            abandon_time: None,
            end_time: before(70),
            agent: "a1".into(),
            recording_reference: format!("r/{CANARY}"),
            outcome: 99,
            callback_time: before(-1000),
            sms_notice_time: before(-1000),
            record_time: before(-1000),
            sequence: 7,
            purged: true,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn record_callback() -> proto::RecordCallbackRequest {
    proto::RecordCallbackRequest {
        call: "calls/7".into(),
        callback_time: before(10),
        agent: "a1".into(),
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn record_sms_notice() -> proto::RecordSmsNoticeRequest {
    proto::RecordSmsNoticeRequest {
        call: "calls/7".into(),
        sms_notice_time: before(10),
        request_id: REQUEST_ID.into(),
    }
}

pub(in crate::api) fn accept() -> proto::AcceptWorkOrderRequest {
    proto::AcceptWorkOrderRequest {
        work_order: Some(proto::WorkOrder {
            name: "output only".into(),
            external_reference: Some(proto::ExternalReference {
                source: "old".into(),
                id: "1".into(),
            }),
            channel: proto::Channel::Phone.into(),
            call: "calls/7".into(),
            requester: Some(proto::Requester {
                full_name: CANARY.into(),
                phone_number: CANARY.into(),
                anonymous: false,
                confidential: true,
            }),
            nature: proto::Nature::Complaint.into(),
            urgency: proto::Urgency::Urgent.into(),
            category: "categories/a".into(),
            topics: vec!["topics/a".into(), "topics/b".into()],
            area: "centre".into(),
            text: CANARY.into(),
            attachments: vec![CANARY.into()],
            receive_time: before(100),
            disposition: 99,
            handle_time: before(-1000),
            answer: "output only".into(),
            record_time: before(-1000),
            sequence: 7,
            duplicate_of: "output only".into(),
            duplicates: vec!["output only".into()],
            purged: true,
            etag: String::new(),
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn link_duplicate() -> proto::LinkDuplicateRequest {
    proto::LinkDuplicateRequest {
        work_order: ORDER.into(),
        original: "workOrders/20150601-000002".into(),
        original_reference: None,
        link_time: before(10),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn correct_fact() -> proto::CorrectFactRequest {
    proto::CorrectFactRequest {
        fact_sequence: 7,
        subject: ASSIGNMENT.into(),
        reason: proto::CorrectionReason::WrongTime.into(),
        note: CANARY.into(),
        correction: Some(proto::correct_fact_request::Correction::Corrected(
            proto::CorrectedFact {
                happen_time: before(10),
                content: None,
            },
        )),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn handle_directly() -> proto::HandleDirectlyRequest {
    proto::HandleDirectlyRequest {
        work_order: ORDER.into(),
        handle_time: before(10),
        answer: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn assign() -> proto::AssignWorkOrderRequest {
    proto::AssignWorkOrderRequest {
        work_order: ORDER.into(),
        unit: "units/a".into(),
        role: proto::AssignmentRole::Lead.into(),
        assign_time: before(10),
        due_time: before(-100_000),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        deadline_rule: String::new(),
        sign_due_time: before(-50_000),
        no_deadline: false,
        etag: String::new(),
    }
}

pub(in crate::api) fn sign_for() -> proto::SignForAssignmentRequest {
    proto::SignForAssignmentRequest {
        assignment: ASSIGNMENT.into(),
        sign_time: before(10),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn take_in_hand() -> proto::TakeInHandRequest {
    proto::TakeInHandRequest {
        assignment: ASSIGNMENT.into(),
        take_time: before(10),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn request_send_back() -> proto::RequestSendBackRequest {
    proto::RequestSendBackRequest {
        assignment: ASSIGNMENT.into(),
        request_time: before(10),
        reason: proto::SendBackReason::NotResponsible.into(),
        note: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn decide_send_back() -> proto::DecideSendBackRequest {
    proto::DecideSendBackRequest {
        assignment: ASSIGNMENT.into(),
        decide_time: before(10),
        accept: Some(false),
        note: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn withdraw() -> proto::WithdrawAssignmentRequest {
    proto::WithdrawAssignmentRequest {
        assignment: ASSIGNMENT.into(),
        withdraw_time: before(10),
        reason: proto::WithdrawalReason::WrongUnit.into(),
        note: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn complete() -> proto::CompleteAssignmentRequest {
    proto::CompleteAssignmentRequest {
        assignment: ASSIGNMENT.into(),
        complete_time: before(10),
        reply: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        contact_time: before(10),
        etag: String::new(),
    }
}

pub(in crate::api) fn close() -> proto::CloseAssignmentRequest {
    proto::CloseAssignmentRequest {
        assignment: ASSIGNMENT.into(),
        close_time: before(10),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn redo() -> proto::RedoAssignmentRequest {
    proto::RedoAssignmentRequest {
        assignment: ASSIGNMENT.into(),
        redo_time: before(10),
        due_time: before(-100_000),
        reason: proto::RedoReason::Recurred.into(),
        note: CANARY.into(),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        deadline_rule: String::new(),
        etag: String::new(),
    }
}

pub(in crate::api) fn visit() -> proto::RecordReturnVisitRequest {
    proto::RecordReturnVisitRequest {
        assignment: ASSIGNMENT.into(),
        return_visit: Some(proto::ReturnVisit {
            name: "output only".into(),
            visit_time: before(10),
            channel: proto::VisitChannel::Phone.into(),
            result: proto::VisitResult::Rated.into(),
            process_grade: proto::Grade::Satisfied.into(),
            outcome_grade: proto::Grade::Dissatisfied.into(),
            resolved: proto::Resolved::Partly.into(),
            note: CANARY.into(),
            sequence: 7,
            purged: true,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn request_extension() -> proto::RequestExtensionRequest {
    proto::RequestExtensionRequest {
        assignment: ASSIGNMENT.into(),
        extension: Some(proto::Extension {
            name: "output only".into(),
            reason: proto::ExtensionReason::ComplexMatter.into(),
            note: CANARY.into(),
            due_time: before(-200_000),
            requested_by: "s1".into(),
            request_time: before(10),
            granted_due_time: before(-1000),
            decided_by: "output only".into(),
            decide_time: before(-1000),
            lapse_time: before(-1000),
            annulled: true,
            state: 99,
            sequence: 7,
            purged: true,
            etag: String::new(),
        }),
        request_id: REQUEST_ID.into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn decide_extension() -> proto::DecideExtensionRequest {
    proto::DecideExtensionRequest {
        extension: EXTENSION.into(),
        grant: Some(true),
        due_time: before(-150_000),
        decided_by: "s2".into(),
        decide_time: before(10),
        request_id: REQUEST_ID.into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn appeal_exclusion() -> proto::AppealExclusionRequest {
    proto::AppealExclusionRequest {
        exclusion: EXCLUSION.into(),
        appealed_by: "s1".into(),
        appeal_time: before(10),
        note: CANARY.into(),
        request_id: REQUEST_ID.into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn request_exclusion() -> proto::RequestExclusionRequest {
    proto::RequestExclusionRequest {
        assignment: ASSIGNMENT.into(),
        exclusion: Some(proto::Exclusion {
            name: "output only".into(),
            reason: proto::ExclusionReason::ForceMajeure.into(),
            note: CANARY.into(),
            requested_by: "s1".into(),
            request_time: before(10),
            decided_by: "output only".into(),
            decide_time: before(-1000),
            state: 99,
            sequence: 7,
            appealed_by: "output only".into(),
            appeal_time: before(-1000),
            appeal_note: "output only".into(),
            final_decided_by: "output only".into(),
            final_decide_time: before(-1000),
            purged: true,
            annulled: true,
            etag: String::new(),
        }),
        request_id: REQUEST_ID.into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn decide_exclusion() -> proto::DecideExclusionRequest {
    proto::DecideExclusionRequest {
        exclusion: EXCLUSION.into(),
        approve: Some(true),
        decided_by: "s2".into(),
        decide_time: before(10),
        request_id: REQUEST_ID.into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn issue_supervision() -> proto::IssueSupervisionRequest {
    proto::IssueSupervisionRequest {
        supervision: Some(proto::Supervision {
            name: "output only".into(),
            unit: "units/a".into(),
            form: proto::SupervisionForm::Written.into(),
            issue_time: before(10),
            reason: proto::SupervisionReason::Overdue.into(),
            assignment: ASSIGNMENT.into(),
            note: CANARY.into(),
            lift_time: before(-1000),
            sequence: 7,
            purged: true,
            annulled: true,
            etag: String::new(),
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn lift_supervision() -> proto::LiftSupervisionRequest {
    proto::LiftSupervisionRequest {
        supervision: "supervisions/7".into(),
        lift_time: before(10),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
        etag: String::new(),
    }
}

pub(in crate::api) fn leader_session() -> proto::RecordLeaderSessionRequest {
    proto::RecordLeaderSessionRequest {
        leader_session: Some(proto::LeaderSession {
            name: "output only".into(),
            unit: "units/a".into(),
            leader_post: "director".into(),
            leader_name: "Li".into(),
            session_date: "2015-06-30".into(),
            calls_answered: 12,
            topics: vec!["topics/a".into()],
            sequence: 7,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn appreciation() -> proto::RecordAppreciationRequest {
    proto::RecordAppreciationRequest {
        appreciation: Some(proto::Appreciation {
            name: "output only".into(),
            kind: proto::AppreciationKind::Pennant.into(),
            occur_date: "2015-06-30".into(),
            unit: "units/a".into(),
            note: CANARY.into(),
            sequence: 7,
            purged: true,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn activity() -> proto::RecordActivityRequest {
    proto::RecordActivityRequest {
        activity: Some(proto::Activity {
            name: "output only".into(),
            kind: proto::ActivityKind::Outreach.into(),
            occur_date: "2015-06-30".into(),
            title: "on the square".into(),
            counts: Some(proto::ActivityCounts {
                newspaper_articles: 1,
                online_articles: 2,
                leaflets: 3,
                consultations: 4,
                suggestions: 5,
                units_inspected: 6,
            }),
            sequence: 7,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}

pub(in crate::api) fn typical_case() -> proto::ChooseTypicalCaseRequest {
    proto::ChooseTypicalCaseRequest {
        typical_case: Some(proto::TypicalCase {
            name: "output only".into(),
            work_order: ORDER.into(),
            month: "2015-06".into(),
            topic: "topics/a".into(),
            sequence: 7,
            annulled: true,
        }),
        request_id: REQUEST_ID.into(),
        actor: "s1".into(),
    }
}
