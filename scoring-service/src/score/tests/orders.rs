//! Orders, calls, and reconciliation's terms.

use std::collections::BTreeSet;

use super::support::{at, day, facts_of, history, month, order, rank_june, shanghai, tallies};
use crate::score::{
    AssignmentHistory, CallFacts, Disposition, FactKind, FeedPosition, Identity, Measure,
    OrderFacts, Policy, Role, Tallies, call_contribution, difference, order_contribution,
    reconcile,
};

fn assigned(number: u32, assigned: &str, facts: &[(&str, FactKind)]) -> AssignmentHistory {
    AssignmentHistory {
        number,
        assigned: at(assigned),
        facts: facts_of(facts),
        ..history(&[])
    }
}

fn sent_back(number: u32, assigned_at: &str, when: &str) -> AssignmentHistory {
    assigned(number, assigned_at, &[(when, FactKind::SendBackAccepted)])
}

fn contribution(order: &OrderFacts, assignments: &[AssignmentHistory]) -> Tallies {
    order_contribution(order, assignments, &shanghai())
        .into_iter()
        .collect()
}

/// An order of June: in the cohort, taken away, later; and the disposition's name.
fn terms(assignments: &[AssignmentHistory]) -> ([i64; 3], &'static str) {
    let tallies = contribution(&order(), assignments);
    let city = |measure| tallies.city(month("2015-06"), measure, day("2015-07-10"));
    let dispositions: Vec<&Disposition> = Disposition::ALL
        .iter()
        .filter(|disposition| city(Measure::OrdersDisposed(**disposition)) == 1)
        .collect();
    assert_eq!(dispositions.len(), 1);
    let terms = [
        city(Measure::TransferredInCohort),
        city(Measure::TransferredTakenAway),
        city(Measure::TransferredLater),
    ];
    (terms, dispositions[0].name())
}

const TRANSFERRED: &str = "TRANSFERRED";

#[test]
fn a_transferred_order_falls_in_exactly_one_term() {
    let kept = assigned(1, "2015-06-30 23:59:59.999999", &[]);
    assert_eq!(terms(std::slice::from_ref(&kept)), ([1, 0, 0], TRANSFERRED));
    let back = sent_back(1, "2015-06-02 10:00", "2015-06-03 10:00");
    assert_eq!(terms(std::slice::from_ref(&back)), ([0, 1, 0], TRANSFERRED));
    let again = assigned(2, "2015-06-04 10:00", &[]);
    assert_eq!(terms(&[back.clone(), again]), ([1, 0, 0], TRANSFERRED));
    let again_later = assigned(2, "2015-07-01 00:00", &[]);
    assert_eq!(
        terms(&[back, again_later.clone()]),
        ([0, 1, 0], TRANSFERRED)
    );
    assert_eq!(terms(&[again_later]), ([0, 0, 1], TRANSFERRED));
}

#[test]
fn a_send_back_after_the_cut_off_leaves_the_order_in_the_cohort() {
    let back = |when| terms(&[sent_back(1, "2015-06-02 10:00", when)]).0;
    assert_eq!(back("2015-07-10 23:59:59.999999"), [0, 1, 0]);
    assert_eq!(back("2015-07-11 00:00"), [1, 0, 0]);
}

#[test]
fn an_order_is_pending_until_it_is_handled_or_given_to_a_lead() {
    assert_eq!(terms(&[]), ([0, 0, 0], "PENDING"));
    let assist = AssignmentHistory {
        role: Role::Assist,
        ..assigned(1, "2015-06-02 10:00", &[])
    };
    assert_eq!(terms(&[assist]), ([0, 0, 0], "PENDING"));
    assert_eq!(
        terms(&[assigned(1, "2015-07-11 00:00", &[])]),
        ([0, 0, 0], "PENDING")
    );
    let direct = OrderFacts {
        handled_directly: Some(at("2015-06-03 00:00")),
        duplicate: None,
        ..order()
    };
    let tallies = contribution(&direct, &[]);
    let disposed = |disposition, on| {
        tallies.city(
            month("2015-06"),
            Measure::OrdersDisposed(disposition),
            day(on),
        )
    };
    assert_eq!(disposed(Disposition::Pending, "2015-06-02"), 1);
    assert_eq!(disposed(Disposition::HandledDirectly, "2015-06-02"), 0);
    assert_eq!(disposed(Disposition::Pending, "2015-06-03"), 0);
    assert_eq!(disposed(Disposition::HandledDirectly, "2015-06-03"), 1);
}

