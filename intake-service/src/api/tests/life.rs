//! Every state × every move through the services: what is answered, with which status and reason, and that a refusal leaves nothing.

use hotline_proto::intake as proto;
use proto::feed_service_server::FeedService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::{before as ago, but, requests};
use crate::domain::assignment::AssignmentState;
use crate::domain::decide::tests::matrix::{Expected, before, cells, way_to};

impl Bench {
    /// A new order with an assignment; its name.
    async fn assigned(&self, reference: usize) -> String {
        let accept = but(requests::accept(), |it| {
            it.request_id.clear();
            let order = it.work_order.as_mut().expect("given");
            order.call.clear();
            order.receive_time = ago(2_000);
            order.external_reference.as_mut().expect("given").id = reference.to_string();
        });
        let order = body(self.api.accept_work_order(Request::new(accept)).await);
        let assign = but(requests::assign(), |it| {
            it.request_id.clear();
            it.work_order = order.name;
            it.assign_time = ago(2_000);
        });
        body(self.api.assign_work_order(Request::new(assign)).await).name
    }

    /// Makes the move that a word of the matrix means, so many seconds ago, by somebody.
    async fn make(&self, what: &str, name: &str, seconds: i64, actor: &str) -> Result<(), Status> {
        let api = &self.api;
        macro_rules! make {
            ($method:ident($request:ident) $target:ident = $of:expr, |$it:ident| $change:expr) => {{
                let request = but(requests::$request(), |$it| {
                    $it.request_id.clear();
                    $it.$target = $of;
                    $change;
                });
                api.$method(Request::new(request)).await.map(drop)
            }};
        }
        let own = || name.to_owned();
        let at = || ago(seconds);
        let visit = |request: &mut proto::RecordReturnVisitRequest, result: proto::VisitResult| {
            let visit = request.return_visit.as_mut().expect("given");
            visit.visit_time = at();
            if result != proto::VisitResult::Rated {
                (visit.process_grade, visit.outcome_grade, visit.resolved) = (0, 0, 0);
                visit.result = result.into();
            }
        };
        let exclusion = || format!("{name}/exclusions/1");
        let extension = || format!("{name}/extensions/1");
        match what {
            "sign for" => {
                make!(sign_for_assignment(sign_for) assignment = own(), |it| it.sign_time = at())
            }
            "take in hand" => {
                make!(take_in_hand(take_in_hand) assignment = own(), |it| it.take_time = at())
            }
            "request send-back" => {
                make!(request_send_back(request_send_back) assignment = own(), |it| it.request_time = at())
            }
            "refuse send-back" => {
                make!(decide_send_back(decide_send_back) assignment = own(), |it| it.decide_time = at())
            }
            "accept send-back" => {
                make!(decide_send_back(decide_send_back) assignment = own(), |it| {
                    it.decide_time = at();
                    it.accept = Some(true);
                })
            }
            "withdraw" => {
                make!(withdraw_assignment(withdraw) assignment = own(), |it| it.withdraw_time = at())
            }
            "complete" => make!(complete_assignment(complete) assignment = own(), |it| {
                it.complete_time = at();
                it.contact_time = at();
            }),
            "visit: rated" => {
                make!(record_return_visit(visit) assignment = own(), |it| visit(it, proto::VisitResult::Rated))
            }
            "visit: refused" => {
                make!(record_return_visit(visit) assignment = own(), |it| visit(it, proto::VisitResult::Refused))
            }
            "visit: unreachable" => {
                make!(record_return_visit(visit) assignment = own(), |it| visit(it, proto::VisitResult::Unreachable))
            }
            "visit: invalid" => {
                make!(record_return_visit(visit) assignment = own(), |it| visit(it, proto::VisitResult::Invalid))
            }
            "close" => make!(close_assignment(close) assignment = own(), |it| it.close_time = at()),
            "redo" => make!(redo_assignment(redo) assignment = own(), |it| it.redo_time = at()),
            "request extension" => {
                make!(request_extension(request_extension) assignment = own(), |it| {
                    let asked = it.extension.as_mut().expect("given");
                    (asked.request_time, asked.requested_by) = (at(), actor.into());
                })
            }
            "grant extension" => {
                make!(decide_extension(decide_extension) extension = extension(), |it| {
                    (it.decide_time, it.decided_by) = (at(), actor.into());
                })
            }
            "refuse extension" => {
                make!(decide_extension(decide_extension) extension = extension(), |it| {
                    (it.decide_time, it.decided_by) = (at(), actor.into());
                    (it.grant, it.due_time) = (Some(false), None);
                })
            }
            "request exclusion" => {
                make!(request_exclusion(request_exclusion) assignment = own(), |it| {
                    let asked = it.exclusion.as_mut().expect("given");
                    (asked.request_time, asked.requested_by) = (at(), actor.into());
                })
            }
            "decide exclusion" => {
                make!(decide_exclusion(decide_exclusion) exclusion = exclusion(), |it| {
                    (it.decide_time, it.decided_by) = (at(), actor.into());
                })
            }
            "refuse exclusion" => {
                make!(decide_exclusion(decide_exclusion) exclusion = exclusion(), |it| {
                    (it.decide_time, it.decided_by, it.approve) = (at(), actor.into(), Some(false));
                })
            }
            "appeal exclusion" => {
                make!(appeal_exclusion(appeal_exclusion) exclusion = exclusion(), |it| {
                    (it.appeal_time, it.appealed_by) = (at(), actor.into());
                })
            }
            other => panic!("{other} is no move"),
        }
    }

