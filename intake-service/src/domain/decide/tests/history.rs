//! Whatever is accepted leaves a history that makes sense.

use proptest::prelude::*;

use super::*;

fn any_action() -> impl Strategy<Value = (usize, i64, AssignmentAction)> {
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
        Just(refuse_exclusion(1)),
        Just(appeal_exclusion(1)),
        (20..200_i64).prop_map(ask_extension),
        (1..3_u32, any::<bool>()).prop_map(|(number, grant)| decide_extension(number, grant)),
    ];
    (0..3_usize, 0..20_i64, action)
}

proptest! {
    /// Whatever is accepted, in whatever order, leaves a history that makes sense: no completion of what is completed,
    /// no move of what is removed.
    #[test]
    fn a_history_that_was_accepted_makes_sense(actions in prop::collection::vec(any_action(), 0..40)) {
        use crate::domain::assignment::{Change, ExtensionFate, Move, misfits};
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (actor, hours, action) in actions {
            let actor = ["li", "wang", "sun"][actor];
            let _ = desk.take_as(actor, &act(id, hours, action));
        }
        let target = OrderTarget::Number(id.order);
        let dossier = desk.world.dossier(&target).expect("known");
        let facts = dossier.assignments[0].facts();
        prop_assert_eq!(misfits(facts), Vec::<i64>::new(), "{:?}", facts);
        let (mut completed, mut removed, mut closed) = (false, false, false);
        for fact in facts {
            prop_assert!(!closed || fact.change.what().is_some_and(|what| matches!(what, Move::RequestExclusion | Move::DecideExclusion | Move::AppealExclusion)), "{facts:?}");
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
        let extensions = dossier.assignments[0].extensions();
        let mut waiting: Vec<_> = extensions
            .iter()
            .map(|one| (one.requested, one.number, one.ended()))
            .collect();
        waiting.sort();
        for pair in waiting.windows(2) {
            prop_assert!(pair[0].2.is_some_and(|ended| ended <= pair[1].0), "two at a time: {extensions:?}");
        }
        for extension in &extensions {
            if let ExtensionFate::Decided(decision) = &extension.fate {
                prop_assert!(decision.decided_by != extension.requested_by);
                prop_assert!(extension.requested <= decision.decided);
            }
        }
        for exclusion in dossier.assignments[0].exclusions() {
            if let Some(decision) = &exclusion.decision {
                prop_assert!(decision.decided_by != exclusion.requested_by);
                prop_assert!(exclusion.requested <= decision.decided);
            }
            if let (Some(first), Some(appeal), Some(last)) =
                (&exclusion.decision, &exclusion.appeal, &exclusion.final_decision)
            {
                let involved = [&exclusion.requested_by, &first.decided_by, &appeal.appealed_by];
                prop_assert!(!first.approved && !involved.contains(&&last.decided_by));
                prop_assert!(first.decided <= appeal.appealed && appeal.appealed <= last.decided);
            }
        }
    }
}
