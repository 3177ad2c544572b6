//! A small story in a fresh ledger, for tests that need something to be there.

use hotline_tests::pair::IntakeClients;

use super::sample;

/// What [`set`] made.
pub(crate) struct Scene {
    /// A call that was answered.
    pub(crate) call: String,
    /// A call that was missed, with nothing done about it.
    pub(crate) missed_call: String,
    /// A supervision that is not lifted.
    pub(crate) supervision: String,
}

/// Units `chiping` and `gonganju`, category `water`, topic `supply`, two calls, an order with a
/// completed assignment and a visit ([`sample::ORDER`]), and a supervision.
pub(crate) async fn set(clients: &IntakeClients) -> Scene {
    const WORKS: &str = "a valid request is carried out";
    let IntakeClients {
        mut registry,
        mut calls,
        mut orders,
        ..
    } = clients.clone();
    for code in ["chiping", "gonganju"] {
        registry.update_unit(sample::unit(code)).await.expect(WORKS);
    }
    registry
        .update_category(sample::category("water"))
        .await
        .expect(WORKS);
    registry
        .update_topic(sample::topic("supply"))
        .await
        .expect(WORKS);
    let call = calls
        .record_call(sample::call("scene-1"))
        .await
        .expect(WORKS)
        .into_inner();
    let missed = calls
        .record_call(sample::missed_call("scene-2"))
        .await
        .expect(WORKS)
        .into_inner();
    let order = orders
        .accept_work_order(sample::accept_order("scene"))
        .await
        .expect(WORKS);
    assert_eq!(order.into_inner().name, sample::ORDER);
    let assign = sample::assign(sample::ORDER, "chiping");
    let assignment = orders
        .assign_work_order(assign)
        .await
        .expect(WORKS)
        .into_inner();
    assert_eq!(assignment.name, sample::ASSIGNMENT);
    orders
        .complete_assignment(sample::complete(sample::ASSIGNMENT))
        .await
        .expect(WORKS);
    orders
        .record_return_visit(sample::visit(sample::ASSIGNMENT))
        .await
        .expect(WORKS);
    let supervise = sample::supervise("gonganju");
    let supervision = orders
        .issue_supervision(supervise)
        .await
        .expect(WORKS)
        .into_inner();
    Scene {
        call: call.name,
        missed_call: missed.name,
        supervision: supervision.name,
    }
}
