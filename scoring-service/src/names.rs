//! Names that intake gives to its resources: read where events are decoded, written where answers are made.

use hotline_common::time::Day;

/// The number of an order from `YYYYMMDD-NNNNNN`, as one whole number.
pub(crate) fn order_number(text: &str) -> Option<i64> {
    let (day, counter) = text.split_once('-')?;
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day, 8) || !is_number(counter, 6) {
        return None;
    }
    format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
        .parse::<Day>()
        .ok()?;
    Some(day.parse::<i64>().ok()? * 1_000_000 + counter.parse::<i64>().ok()?)
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
