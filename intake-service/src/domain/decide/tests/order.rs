//! Orders: accepted, numbered, handled or transferred.

use super::*;

#[test]
fn an_order_is_pending_then_handled_or_transferred_and_never_both() {
    let mut desk = Desk::new();
    let order = desk.order();
    let handle = |order, hours| Command::HandleDirectly {
        order: OrderTarget::Number(order),
        at: at(hours),
        answer: String::new(),
    };
    assert!(matches!(
        desk.take(&handle(order, -1)),
        Err(Rejection::Invalid(_))
    ));
    desk.ok(&handle(order, 1));
    assert_eq!(desk.reason(&handle(order, 2)), "ORDER_HANDLED");
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Lead, 2)),
        "ORDER_HANDLED"
    );

    let id = desk.assigned();
    desk.ok(&act(id, 2, withdraw()));
    assert_eq!(desk.reason(&handle(id.order, 3)), "ORDER_TRANSFERRED");
    let disposition = desk
        .world
        .order(id.order)
        .map(crate::domain::work_order::WorkOrder::disposition);
    assert_eq!(disposition, Some(Disposition::Transferred));
}

#[test]
fn units_assist_only_after_one_had_the_lead_and_one_unit_may_lead_twice() {
    let mut desk = Desk::new();
    let order = desk.order();
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Assist, 1)),
        "NO_LEAD"
    );
    for (number, (unit, role)) in (1..).zip([
        ("chiping", AssignmentRole::Lead),
        ("yanggu", AssignmentRole::Assist),
        ("chiping", AssignmentRole::Lead),
    ]) {
        let subject = desk.ok(&assign(order, unit, role, 1));
        assert_eq!(subject, Subject::Assignment(AssignmentId { order, number }));
    }
    let early = desk.reason(&assign(order, "yanggu", AssignmentRole::Assist, 0));
    assert_eq!(early, "NO_LEAD");
    let unknown = desk.take(&assign(order, "nowhere", AssignmentRole::Lead, 1));
    assert!(
        matches!(unknown, Err(Rejection::NotFound { kind: "unit", .. })),
        "{unknown:?}"
    );
}

#[test]
fn a_unit_takes_part_from_its_first_to_its_last_local_day() {
    let mut desk = Desk::new();
    let Command::UpdateUnit(update) = unit("chiping") else {
        unreachable!()
    };
    let day = Some(Some("2015-06-01".parse().expect("a day")));
    desk.ok(&Command::UpdateUnit(UpdateUnit {
        active_from: day,
        active_to: day,
        ..update
    }));
    let order = desk.order();
    // 11 hours after noon is the last hour of the day; 12 hours after is midnight, the next day.
    desk.ok(&assign(order, "chiping", AssignmentRole::Lead, 11));
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Lead, 12)),
        "UNIT_NOT_ACTIVE"
    );
}

#[test]
fn numbers_count_the_orders_of_a_local_day() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..2).map(|_| desk.order().to_string()).collect();
    assert_eq!(names, ["20150601-000001", "20150601-000002"]);
    let Command::AcceptWorkOrder(mut late) = accept(None) else {
        unreachable!()
    };
    late.received = at(12);
    let subject = desk.ok(&Command::AcceptWorkOrder(late));
    assert_eq!(subject.to_string(), "workOrders/20150602-000001");
}

#[test]
fn an_external_reference_is_taken_once() {
    let mut desk = Desk::new();
    let first = desk.take(&accept(Some("A-1"))).expect("accepted");
    assert_eq!(desk.take(&accept(Some("A-1"))), Ok(first));
    let Command::AcceptWorkOrder(mut other) = accept(Some("A-1")) else {
        unreachable!()
    };
    other.content_hash = [8; 16];
    assert_eq!(
        desk.reason(&Command::AcceptWorkOrder(other)),
        "WORK_ORDER_EXISTS"
    );
}
