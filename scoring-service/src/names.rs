//! Names that intake gives to its resources: read where events are decoded, written where answers are made.

use std::ops::Range;

use hotline_common::time::{Day, Month};

/// The number of an order from `YYYYMMDD-NNNNNN`, as one whole number.
pub(crate) fn order_number(text: &str) -> Option<i64> {
    let (day, counter) = text.split_once('-')?;
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (day, counter) = (number(day, 8)?, number(counter, 6)?);
    let part = |number: i64| i8::try_from(number % 100).ok();
    Day::from_ymd(
        i16::try_from(day / 10_000).ok()?,
        part(day / 100)?,
        part(day)?,
    )?;
    Some(day * 1_000_000 + counter)
}

/// The numbers of the orders of a month's days.
pub(crate) fn order_numbers(month: Month) -> Range<i64> {
    let (year, month) = month.parts();
    let start = (i64::from(year) * 100 + i64::from(month)) * 100_000_000;
    start..start + 100_000_000
}

/// `workOrders/{order}`.
pub(crate) fn work_order(number: i64) -> String {
    format!(
        "workOrders/{:08}-{:06}",
        number / 1_000_000,
        number % 1_000_000
    )
}

/// `workOrders/{order}/assignments/{n}`.
pub(crate) fn assignment(order: i64, number: u32) -> String {
    format!("{}/assignments/{number}", work_order(order))
}

/// The order's number and the assignment's own from `workOrders/{order}/assignments/{n}`, if it is written as [`assignment`] writes it.
pub(crate) fn assignment_key(name: &str) -> Option<(i64, u32)> {
    let (order, number) = name
        .strip_prefix("workOrders/")?
        .split_once("/assignments/")?;
    let key = (order_number(order)?, number.parse().ok()?);
    (assignment(key.0, key.1) == name).then_some(key)
}

/// The number from `supervisions/{supervision}`, if it is written as [`supervision`] writes it.
pub(crate) fn supervision_id(name: &str) -> Option<i64> {
    let id = name.strip_prefix("supervisions/")?.parse().ok()?;
    (supervision(id) == name).then_some(id)
}

/// `supervisions/{supervision}`.
pub(crate) fn supervision(id: i64) -> String {
    format!("supervisions/{id}")
}

/// `leaderSessions/{session}`.
pub(crate) fn leader_session(id: i64) -> String {
    format!("leaderSessions/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_is_read_back_as_it_was_written() {
        let number = order_number("20150630-000042").expect("a number");
        assert_eq!(number, 20_150_630_000_042);
        assert_eq!(work_order(number), "workOrders/20150630-000042");
        assert_eq!(
            assignment(number, 2),
            "workOrders/20150630-000042/assignments/2"
        );
        assert_eq!(assignment_key(&assignment(number, 2)), Some((number, 2)));
        assert_eq!(
            assignment_key("workOrders/20150630-000042/assignments/02"),
            None
        );
        assert_eq!(supervision_id(&supervision(7)), Some(7));
        assert_eq!(supervision_id("supervisions/+7"), None);
    }

    #[test]
    fn the_numbers_of_a_month_are_those_of_its_days() {
        let numbers = order_numbers(Month::new(2015, 6).expect("a month"));
        for (number, is_in) in [
            ("20150531-999999", false),
            ("20150601-000000", true),
            ("20150630-999999", true),
            ("20150701-000000", false),
        ] {
            let number = order_number(number).expect("a number");
            assert_eq!(numbers.contains(&number), is_in, "{number}");
        }
    }

    #[test]
    fn what_is_no_order_number_is_refused() {
        for wrong in [
            "",
            "20150630",
            "20150631-000001",
            "20150630-00001",
            "20150630-0000001",
            "2015063a-000001",
        ] {
            assert_eq!(order_number(wrong), None, "{wrong}");
        }
    }
}