    async fn state(&self, name: &str) -> AssignmentState {
        let request = proto::GetAssignmentRequest { name: name.into() };
        let assignment = body(self.api.get_assignment(Request::new(request)).await);
        AssignmentState::from_number(assignment.state).expect("a state")
    }

    async fn head(&self) -> i64 {
        let head = self.api.get_head(Request::new(proto::GetHeadRequest {}));
        body(head.await).sequence
    }
}

#[tokio::test]
async fn each_state_allows_its_moves_and_refuses_the_others_with_a_reason() {
    let bench = Bench::new();
    bench.fill().await;
    for (index, (state, what, expected)) in cells().into_iter().enumerate() {
        let cell = format!("{what} from {}", state.word());
        let name = bench.assigned(1_000 + index).await;
        for (actor, step) in ["li", "wang"].into_iter().zip(before(what)) {
            let made = bench.make(step, &name, 1_500, actor).await;
            made.unwrap_or_else(|status| panic!("{cell}: {step}: {status}"));
        }
        for (seconds, step) in (1..).map(|step| 1_000 - step).zip(way_to(state)) {
            let made = bench.make(step, &name, seconds, "somebody").await;
            made.unwrap_or_else(|status| panic!("{cell}: {step}: {status}"));
        }
        assert_eq!(bench.state(&name).await, state, "{cell}");
        let head = bench.head().await;
        match (expected, bench.make(what, &name, 100, "sun").await) {
            (Expected::Stands(after), Ok(())) => {
                assert_eq!(bench.state(&name).await, after, "{cell}");
                assert_eq!(bench.head().await, head + 1, "{cell}");
            }
            (Expected::Refused(reason), Err(status)) => {
                assert_eq!(status.code(), Code::FailedPrecondition, "{cell}: {status}");
                let details = status.get_error_details();
                let info = details.error_info().expect("a reason");
                assert_eq!(info.reason, reason, "{cell}");
                let failure = details.precondition_failure().expect("what is in the way");
                assert_eq!(failure.violations[0].subject, name, "{cell}");
                assert_eq!(bench.state(&name).await, state, "{cell}");
                assert_eq!(bench.head().await, head, "{cell}");
            }
            (expected, answer) => panic!("{cell}: {expected:?}, got {answer:?}"),
        }
    }
}
