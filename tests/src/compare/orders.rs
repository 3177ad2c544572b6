//! The figures of the orders.

use hotline_proto::scoring::WorkOrderFigures;

use super::Checks;
use super::headline::compare_daily_average;
use crate::figures::Figures;

pub(super) fn compare(checks: &mut Checks, figures: &Figures, orders: &WorkOrderFigures) {
    let (printed, remarks) = (&figures.headline.work_orders, &figures.remarks);
    checks.same("orders: accepted", printed.accepted, orders.received);
    checks.same(
        "orders: handled directly",
        printed.handled_directly,
        orders.handled_directly,
    );
    checks.same(
        "orders: transferred",
        printed.transferred,
        orders.transferred,
    );
    let pending = remarks.number("work_orders", "transferred", "orders");
    checks.same("orders: neither yet", pending, orders.pending);
    checks.rate(
        "orders: direct rate",
        remarks.percent("work_orders", "handled_directly"),
        orders.direct_rate.as_ref(),
    );
    checks.rate(
        "orders: transfer rate",
        remarks.percent("work_orders", "transferred"),
        orders.transfer_rate.as_ref(),
    );
    compare_daily_average(
        checks,
        "orders",
        printed.daily_average_change,
        printed.daily_average_growth_percent,
        &orders.daily_average.clone().unwrap_or_default(),
    );

    for (name, key, keys, count) in [
        (
            "help and consultation",
            "help_and_consultation",
            ["help", "consultation"],
            printed.nature.help_and_consultation,
        ),
        (
            "complaint and report",
            "complaint_and_report",
            ["complaint", "report"],
            printed.nature.complaint_and_report,
        ),
    ] {
        let found = orders
            .combined_natures
            .iter()
            .find(|combined| combined.keys == keys);
        let found = found.cloned().unwrap_or_default();
        checks.same(format!("orders: {name}"), count, found.count);
        checks.rate(
            &format!("orders: share of {name}"),
            remarks.percent("work_orders.nature", key),
            found.exact.as_ref(),
        );
    }
    compare_categories(checks, figures, orders);

    for (place, (topic, count)) in printed.topic.by_code().into_iter().enumerate() {
        let found = orders.topics.get(place).cloned().unwrap_or_default();
        checks.same(format!("orders: hot topic {}", place + 1), topic, found.key);
        checks.same(format!("orders: topic {topic}"), count, found.count);
    }
}

fn compare_categories(checks: &mut Checks, figures: &Figures, orders: &WorkOrderFigures) {
    let (printed, remarks) = (&figures.headline.work_orders, &figures.remarks);
    let roots: Vec<_> = orders
        .categories
        .iter()
        .filter(|share| share.parent.is_empty())
        .collect();
    let named = printed.category.by_code();
    for (place, (category, count)) in named.into_iter().enumerate() {
        let found = roots
            .get(place)
            .map(|share| (*share).clone())
            .unwrap_or_default();
        checks.same(
            format!("orders: category {}", place + 1),
            category,
            found.key,
        );
        checks.same(format!("orders: category {category}"), count, found.count);
        checks.rate(
            &format!("orders: share of category {category}"),
            remarks.percent("work_orders.category", category),
            found.share.as_ref(),
        );
    }
    let others = roots.iter().skip(named.len());
    let others_count: i64 = others.clone().map(|share| share.count).sum();
    let rest = printed.accepted - named.iter().map(|(_, count)| count).sum::<usize>();
    checks.same("orders: all other categories", rest, others_count);
    let large = others.filter(|share| {
        let part = share.share.as_ref();
        part.is_none_or(|rate| 400 <= rate.hundredths)
    });
    checks.same("orders: other categories of 4 % and more", 0, large.count());

    let together = remarks.percentages("work_orders.category", "the first two together");
    let found = orders.top_categories.clone().unwrap_or_default();
    checks.same(
        "orders: first two categories together, sum of the printed shares",
        &together[0],
        &found.sum_of_printed,
    );
    checks.rate(
        "orders: first two categories together, exact",
        &together[1],
        found.exact.as_ref(),
    );
}
