//! Keys, sealing, hashing.

use std::sync::Arc;

use super::*;

/// Keys that tests use.
pub(crate) fn keys() -> Arc<Keys> {
    Arc::new(Keys::fixed(ring(&[("test", 1)])))
}

/// A vault of the database whose feed has this id.
pub(crate) fn vault(feed_id: [u8; 16]) -> Vault {
    Vault::new(Arc::new(Seal::new(keys(), feed_id)), &[9; 32])
}

fn line(id: &str, byte: u8) -> String {
    use base64::Engine as _;
    let key = base64::engine::general_purpose::STANDARD.encode([byte; 32]);
    format!("{id} {key}\n")
}

/// Keys made of one byte each, the one that seals first.
pub(crate) fn ring(keys: &[(&str, u8)]) -> KeyRing {
    let text: String = keys.iter().map(|(id, byte)| line(id, *byte)).collect();
    text.parse().expect("a ring")
}

fn seal(keys: &[(&str, u8)], feed_id: u8) -> Seal {
    Seal::new(Arc::new(Keys::fixed(ring(keys))), [feed_id; 16])
}

fn sealed(seal: &Seal, sequence: i64) -> Sealed {
    let mut sealer = seal.sealer(1).expect("random numbers");
    sealer.part(sequence, "13812345678".as_bytes())
}

