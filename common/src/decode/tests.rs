use proptest::prelude::*;

use super::*;

/// The paths of the violations that `decode` finds, and its value.
fn decoded<T>(decode: impl FnOnce(&mut Violations) -> T) -> (T, Vec<String>) {
    let mut violations = Violations::new();
    let value = decode(&mut violations);
    let paths = violations.list().iter().map(|it| it.path.clone()).collect();
    (value, paths)
}

fn refused<T: std::fmt::Debug>(decode: impl FnOnce(&mut Violations, &str) -> Option<T>) -> bool {
    let (value, paths) = decoded(|violations| decode(violations, "field"));
    assert_eq!(value.is_none(), paths == ["field"], "{value:?} {paths:?}");
    value.is_none()
}

const fn proto(seconds: i64, nanos: i32) -> Timestamp {
    Timestamp { seconds, nanos }
}

#[test]
fn times_out_of_range_are_violations() {
    for (seconds, nanos) in [
        (i64::MAX, 0),
        (i64::MIN, 0),
        (i64::MAX, i32::MAX),
        (0, -1),
        (0, 1_000_000_000),
        (253_402_300_800, 0),
        (-62_135_596_801, 0),
    ] {
        assert!(
            refused(|v, path| required_time(v, path, Some(proto(seconds, nanos)))),
            "{seconds}"
        );
        assert!(
            refused(|v, path| optional_time(v, path, Some(proto(seconds, nanos)))),
            "{seconds}"
        );
    }
    assert!(refused(|v, path| required_time(v, path, None)));
    assert_eq!(decoded(|v| optional_time(v, "field", None)), (None, vec![]));
}

#[test]
fn a_time_may_be_ahead_by_the_skew_of_clocks_and_no_more() {
    let now = Moment::from_micros(0).expect("within bounds");
    let at = |micros| Moment::from_micros(micros);
    assert!(
        decoded(|v| not_in_future(v, "t", at(CLOCK_SKEW_MICROS), now))
            .1
            .is_empty()
    );
    assert_eq!(
        decoded(|v| not_in_future(v, "t", at(CLOCK_SKEW_MICROS + 1), now)).1,
        ["t"]
    );
    assert!(decoded(|v| not_in_future(v, "t", None, now)).1.is_empty());
}

#[test]
fn the_later_time_is_blamed_for_a_wrong_order() {
    let at = |micros| Moment::from_micros(micros);
    let check = |started, answered| {
        decoded(|v| not_before(v, ("start_time", started), ("answer_time", answered))).1
    };
    assert_eq!(check(at(1), at(0)), ["answer_time"]);
    assert!(check(at(1), at(1)).is_empty());
    assert!(check(None, at(1)).is_empty());
}

#[test]
fn enums_must_be_known() {
    let kind =
        |number| decoded(|v| required_enum::<prost_types::field::Cardinality>(v, "kind", number));
    assert_eq!(kind(1).0, Some(prost_types::field::Cardinality::Optional));
    assert_eq!(kind(0), (None, vec!["kind".to_owned()]));
    assert_eq!(kind(99), (None, vec!["kind".to_owned()]));
    assert_eq!(kind(-1), (None, vec!["kind".to_owned()]));
    let optional =
        |number| decoded(|v| optional_enum::<prost_types::field::Cardinality>(v, "kind", number));
    assert_eq!(optional(0), (None, vec![]));
    assert_eq!(optional(99), (None, vec!["kind".to_owned()]));
}

#[test]
fn a_missing_message_is_a_violation_and_a_present_one_has_paths_within() {
    let decode = |v: &mut Violations, inner: i64| number(v, "rings", inner, 0..=10);
    assert_eq!(
        decoded(|v| required_message(v, "call", None, decode)),
        (None, vec!["call".to_owned()])
    );
    assert_eq!(
        decoded(|v| optional_message(v, "call", None, decode)),
        (None, vec![])
    );
    assert_eq!(
        decoded(|v| required_message(v, "call", Some(3), decode)),
        (Some(3), vec![])
    );
    assert_eq!(
        decoded(|v| required_message(v, "call", Some(11), decode)),
        (None, vec!["call.rings".to_owned()])
    );
}