#[test]
fn an_order_of_may_assigned_in_june_is_carried_into_junes_cohort() {
    let may = OrderFacts {
        received: at("2015-05-31 23:59:59.999999"),
        ..order()
    };
    let two_leads = [
        assigned(1, "2015-06-02 10:00", &[]),
        assigned(2, "2015-06-02 10:00", &[]),
    ];
    let tallies = contribution(&may, &two_leads);
    let city = |asked, measure| tallies.city(month(asked), measure, day("2015-07-10"));
    assert_eq!(city("2015-06", Measure::CohortOrders), 1);
    assert_eq!(city("2015-06", Measure::CohortCarriedIn), 1);
    assert_eq!(city("2015-06", Measure::CohortReceived), 0);
    assert_eq!(city("2015-06", Measure::OrdersReceived), 0);
    assert_eq!(city("2015-05", Measure::OrdersReceived), 1);
    assert_eq!(city("2015-05", Measure::TransferredLater), 1);
}

#[test]
fn two_leads_on_one_order_are_one_order_and_two_assignments() {
    let other_unit = AssignmentHistory {
        unit: "other".to_owned(),
        ..assigned(2, "2015-06-03 10:00", &[])
    };
    let leads = [assigned(1, "2015-06-02 10:00", &[]), other_unit];
    assert_eq!(terms(&leads), ([1, 0, 0], TRANSFERRED));
    let tallies = tallies(&leads);
    let june = month("2015-06");
    assert_eq!(
        tallies.city(june, Measure::CityVolume, day("2015-07-10")),
        2
    );
    let units: BTreeSet<&str> = tallies
        .of_units(june, day("2015-07-10"))
        .map(|(unit, ..)| unit)
        .collect();
    assert_eq!(units, ["other", "unit"].into_iter().collect());
}

#[test]
fn what_cannot_be_breaks_an_identity_and_is_not_hidden() {
    let before_receipt = assigned(1, "2015-05-31 10:00", &[]);
    let tallies = contribution(&order(), &[before_receipt]);
    let ranking = rank_june(&tallies, &[], &Policy::default());
    let feed = FeedPosition { pulled: 0, head: 0 };
    let broken: Vec<Identity> = reconcile(&tallies, &ranking, 0, feed)
        .into_iter()
        .filter(|identity| !identity.holds)
        .collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].name.name(), "transferred-orders");
    assert_eq!(broken[0].left.value, 1);
}

#[test]
fn an_order_counts_once_for_a_topic_named_twice() {
    let facts = OrderFacts {
        topics: vec!["water".to_owned(), "road".to_owned(), "water".to_owned()],
        ..order()
    };
    let tallies = contribution(&facts, &[]);
    let topics = tallies.by_subject(month("2015-06"), Measure::OrdersByTopic, day("2015-06-01"));
    assert_eq!(
        topics.into_iter().collect::<Vec<_>>(),
        [("road", 1), ("water", 1)]
    );
}

#[test]
fn a_corrected_order_moves_its_counts() {
    let old = order();
    let new = OrderFacts {
        category: Some("roads".to_owned()),
        ..order()
    };
    let zone = shanghai();
    let of = |facts| order_contribution(facts, &[], &zone);
    let changes = difference(&of(&old), &of(&new));
    let moved: Vec<(&str, Measure, i64)> = changes
        .iter()
        .map(|tally| (tally.subject.as_str(), tally.measure, tally.count))
        .collect();
    let category = Measure::OrdersByCategory;
    assert_eq!(moved, [("", category, -1), ("roads", category, 1)]);
    assert_eq!(difference(&of(&new), &of(&new)), []);
}

#[test]
fn a_missed_call_is_open_until_it_is_called_back_or_notified() {
    let call = CallFacts {
        started: at("2015-06-30 23:59:59.999999"),
        answered: false,
        wait: None,
        called_back: Some(at("2015-07-02 00:00")),
        sms_notice: Some(at("2015-07-01 00:00")),
    };
    let outcomes = |call: &CallFacts, on: &str| {
        let tallies: Tallies = call_contribution(call, &shanghai()).into_iter().collect();
        let city = |measure| tallies.city(month("2015-06"), measure, day(on));
        let parts = [
            city(Measure::CallsAnswered),
            city(Measure::CallsCalledBack),
            city(Measure::CallsUnreached),
            city(Measure::CallsOpen),
        ];
        assert_eq!(city(Measure::Calls), parts.iter().sum::<i64>());
        parts
    };
    assert_eq!(outcomes(&call, "2015-06-29"), [0, 0, 0, 0]);
    assert_eq!(outcomes(&call, "2015-06-30"), [0, 0, 0, 1]);
    assert_eq!(outcomes(&call, "2015-07-01"), [0, 0, 1, 0]);
    assert_eq!(outcomes(&call, "2015-07-02"), [0, 1, 0, 0]);
    let answered = CallFacts {
        answered: true,
        ..call
    };
    assert_eq!(outcomes(&answered, "2015-07-02"), [1, 0, 0, 0]);
}
