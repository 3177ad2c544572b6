//! The services over a real ledger, without a network.

use hotline_common::db::Database;
use hotline_common::shutdown::Shutdown;
use hotline_common::testing::Scratch;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::activity_service_server::ActivityService as _;
use proto::call_service_server::CallService as _;
use proto::registry_service_server::RegistryService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Request, Response, Status};

use super::{before, but, requests};
use crate::api::Api;
use crate::ledger::{Ledger, Settings};
use crate::store::MIGRATIONS;

/// The services over a database of their own.
pub(in crate::api) struct Bench {
    pub(in crate::api) api: Api,
    /// Dropped after those that use it.
    _scratch: Scratch,
}

/// The body of an answer that must be no error.
pub(in crate::api) fn body<T>(answer: Result<Response<T>, Status>) -> T {
    answer.expect("no error").into_inner()
}

impl Bench {
    /// With an empty ledger.
    pub(in crate::api) fn new() -> Bench {
        let scratch = Scratch::new();
        let database =
            Database::open_blocking(scratch.url().clone(), &MIGRATIONS).expect("a database");
        let shutdown = Shutdown::new();
        let settings = Settings {
            zone: None,
            clock: Moment::now,
            keys: crate::vault::tests::keys(),
        };
        let ledger = Ledger::open(&database, &settings, shutdown.clone()).expect("a ledger");
        Bench {
            api: Api {
                background: tokio::runtime::Handle::current(),
                ledger,
                database,
                shutdown,
            },
            _scratch: scratch,
        }
    }

    /// Records this many calls.
    pub(in crate::api) async fn record_calls(&self, count: i64) {
        for seconds in 1..=count {
            let request = proto::RecordCallRequest {
                call: Some(proto::Call {
                    start_time: before(seconds),
                    caller_number: requests::CANARY.into(),
                    ..proto::Call::default()
                }),
                request_id: String::new(),
            };
            body(self.api.record_call(Request::new(request)).await);
        }
    }
}

/// One record of each kind, as the writes answered.
pub(in crate::api) struct Records {
    pub(in crate::api) call: proto::Call,
    pub(in crate::api) order: proto::WorkOrder,
    pub(in crate::api) handled: proto::WorkOrder,
    pub(in crate::api) assignment: proto::Assignment,
    pub(in crate::api) visit: proto::ReturnVisit,
    pub(in crate::api) extension: proto::Extension,
    pub(in crate::api) exclusion: proto::Exclusion,
    pub(in crate::api) supervision: proto::Supervision,
    pub(in crate::api) session: proto::LeaderSession,
    pub(in crate::api) appreciation: proto::Appreciation,
    pub(in crate::api) activity: proto::Activity,
    pub(in crate::api) case: proto::TypicalCase,
}

impl Bench {
    /// Records one of each kind, with a canary in every personal field.
    pub(in crate::api) async fn fill(&self) -> Records {
        self.fill_registry().await;
        let api = &self.api;
        let call = but(requests::record_call(), |it| it.request_id.clear());
        let call = body(api.record_call(Request::new(call)).await);
        let accept = |id: &str| {
            but(requests::accept(), |it| {
                it.request_id.clear();
                let order = it.work_order.as_mut().expect("given");
                order.call.clone_from(&call.name);
                order.external_reference.as_mut().expect("given").id = id.into();
            })
        };
        let order = body(api.accept_work_order(Request::new(accept("1"))).await);
        let second = body(api.accept_work_order(Request::new(accept("2"))).await);
        let handle = but(requests::handle_directly(), |it| {
            it.request_id.clear();
            it.work_order = second.name;
        });
        let handled = body(api.handle_directly(Request::new(handle)).await);
        let assign = but(requests::assign(), |it| {
            it.request_id.clear();
            it.work_order.clone_from(&order.name);
        });
        let assigned = body(api.assign_work_order(Request::new(assign)).await).name;
        let extend = but(requests::request_extension(), |it| {
            it.request_id.clear();
            it.assignment.clone_from(&assigned);
        });
        let extension = body(api.request_extension(Request::new(extend)).await);
        let complete = but(requests::complete(), |it| {
            it.request_id.clear();
            it.assignment.clone_from(&assigned);
        });
        let assignment = body(api.complete_assignment(Request::new(complete)).await);
        let visit = but(requests::visit(), |it| {
            it.request_id.clear();
            it.assignment.clone_from(&assigned);
        });
        let visit = body(api.record_return_visit(Request::new(visit)).await);
        let exclude = but(requests::request_exclusion(), |it| {
            it.request_id.clear();
            it.assignment.clone_from(&assigned);
        });
        let exclusion = body(api.request_exclusion(Request::new(exclude)).await);
        let supervise = but(requests::issue_supervision(), |it| {
            it.request_id.clear();
            it.supervision.as_mut().expect("given").assignment = assigned;
        });
        let supervision = body(api.issue_supervision(Request::new(supervise)).await);
        let session = but(requests::leader_session(), |it| it.request_id.clear());
        let session = body(api.record_leader_session(Request::new(session)).await);
        let thanks = but(requests::appreciation(), |it| it.request_id.clear());
        let appreciation = body(api.record_appreciation(Request::new(thanks)).await);
        let activity = but(requests::activity(), |it| it.request_id.clear());
        let activity = body(api.record_activity(Request::new(activity)).await);
        let case = but(requests::typical_case(), |it| {
            it.request_id.clear();
            it.typical_case
                .as_mut()
                .expect("given")
                .work_order
                .clone_from(&order.name);
        });
        let case = body(api.choose_typical_case(Request::new(case)).await);
        Records {
            call,
            order,
            handled,
            assignment,
            visit,
            extension,
            exclusion,
            supervision,
            session,
            appreciation,
            activity,
            case,
        }
    }

    async fn fill_registry(&self) {
        for code in ["b", "a"] {
            let parent = if code == "a" { "b" } else { "" };
            let name = |kind: &str, code: &str| match code {
                "" => String::new(),
                code => format!("{kind}/{code}"),
            };
            let unit = but(requests::update_unit(), |it| {
                it.request_id.clear();
                let unit = it.unit.as_mut().expect("given");
                (unit.name, unit.parent) = (name("units", code), name("units", parent));
            });
            body(self.api.update_unit(Request::new(unit)).await);
            let category = but(requests::update_category(), |it| {
                it.request_id.clear();
                let category = it.category.as_mut().expect("given");
                category.name = name("categories", code);
                category.parent = name("categories", parent);
            });
            body(self.api.update_category(Request::new(category)).await);
            let topic = but(requests::update_topic(), |it| {
                it.request_id.clear();
                it.topic.as_mut().expect("given").name = name("topics", code);
            });
            body(self.api.update_topic(Request::new(topic)).await);
        }
    }
}
