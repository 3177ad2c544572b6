//! Whatever is accepted leaves a history that makes sense.

use proptest::prelude::*;

use super::*;

fn any_action() -> impl Strategy<Value = (bool, i64, AssignmentAction)> {
    let action = prop_oneof![
        Just(complete()),
        Just(AssignmentAction::SignFor),
        Just(AssignmentAction::TakeInHand),
        Just(AssignmentAction::Close),
        Just(redo()),
        Just(ask_back()),
        Just(decide_back(true)),
        Just(decide_back(false)),
        Just(withdraw()),
        Just(visit()),
        Just(ask_exclusion()),
        Just(decide_exclusion(1)),
    ];
    (any::<bool>(), 0..20_i64, action)
}

proptest! {
    /// Whatever is accepted, in whatever order, leaves a history that makes sense: no completion of what is completed,
    /// no move of what is removed.
    #[test]
    fn a_history_that_was_accepted_makes_sense(actions in prop::collection::vec(any_action(), 0..40)) {
        use crate::domain::assignment::{Change, Move, misfits};
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (other, hours, action) in actions {
            let actor = if other { "li" } else { "wang" };
            let _ = desk.take_as(actor, &act(id, hours, action));
        }
        let target = OrderTarget::Number(id.order);
        let dossier = desk.world.dossier(&target).expect("known");
        let facts = dossier.assignments[0].facts();
        prop_assert_eq!(misfits(facts), Vec::<i64>::new(), "{:?}", facts);
        let (mut completed, mut removed, mut closed) = (false, false, false);
        for fact in facts {
            prop_assert!(!closed || fact.change.what().is_some_and(|what| matches!(what, Move::RequestExclusion | Move::DecideExclusion)), "{facts:?}");
            match &fact.change {
                Change::Completed { .. } => {
                    prop_assert!(!completed && !removed, "{facts:?}");
                    completed = true;
                }
                Change::Redone { .. } => {
                    prop_assert!(!removed);
                    completed = false;
                }
                Change::Withdrawn { .. } | Change::SendBackDecided { accepted: true } => {
                    prop_assert!(!completed && !removed, "{facts:?}");
                    removed = true;
                }
                Change::Closed => {
                    prop_assert!(completed && !removed, "{facts:?}");
                    closed = true;
                }
                Change::Visited(_) => prop_assert!(!removed, "{facts:?}"),
                _ => {}
            }
        }
        for exclusion in dossier.assignments[0].exclusions() {
            if let Some(decision) = &exclusion.decision {
                prop_assert!(decision.decided_by != exclusion.requested_by);
                prop_assert!(exclusion.requested <= decision.decided);
            }
        }
    }
}
