//! Exclusions: asked for by one person, decided by another, appealed against once.

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

#[test]
fn a_refusal_is_appealed_against_once_and_then_decided_by_a_third_person() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    assert!(matches!(
        desk.take(&act(id, 2, appeal_exclusion(1))),
        Err(Rejection::NotFound { .. })
    ));
    desk.take_as("li", &act(id, 2, ask_exclusion()))
        .expect("asked");
    assert_eq!(
        desk.reason(&act(id, 3, appeal_exclusion(1))),
        "EXCLUSION_NOT_REFUSED"
    );
    desk.take_as("wang", &act(id, 4, refuse_exclusion(1)))
        .expect("refused");
    assert_eq!(
        desk.reason(&act(id, 5, ask_exclusion())),
        "EXCLUSION_REFUSED"
    );
    assert_eq!(
        desk.reason(&act(id, 5, decide_exclusion(1))),
        "EXCLUSION_DECIDED"
    );
    let early = desk.take_as("zhao", &act(id, 3, appeal_exclusion(1)));
    assert!(matches!(early, Err(Rejection::Invalid(_))), "{early:?}");
    desk.take_as("zhao", &act(id, 6, appeal_exclusion(1)))
        .expect("appealed");
    assert_eq!(desk.exclusion(id), ExclusionState::Appealed);
    assert_eq!(
        desk.reason(&act(id, 7, appeal_exclusion(1))),
        "EXCLUSION_APPEALED"
    );
    assert_eq!(
        desk.reason(&act(id, 7, ask_exclusion())),
        "EXCLUSION_REQUESTED"
    );
    for involved in ["li", "wang", "zhao", "Zhao "] {
        assert_eq!(
            desk.reason_as(involved, &act(id, 8, decide_exclusion(1))),
            "SAME_PERSON"
        );
    }
    let early = desk.take_as("sun", &act(id, 5, decide_exclusion(1)));
    assert!(matches!(early, Err(Rejection::Invalid(_))), "{early:?}");
    desk.take_as("sun", &act(id, 8, decide_exclusion(1)))
        .expect("decided for good");
    assert_eq!(desk.exclusion(id), ExclusionState::Approved);
    assert_eq!(
        desk.reason(&act(id, 9, refuse_exclusion(1))),
        "EXCLUSION_DECIDED"
    );
    assert_eq!(
        desk.reason(&act(id, 9, appeal_exclusion(1))),
        "EXCLUSION_APPEALED"
    );
}

#[test]
fn a_refusal_on_appeal_is_final() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    for (actor, hours, action) in [
        ("li", 2, ask_exclusion()),
        ("wang", 3, refuse_exclusion(1)),
        ("li", 4, appeal_exclusion(1)),
        ("sun", 5, refuse_exclusion(1)),
    ] {
        desk.take_as(actor, &act(id, hours, action))
            .expect("accepted");
    }
    assert_eq!(desk.exclusion(id), ExclusionState::Refused);
    assert_eq!(
        desk.reason(&act(id, 6, ask_exclusion())),
        "EXCLUSION_REFUSED"
    );
    assert_eq!(
        desk.reason(&act(id, 6, appeal_exclusion(1))),
        "EXCLUSION_APPEALED"
    );
    assert_eq!(
        desk.reason(&act(id, 6, decide_exclusion(1))),
        "EXCLUSION_DECIDED"
    );
}

impl Desk {
    fn exclusion(&self, assignment: AssignmentId) -> ExclusionState {
        let number = 1;
        match self
            .world
            .record(&Subject::Exclusion(PartId { assignment, number }))
        {
            Some(Record::Exclusion(record)) => record.exclusion.state(),
            other => panic!("{other:?}"),
        }
    }
}