#[test]
fn texts_are_bounded_in_characters_not_bytes() {
    let four = || "求助电话".to_owned();
    assert!(!refused(|v, path| required_text(
        v,
        path,
        Text::Line(4),
        four()
    )));
    assert!(refused(|v, path| required_text(
        v,
        path,
        Text::Line(3),
        four()
    )));
    assert!(refused(|v, path| required_text(
        v,
        path,
        Text::Line(3),
        " \t\n".to_owned()
    )));
    assert!(refused(|v, path| required_text(
        v,
        path,
        Text::Line(3),
        String::new()
    )));
    assert_eq!(
        decoded(|v| optional_text(v, "note", Text::Line(3), "  ".to_owned())),
        (None, vec![])
    );
}

#[test]
fn control_characters_are_refused_and_line_breaks_allowed_in_long_texts() {
    let text = |kind, text: &str| refused(|v, path| required_text(v, path, kind, text.to_owned()));
    assert!(!text(Text::Lines(20), "one\r\n\ttwo"));
    assert!(text(Text::Line(20), "one\ntwo"));
    for wrong in ["a\0b", "a\u{7f}b", "a\u{85}b", "a\u{1b}[31mb"] {
        assert!(text(Text::Lines(20), wrong), "{wrong:?}");
        assert!(text(Text::Line(20), wrong), "{wrong:?}");
    }
}

#[test]
fn a_text_is_never_repeated() {
    let mut violations = Violations::new();
    let v = &mut violations;
    required_text(v, "text", Text::Line(3), "13800138000\n".to_owned());
    request_id(v, "request_id", "13800138000");
    names::<1>(v, "unit", "units/{unit}", "13800138000");
    assert_eq!(violations.list().len(), 4);
    assert!(!format!("{:?}", violations.into_status()).contains("1380013"));
}

#[test]
fn names_are_taken_apart_by_their_pattern() {
    let unit = |value: &'static str| decoded(|v| name(v, "name", "units/{unit}", value));
    assert_eq!(unit("units/chang-sha_1.2"), (Some("chang-sha_1.2"), vec![]));
    let longest = "x".repeat(64);
    assert!(!refused(|v, path| name(
        v,
        path,
        "units/{unit}",
        &format!("units/{longest}")
    )
    .map(str::to_owned)));
    assert!(refused(|v, path| name(
        v,
        path,
        "units/{unit}",
        &format!("units/{longest}x")
    )
    .map(str::to_owned)));
    for wrong in [
        "",
        "units",
        "units/",
        "unit/x",
        "units/x/",
        "units/x/y",
        "/units/x",
        "units/a b",
        "units/张",
        "units/{unit}",
        "units/%41",
    ] {
        assert_eq!(unit(wrong), (None, vec!["name".to_owned()]), "{wrong}");
    }
    assert_eq!(
        decoded(|v| names(
            v,
            "name",
            "workOrders/{order}/assignments/{assignment}",
            "workOrders/20150601-000001/assignments/2"
        )),
        (Some(["20150601-000001", "2"]), vec![])
    );
    assert_eq!(
        decoded(|v| optional_name(v, "name", "units/{unit}", "")),
        (None, vec![])
    );
}

#[test]
fn months_and_days_must_be_of_the_calendar() {
    for wrong in ["", "2015-13", "2015-6", "june"] {
        assert!(refused(|v, path| month(v, path, wrong)), "{wrong}");
    }
    assert!(!refused(|v, path| month(v, path, "2015-06")));
    assert!(refused(|v, path| day(v, path, "2015-02-29")));
    assert!(!refused(|v, path| day(v, path, "2016-02-29")));
    assert_eq!(decoded(|v| optional_month(v, "m", "")), (None, vec![]));
    assert_eq!(
        decoded(|v| optional_day(v, "d", "2015-06-31")),
        (None, vec!["d".to_owned()])
    );
}

