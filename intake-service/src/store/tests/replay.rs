//! Replayed histories equal those in memory, however they were cut into batches.

use proptest::collection::vec;
use proptest::prelude::*;

use super::book::{Book, minute};
use super::sample::{assignment_id, basis, code, order, rated};
use crate::domain::assignment::{
    AssignmentRole, Change, ExclusionReason, ExtensionReason, RedoReason, SendBackReason, Visit,
    VisitChannel, VisitResult, WithdrawalReason,
};
use crate::domain::card::Card;
use crate::domain::command::OrderTarget;
use crate::domain::event::{Event, Private};
use crate::store::records;
use crate::testing::cases;

/// A step of a random history: what, to which assignment, when; and whether the batch ends after it.
type Step = (u8, u8, i64, bool);

fn play(book: &mut Book, steps: &[Step]) {
    let order = order(book, "20150601-000001");
    let number = order.number;
    book.add(
        Event::WorkOrderAccepted(Box::new(order)),
        Private::default(),
    );
    for (what, which, at, ends) in steps {
        let dossier = book
            .world
            .dossier(&OrderTarget::Number(number))
            .expect("accepted");
        let existing = dossier.next_assignment() - 1;
        let assignment = 1 + u32::from(*which) % existing.max(1);
        let due = (at % 3 != 0).then(|| minute(at + 500));
        let role = AssignmentRole::ALL[usize::from(which % 2)];
        let assigned = Change::Assigned {
            unit: code("A01"),
            role,
            due,
            sign_due: due,
            basis: due.map(|_| basis()),
        };
        let (visits, exclusions, extensions) =
            dossier.assignment(assignment).map_or((0, 0, 0), |one| {
                let (exclusions, extensions) = (one.exclusions(), one.extensions());
                (one.visits().count(), exclusions.len(), extensions.len())
            });
        let next = |count: usize| u32::try_from(count).expect("few") + 1;
        let result = if at % 2 == 0 {
            rated()
        } else {
            VisitResult::Refused
        };
        let change = match what % 16 {
            _ if existing == 0 => assigned,
            0 => assigned,
            1 => Change::Completed { contact: None },
            2 => Change::Redone {
                due,
                reason: RedoReason::Recurred,
                basis: None,
            },
            3 => Change::SendBackRequested {
                reason: SendBackReason::Duplicate,
            },
            4 => Change::SendBackDecided {
                accepted: at % 2 == 0,
            },
            5 => Change::Withdrawn {
                reason: WithdrawalReason::Other,
            },
            6 => Change::Visited(Visit {
                number: next(visits),
                channel: VisitChannel::Wechat,
                result,
            }),
            11 if 0 < extensions => Change::ExtensionDecided {
                number: next(extensions) - 1,
                granted: due,
            },
            12 if 0 < exclusions => Change::ExclusionAppealed {
                number: next(exclusions) - 1,
            },
            11 | 13 => Change::ExtensionRequested {
                number: next(extensions),
                reason: ExtensionReason::ForceMajeure,
                due: minute(at + 600),
            },
            8 => Change::SignedFor,
            9 => Change::TakenInHand,
            10 => Change::Closed,
            7 if 0 < exclusions => Change::ExclusionDecided {
                number: next(exclusions) - 1,
                approved: at % 2 == 0,
            },
            14 => Change::CardIssued {
                card: Card::ALL[usize::from(which % 2)],
                due: minute(at + 500),
            },
            _ => Change::ExclusionRequested {
                number: next(exclusions),
                reason: ExclusionReason::UnreasonableRequest,
            },
        };
        let assignment = match change {
            Change::Assigned { .. } => existing + 1,
            _ => assignment,
        };
        let id = assignment_id(number, assignment);
        // Late and out of order: what the domain would refuse must come back all the same.
        let event = Event::Assignment { id, change };
        book.add_at(minute(*at), event, Private::text("reply"));
        if *ends {
            book.save();
        }
    }
    book.save();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(48)))]

    #[test]
    fn a_loaded_order_equals_the_one_in_memory(
        steps in vec((any::<u8>(), any::<u8>(), 0_i64..400, any::<bool>()), 1..40)
    ) {
        let mut book = Book::new();
        play(&mut book, &steps);
        let loaded = book.loaded();
        for subject in book.subjects() {
            let expected = book.world.record(&subject);
            let saved = records::get(&mut book.connection, &subject).expect("readable");
            prop_assert_eq!(&saved, &expected);
            prop_assert_eq!(&loaded.record(&subject), &expected);
        }
        let target = OrderTarget::Number("20150601-000001".parse().expect("a number"));
        prop_assert_eq!(loaded.dossier(&target), book.world.dossier(&target));
    }
}
