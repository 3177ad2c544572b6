//! An order's timeline.

use super::book::{Book, minute};
use super::sample::{assignment_id, code, fill, order, order_number};
use crate::domain::assignment::{AssignmentRole, Change};
use crate::domain::event::{Event, Private};
use crate::store::timeline;

#[test]
fn every_fact_is_told_in_a_sentence() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    let order = order_number("20150601-000002");
    let entries = timeline::list(&mut book.connection, order, None, 1_000).unwrap();
    let about = |subject: &str| subject.replace("workOrders/20150601-000002", "");
    let told: Vec<String> = entries
        .iter()
        .map(|entry| {
            let subject = about(&entry.subject.to_string());
            format!("{} {subject}: {}", entry.kind, entry.description)
        })
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(told, TOLD);
    let actor = format!("actor-canary-{}", entries[0].sequence);
    assert_eq!(entries[0].actor, actor);
}

#[test]
fn entries_stand_in_the_order_in_which_they_happened_then_as_recorded() {
    let mut book = Book::new();
    let order = order(&book, "20150601-000001");
    let number = order.number;
    book.add_at(
        minute(5),
        Event::WorkOrderAccepted(Box::new(order)),
        Private::default(),
    );
    let id = assignment_id(number, 1);
    let assigned = Change::Assigned {
        unit: code("A01"),
        role: AssignmentRole::Lead,
        due: None,
        sign_due: None,
        basis: None,
    };
    for (at, change) in [
        (7, assigned),
        (9, Change::Completed { contact: None }),
        (7, Change::SendBackDecided { accepted: false }),
        (8, Change::Completed { contact: None }),
    ] {
        book.add_at(
            minute(at),
            Event::Assignment { id, change },
            Private::default(),
        );
    }
    book.save();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = timeline::list(&mut book.connection, number, after, 2).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.happened, last.sequence));
        seen.extend(page.iter().map(|entry| entry.sequence));
    }
    assert_eq!(seen, [1, 2, 4, 5, 3]);
    let other = order_number("20150601-000009");
    let none = timeline::list(&mut book.connection, other, None, 10).unwrap();
    assert!(none.is_empty());
}

/// Kind, subject within the order, and sentence.
const TOLD: &[&str] = &[
    "accepted : The request was accepted: channel WeChat, nature complaint, urgency urgent, category water, topic pipes, topic summer.2015.",
    "assigned /assignments/1: Assigned to unit A01, role lead, due 2015-06-04T03:20:00Z by the rule general (version 8, calendar version 7), to be signed for by 2015-06-04T03:19:59.999999Z.",
    "signed_for /assignments/1: The unit signed for it. Now signed for, before assigned.",
    "card_issued /assignments/1: Yellow card: a working day is left, due 2015-06-04T03:20:00Z.",
    "send_back_requested /assignments/1: The unit asked to send it back: not responsible. Now send-back requested, before signed for.",
    "send_back_decided /assignments/1: The centre refused the send-back. Now signed for, before send-back requested.",
    "taken_in_hand /assignments/1: The unit took it in hand. Now in hand, before signed for.",
    "extension_requested /assignments/1/extensions/1: The unit asked for a later deadline, 2015-06-04T20:00:00Z: waiting for others.",
    "extension_decided /assignments/1/extensions/1: The extension was refused. The deadline stays.",
    "extension_requested /assignments/1/extensions/2: The unit asked for a later deadline, 2015-06-05T12:40:00Z: waiting for others.",
    "extension_decided /assignments/1/extensions/2: The extension was granted. Now due 2015-06-05T04:20:00Z, before 2015-06-04T03:20:00Z.",
    "extension_requested /assignments/1/extensions/3: The unit asked for a later deadline, 2015-06-06T05:20:00Z: waiting for others.",
    "completed /assignments/1: The unit completed it. Now completed, before in hand.",
    "visited /assignments/1/returnVisits/1: The citizen was visited, channel phone: not reached.",
    "visited /assignments/1/returnVisits/2: The citizen was visited, channel SMS: no wish to answer. Now visited, before completed.",
    "visited /assignments/1/returnVisits/3: The citizen was visited, channel in person: the visit does not count.",
    "visited /assignments/1/returnVisits/4: The citizen was visited, channel online: process very satisfied, outcome dissatisfied, partly resolved.",
    "redone /assignments/1: The centre opened it again: dissatisfied. The deadline was counted by the rule general (version 8, calendar version 7). Now assigned, before visited. Now due 2015-06-06T22:00:00Z, before 2015-06-05T04:20:00Z.",
    "completed /assignments/1: The unit completed it; it had last spoken with the citizen at 2015-05-31T16:20:00Z. Now completed, before assigned.",
    "redone /assignments/1: The centre opened it again: recurred. The deadline stays. Now assigned, before completed.",
    "card_issued /assignments/1: Red card: a working day late, due 2015-06-06T22:00:00Z.",
    "exclusion_requested /assignments/1/exclusions/1: An exclusion from rating was asked for: force majeure.",
    "exclusion_decided /assignments/1/exclusions/1: The exclusion was refused.",
    "exclusion_requested /assignments/1/exclusions/2: An exclusion from rating was asked for: beyond authority.",
    "exclusion_appealed /assignments/1/exclusions/1: The refusal of the exclusion was appealed against.",
    "exclusion_decided /assignments/1/exclusions/1: The exclusion was approved.",
    "exclusion_decided /assignments/1/exclusions/2: The exclusion was approved.",
    "assigned /assignments/2: Assigned to unit A01, role assist, without a deadline.",
    "send_back_requested /assignments/2: The unit asked to send it back: not responsible. Now send-back requested, before assigned.",
    "send_back_decided /assignments/2: The centre accepted the send-back. Now sent back, before send-back requested.",
    "exclusion_requested /assignments/2/exclusions/1: An exclusion from rating was asked for: other.",
    "assigned /assignments/3: Assigned to unit A01, role assist, without a deadline.",
    "withdrawn /assignments/3: The centre withdrew it: wrong unit. Now withdrawn, before assigned.",
    "assigned /assignments/4: Assigned to unit A01, role assist, without a deadline.",
    "completed /assignments/4: The unit completed it. Now completed, before assigned.",
    "closed /assignments/4: The centre closed it. Now closed, before completed.",
    "supervised supervisions/54: Unit A01 was supervised, form on site: overdue.",
    "supervision_lifted supervisions/54: The supervision was lifted.",
    "typical_case typicalCases/58: Chosen as a typical case of 2015-06 under the topic pipes.",
    "requester_revealed : The requester's data was shown; purpose: review.",
    "duplicate_linked workOrders/20150601-000001: workOrders/20150601-000001 was linked to workOrders/20150601-000002 as its duplicate.",
];