#[test]
fn a_request_id_is_a_uuid_in_either_case() {
    let id = |text: &str| decoded(|v| request_id(v, "request_id", text));
    let (lower, _) = id("0190163d-8694-739b-aea5-966c26f8ad91");
    let (upper, _) = id("0190163D-8694-739B-AEA5-966C26F8AD91");
    let lower = lower.expect("a UUID");
    assert_eq!(Some(lower), upper);
    assert_eq!(lower.to_string(), "0190163d-8694-739b-aea5-966c26f8ad91");
    assert_eq!(RequestId::from_bytes(*lower.as_bytes()), lower);
    assert_eq!(id(""), (None, vec![]));
    for wrong in [
        "00000000-0000-0000-0000-000000000000",
        "0190163d8694739baea5966c26f8ad91",
        "{0190163d-8694-739b-aea5-966c26f8ad91}",
        "0190163d-8694-739b-aea5-966c26f8ad9",
        "0190163d-8694-739b-aea5-966c26f8ad9g",
        "0190163d-8694-739b-aea5-966c26f8ad911",
        "0190163d-8694-739b-aea5+966c26f8ad91",
    ] {
        assert_eq!(id(wrong), (None, vec!["request_id".to_owned()]), "{wrong}");
    }
}

#[test]
fn a_page_has_fifty_rows_unless_told_and_a_thousand_at_most() {
    let size = |value| decoded(|v| page_size(v, "page_size", value));
    assert_eq!(size(0), (Some(50), vec![]));
    assert_eq!(size(1), (Some(1), vec![]));
    assert_eq!(size(1000), (Some(1000), vec![]));
    assert_eq!(size(i32::MAX), (Some(1000), vec![]));
    assert_eq!(size(-1), (None, vec!["page_size".to_owned()]));
    assert_eq!(size(i32::MIN), (None, vec!["page_size".to_owned()]));
}

#[test]
fn a_page_token_of_another_query_is_refused() {
    let calls = PageQuery::new("ListCalls").filter("units/a").filter("");
    let token = calls.token(b"key");
    let read =
        |query: &PageQuery, token: &str| decoded(|v| page_token(v, "page_token", query, token));
    assert_eq!(read(&calls, &token), (Some(b"key".to_vec()), vec![]));
    assert_eq!(read(&calls, ""), (None, vec![]));
    for other in [
        PageQuery::new("ListOrders").filter("units/a").filter(""),
        PageQuery::new("ListCalls").filter("units/b").filter(""),
        PageQuery::new("ListCalls").filter("").filter("units/a"),
        PageQuery::new("ListCalls").filter("units/a"),
        PageQuery::new("ListCalls").filter("units/").filter("a"),
    ] {
        assert_eq!(read(&other, &token), (None, vec!["page_token".to_owned()]));
    }
    for wrong in ["x", "====", "units/a", &"A".repeat(5000)] {
        assert_eq!(read(&calls, wrong), (None, vec!["page_token".to_owned()]));
    }
}

proptest! {
    #[test]
    fn no_timestamp_panics_and_what_is_taken_comes_back(seconds: i64, nanos: i32) {
        let (value, paths) = decoded(|v| required_time(v, "t", Some(proto(seconds, nanos))));
        prop_assert_eq!(value.is_none(), !paths.is_empty());
    }

    #[test]
    fn a_time_is_sent_as_it_was_received_to_the_microsecond(
        seconds in -62_135_510_400_i64..253_370_678_400,
        micros in 0..1_000_000_i32,
    ) {
        let sent = proto(seconds, micros * 1000);
        let (moment, _) = decoded(|v| required_time(v, "t", Some(sent)));
        prop_assert_eq!(moment.map(timestamp), Some(sent));
    }

    #[test]
    fn a_page_token_with_any_bit_changed_is_refused(key: Vec<u8>, bit: prop::sample::Index) {
        let query = PageQuery::new("ListCalls");
        let token = query.token(&key);
        let mut bytes = token.clone().into_bytes();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let (read, _) = decoded(|v| page_token(v, "t", &query, &token));
        prop_assert_eq!(read, Some(key));
        if let Ok(changed) = String::from_utf8(bytes) {
            let (read, paths) = decoded(|v| page_token(v, "t", &query, &changed));
            prop_assert_eq!((read, paths.len()), (None, 1));
        }
    }
}
