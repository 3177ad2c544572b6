//! Calls and the registry.

use super::*;

#[test]
fn a_missed_call_is_called_back_after_it_was_missed_and_once() {
    let mut desk = Desk::new();
    let missed = Command::RecordCall(call::RecordCall {
        telephone_system_id: Some("T-1".to_owned()),
        caller_number: String::new(),
        started: at(0),
        queued: None,
        answered: None,
        abandoned: Some(at(2)),
        ended: None,
        agent: String::new(),
        recording_reference: String::new(),
        content_hash: [1; 16],
    });
    desk.ok(&missed);
    let target = || CallTarget::TelephoneSystemId("T-1".to_owned());
    let callback = |hours| Command::RecordCallback {
        call: target(),
        at: at(hours),
        agent: String::new(),
    };
    let notice = Command::RecordSmsNotice {
        call: target(),
        at: at(3),
    };
    let early = desk.take(&callback(1));
    assert!(matches!(early, Err(Rejection::Invalid(_))), "{early:?}");
    desk.ok(&notice);
    assert_eq!(desk.reason(&notice), "CALL_NOTIFIED");
    desk.ok(&callback(4));
    assert_eq!(desk.reason(&callback(5)), "CALL_CALLED_BACK");
    assert_eq!(desk.reason(&notice), "CALL_CALLED_BACK");
}

#[test]
fn a_registry_entry_never_becomes_its_own_ancestor() {
    let mut desk = Desk::new();
    let category = |name: &str, parent: Option<&str>| {
        Command::UpdateCategory(UpdateCategory {
            code: code(name),
            display_name: Some(name.to_owned()),
            parent: Some(parent.map(code)),
            allow_missing: true,
        })
    };
    desk.ok(&category("a", None));
    desk.ok(&category("b", Some("a")));
    desk.ok(&category("c", Some("b")));
    assert_eq!(desk.reason(&category("a", Some("c"))), "PARENT_CYCLE");
    assert_eq!(desk.reason(&category("a", Some("a"))), "PARENT_CYCLE");
    let missing = desk.take(&category("d", Some("z")));
    assert!(
        matches!(missing, Err(Rejection::NotFound { .. })),
        "{missing:?}"
    );
}

#[test]
fn an_update_that_changes_nothing_records_nothing() {
    let mut desk = Desk::new();
    let sequence = desk.sequence;
    desk.ok(&unit("chiping"));
    assert_eq!(desk.sequence, sequence);
}
