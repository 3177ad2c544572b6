//! The grammar, and that nothing a client sends does harm.

use proptest::prelude::*;

use super::{
    Argument, DEEPEST, Expression, FilterError, LONGEST, MOST, Operator, Restriction, parse,
};

fn parsed(text: &str) -> Expression {
    parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .expect("not empty")
}

/// What a text means, in the one form.
fn form(text: &str) -> String {
    parsed(text).to_string()
}

fn refused(text: &str) -> FilterError {
    parse(text).expect_err(text)
}

#[test]
fn or_binds_tighter_than_and() {
    let ambiguous = parsed("a = 1 AND b = 2 OR c = 3");
    assert!(
        matches!(&ambiguous, Expression::All(parts) if matches!(parts[1], Expression::Any(_))),
        "{ambiguous:?}"
    );
    assert_eq!(
        form("a = 1 AND (b = 2 OR c = 3)"),
        "a = 1 AND b = 2 OR c = 3"
    );
    assert_eq!(form("(a=1 AND b=2) OR c=3"), "(a = 1 AND b = 2) OR c = 3");
}

#[test]
fn a_negation_is_of_what_follows_it_alone() {
    assert_eq!(form("-a=1 OR b=2"), "NOT a = 1 OR b = 2");
    assert_eq!(form("NOT (a=1 OR b=2)"), "NOT (a = 1 OR b = 2)");
    assert_eq!(form("NOT(a=1)"), "NOT a = 1");
    assert_eq!(form("-(-a=1)"), "NOT (NOT a = 1)");
}

#[test]
fn blanks_are_free_and_an_empty_filter_is_none() {
    assert_eq!(parse(""), Ok(None));
    assert_eq!(parse(" \t\r\n"), Ok(None));
    assert_eq!(form(" a\t!=\n1 "), "a != 1");
    for (text, operator) in [
        ("a=1", Operator::Equal),
        ("a!=1", Operator::NotEqual),
        ("a<1", Operator::Less),
        ("a<=1", Operator::LessOrEqual),
        ("a>1", Operator::Greater),
        ("a>=1", Operator::GreaterOrEqual),
        ("a:1", Operator::Has),
    ] {
        let Expression::Restriction(one) = parsed(text) else {
            panic!("{text} is one condition");
        };
        assert_eq!((one.operator, one.value.text.as_str()), (operator, "1"));
    }
}

#[test]
fn values_are_words_times_names_or_quoted() {
    for (text, value, quoted) in [
        (
            "a = 2015-06-01T00:00:00+08:00",
            "2015-06-01T00:00:00+08:00",
            false,
        ),
        (
            "a = workOrders/20150601-000001/assignments/1",
            "workOrders/20150601-000001/assignments/1",
            false,
        ),
        ("a = -1", "-1", false),
        ("a:*", "*", false),
        ("a:\"*\"", "*", true),
        ("a = '城 区'", "城 区", true),
        (r#"a = "say \"no\" \\ \'""#, r#"say "no" \ '"#, true),
        ("a = 城区", "城区", false),
        ("a = AND", "AND", false),
    ] {
        let Expression::Restriction(one) = parsed(text) else {
            panic!("{text} is one condition");
        };
        assert_eq!(
            (one.value.text.as_str(), one.value.quoted),
            (value, quoted),
            "{text}"
        );
    }
}

#[test]
fn errors_say_where_and_what() {
    for (text, position, part) in [
        ("a = 1 b = 2", 6, "AND or OR"),
        ("a = 1 and b = 2", 6, "in capitals"),
        ("state = SIGNED FOR", 15, "AND or OR"),
        ("water", 5, "is expected after a field"),
        ("\"water\"", 0, "texts are not searched"),
        ("a = now()", 7, "no functions"),
        ("now() = a", 3, "no functions"),
        ("a = (b OR c)", 4, "field = A OR field = B"),
        ("(a = 1", 0, "never closed"),
        ("a = 1)", 5, "closes none"),
        ("a = \"x", 4, "never closed"),
        ("a = \"\\n\"", 5, "backslash"),
        ("a =", 3, "a value is expected"),
        ("a = 1 AND", 9, "a condition is expected"),
        ("a = 1 OR AND b = 2", 9, "a condition is expected"),
        ("NOT", 3, "a condition is expected"),
        ("a = 1, b = 2", 5, "comma"),
        ("城 = 1", 0, "a condition is expected"),
    ] {
        let error = refused(text);
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.description.contains(part), "{text}: {error}");
    }
}

#[test]
fn length_depth_and_number_are_bounded() {
    let long = format!("a = {}", "x".repeat(LONGEST));
    assert_eq!(refused(&long).position, LONGEST);
    let nested = |depth: usize| format!("{}a = 1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(form(&nested(DEEPEST)), "a = 1");
    assert_eq!(refused(&nested(DEEPEST + 1)).position, DEEPEST);
    assert!(
        refused(&"-(".repeat(LONGEST / 2))
            .description
            .contains("within one another")
    );
    let many = |count: usize| vec!["a = 1"; count].join(" OR ");
    assert_eq!(form(&many(MOST)), many(MOST));
    assert!(refused(&many(MOST + 1)).description.contains("conditions"));
}

/// Makes positions no difference.
fn forget_positions(expression: &mut Expression) {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => {
            parts.iter_mut().for_each(forget_positions);
        }
        Expression::Not(inner) => forget_positions(inner),
        Expression::Restriction(one) => {
            one.position = 0;
            one.value.position = 0;
        }
    }
}

fn restriction() -> impl Strategy<Value = Expression> {
    let operators = prop::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Has,
    ]);
    let bare = "[a-zA-Z0-9*城:/+.-]{1,12}".prop_map(|text| (text, false));
    let quoted = ".{0,12}".prop_map(|text: String| (text, true));
    let value = prop_oneof![bare, quoted].prop_map(|(text, quoted)| Argument {
        text,
        quoted,
        position: 0,
    });
    ("[a-z_]{1,8}(\\.[a-z]{1,4})?", operators, value).prop_map(|(field, operator, value)| {
        Expression::Restriction(Restriction {
            field,
            position: 0,
            operator,
            value,
        })
    })
}

fn expression() -> impl Strategy<Value = Expression> {
    restriction().prop_recursive(4, 24, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Expression::All),
            several.prop_map(Expression::Any),
            inner.prop_map(|one| Expression::Not(Box::new(one))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_it_was(given in expression()) {
        let text = given.to_string();
        let mut read = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?.expect("not empty");
        forget_positions(&mut read);
        prop_assert_eq!(read, given);
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_within_it(text in ".{0,60}") {
        if let Err(error) = parse(&text) {
            prop_assert!(text.is_char_boundary(error.position));
        }
    }

    #[test]
    fn any_tokens_are_refused_or_read_and_printed_alike(tokens in prop::collection::vec(
        prop::sample::select(vec!["a", "b.c", "=", "!=", "<=", ":", "1", "\"x y\"", "(", ")", "AND", "OR", "NOT", "-", "*", ",", " "]),
        0..14,
    )) {
        let text = tokens.join(" ");
        if let Ok(Some(mut read)) = parse(&text) {
            let mut again = parse(&read.to_string()).expect("printed by us").expect("not empty");
            forget_positions(&mut read);
            forget_positions(&mut again);
            prop_assert_eq!(again, read);
        }
    }
}