#[test]
fn the_first_key_is_active_and_comments_are_no_keys() {
    let text = format!("# new\n\n  {}{}", line("b", 2), line("a", 1));
    let ring: KeyRing = text.parse().expect("a ring");
    assert_eq!(ring.active().0.as_str(), "b");
    assert!(ring.find("a").is_some() && ring.find("c").is_none());
    assert_eq!(format!("{ring:?}"), r#"["b", "a"]"#);
}

#[test]
fn what_is_wrong_with_a_key_is_said_by_line_and_never_quoted() {
    let secret = "c2VjcmV0";
    for (text, expected) in [
        (String::new(), "there is no key in it"),
        ("# nothing\n".to_owned(), "there is no key in it"),
        (
            format!("a {secret}"),
            "line 1: the key is not 32 bytes long",
        ),
        (format!("\na {secret}!"), "line 2: the key is not base64"),
        (format!("a/b {secret}"), "line 1: the key id may have"),
        (secret.to_owned(), "line 1: it does not have two words"),
        (
            format!("a {secret} b"),
            "line 1: it does not have two words",
        ),
        (
            line("a", 1) + &line("a", 2),
            "line 2: the key id a is given before",
        ),
    ] {
        let error = text.parse::<KeyRing>().expect_err("wrong").to_string();
        assert!(error.starts_with(expected), "{error}");
        assert!(!error.contains(secret), "{error}");
    }
}

#[test]
fn a_fresh_key_is_a_line_of_the_text_and_never_the_same() {
    let id: KeyId = "k1".parse().expect("an id");
    let one = fresh_key(&id).expect("random numbers");
    assert_eq!(one.parse::<KeyRing>().expect("a ring").active().0, &id);
    assert_ne!(one, fresh_key(&id).expect("random numbers"));
}

#[test]
fn what_was_sealed_opens_with_its_key_also_when_another_one_is_active() {
    let old = seal(&[("a", 1)], 7);
    let value = sealed(&old, 5);
    assert_eq!(value.key_id, "a");
    assert!(!value.payload.windows(4).any(|part| part == b"1381"));
    let new = seal(&[("b", 2), ("a", 1)], 7);
    assert_eq!(
        new.open_part(5, &value).expect("opens").as_slice(),
        b"13812345678"
    );
    assert_eq!(sealed(&new, 5).key_id, "b");
    assert_ne!(sealed(&new, 5).payload, sealed(&new, 5).payload);
}

#[test]
fn what_was_moved_or_altered_does_not_open() {
    let own = seal(&[("a", 1)], 7);
    let value = sealed(&own, 5);
    let broken = Err(OpenError::Broken {
        key_id: "a".to_owned(),
    });
    assert_eq!(own.open_part(6, &value), broken, "another row");
    assert_eq!(own.open_hash_key(&value), broken, "another kind");
    assert_eq!(
        seal(&[("a", 1)], 8).open_part(5, &value),
        broken,
        "another database"
    );
    assert_eq!(
        seal(&[("a", 2)], 7).open_part(5, &value),
        broken,
        "another key"
    );
    for at in 0..value.payload.len() {
        let mut altered = value.clone();
        altered.payload[at] ^= 1;
        assert_eq!(own.open_part(5, &altered), broken, "byte {at}");
    }
    let short = Sealed {
        payload: vec![0; 23],
        ..value.clone()
    };
    assert_eq!(own.open_part(5, &short), broken);
    let missing = OpenError::KeyMissing {
        key_id: "a".to_owned(),
    };
    assert_eq!(seal(&[("b", 1)], 7).open_part(5, &value), Err(missing));
}

#[test]
fn a_key_that_is_added_to_the_file_is_known_without_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("intake.db.keys");
    let id = |text: &str| text.parse::<KeyId>().expect("an id");
    add_key(&file, &id("a")).expect("made");
    let keys = Arc::new(Keys::of_file(&file).expect("readable"));
    let running = Seal::new(Arc::clone(&keys), [7; 16]);
    let first = sealed(&running, 1);

    add_key(&file, &id("b")).expect("added");
    let other = Seal::new(Arc::new(Keys::of_file(&file).expect("readable")), [7; 16]);
    let second = sealed(&other, 2);
    assert_eq!((first.key_id.as_str(), second.key_id.as_str()), ("a", "b"));
    // The running one has not looked for a second, but meets an id that it does not know.
    assert!(running.open_part(2, &second).is_ok());
    assert!(running.open_part(1, &first).is_ok());
    assert_eq!(running.active(), id("b"));

    assert!(add_key(&file, &id("a")).is_err(), "an id is used once");
    std::fs::write(&file, "broken").expect("written");
    assert!(
        keys.ring_now().find("a").is_some(),
        "a wrong file changes nothing"
    );
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_key_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("keys");
    for id in ["a", "b"] {
        add_key(&file, &id.parse().expect("an id")).expect("made");
        let mode = std::fs::metadata(&file)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(
        std::fs::read_dir(directory.path())
            .expect("readable")
            .count(),
        1
    );
}

#[test]
fn keys_are_made_beside_the_database_unless_it_needs_others() {
    let directory = tempfile::tempdir().expect("a directory");
    let database =
        hotline_common::db::DatabaseUrl::sqlite(&directory.path().join("x.db")).expect("a file");
    let flags = KeyArgs::default();
    let missing = flags
        .choose(&database, &["a".to_owned()])
        .expect_err("missing");
    let text = missing.to_string();
    assert!(
        text.contains("x.db.keys") && text.contains("sealed with a"),
        "{text}"
    );
    flags.choose(&database, &[]).expect("made");
    let made = std::fs::read(directory.path().join("x.db.keys")).expect("made");
    flags
        .choose(&database, &["a".to_owned()])
        .expect("there already");
    assert_eq!(
        std::fs::read(directory.path().join("x.db.keys")).expect("kept"),
        made
    );
    let named = KeyArgs {
        key_file: Some(directory.path().join("nowhere")),
    };
    let error = named
        .choose(&database, &[])
        .expect_err("a file that is named is not made");
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[test]
fn a_number_has_one_hash_however_it_is_written() {
    let hash = KeyedHash::new(&[1; 32]);
    let expected = hash.of_number("13812345678");
    for same in ["138-1234-5678", "+86 138 1234 5678", "008613812345678"] {
        assert_eq!(hash.of_number(same), expected, "{same}");
    }
    for other in ["13812345679", "8613812345678", "3812345678"] {
        assert_ne!(hash.of_number(other), expected, "{other}");
    }
    assert_eq!(hash.of_number("*#"), None);
    assert_ne!(KeyedHash::new(&[2; 32]).of_number("13812345678"), expected);
}
