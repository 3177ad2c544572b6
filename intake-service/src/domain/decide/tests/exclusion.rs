//! Exclusions: asked for by one person, decided by another.

use super::*;

#[test]
fn an_exclusion_is_decided_once_and_by_somebody_else() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.take_as("li", &act(id, 2, ask_exclusion()))
        .expect("asked");
    assert_eq!(
        desk.reason(&act(id, 3, ask_exclusion())),
        "EXCLUSION_REQUESTED"
    );
    for disguise in ["li", "li ", " Li", "LI"] {
        let same = desk.take_as(disguise, &act(id, 3, decide_exclusion(1)));
        assert!(
            matches!(
                same,
                Err(Rejection::State {
                    reason: "SAME_PERSON",
                    ..
                })
            ),
            "{disguise:?}: {same:?}"
        );
    }
    let before = desk.take_as("wang", &act(id, 1, decide_exclusion(1)));
    assert!(matches!(before, Err(Rejection::Invalid(_))), "{before:?}");
    let missing = desk.take_as("wang", &act(id, 3, decide_exclusion(2)));
    assert!(
        matches!(missing, Err(Rejection::NotFound { .. })),
        "{missing:?}"
    );
    desk.take_as("wang", &act(id, 3, decide_exclusion(1)))
        .expect("decided");
    assert_eq!(
        desk.reason(&act(id, 4, decide_exclusion(1))),
        "EXCLUSION_DECIDED"
    );
    assert_eq!(
        desk.reason(&act(id, 4, ask_exclusion())),
        "ASSIGNMENT_EXCLUDED"
    );
    let part = PartId {
        assignment: id,
        number: 1,
    };
    match desk.world.record(&Subject::Exclusion(part)) {
        Some(Record::Exclusion(record)) => {
            assert_eq!(record.exclusion.state(), ExclusionState::Approved);
        }
        other => panic!("{other:?}"),
    }
}
