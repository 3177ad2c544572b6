//! The bulletin's canonical lines. Every field is taken apart here, so that a new one cannot be
//! forgotten.

use super::{Lines, Maybe, Numbers, Printed, Text};
use crate::score::bulletin::{
    Bands, Bulletin, CallFigures, CategoryShare, Comparison, Daily, GroupFigures, OrderFigures,
    Share, Together, UnitFigures,
};
use crate::score::words::{ActivityCount, ActivityKind, AppreciationKind, SupervisionForm};

pub(super) fn write(lines: &mut Lines, bulletin: &Bulletin) {
    let Bulletin {
        month: _,
        day: _,
        calls,
        orders,
        groups,
        units,
        supervisions,
        leader_sessions,
        appreciations,
        activity_kinds,
        activity_counts,
        activities,
        governor_mailbox,
        governor_mailbox_units,
    } = bulletin;
    write_calls(lines, calls);
    write_orders(lines, orders);
    for GroupFigures {
        group,
        volume,
        units,
    } in groups
    {
        let path = format!("groups.{group}");
        lines.figure(&format!("{path}.volume"), *volume);
        write_units(lines, &path, units);
    }
    write_units(lines, "units", units);
    for (form, count) in SupervisionForm::ALL.iter().zip(supervisions) {
        lines.line("supervisions", &[form, count]);
    }
    for session in leader_sessions {
        lines.line(
            "leader_sessions",
            &[
                &session.date,
                &Text(&session.unit),
                &Text(&session.post),
                &Text(&session.name),
                &session.calls_answered,
                &Text(&session.topics.join(",")),
            ],
        );
    }
    for (kind, count) in AppreciationKind::ALL.iter().zip(appreciations) {
        lines.line("appreciations", &[kind, count]);
    }
    for (kind, count) in ActivityKind::ALL.iter().zip(activity_kinds) {
        lines.line("activity_kinds", &[kind, count]);
    }
    for (kind, count) in ActivityCount::ALL.iter().zip(activity_counts) {
        lines.line("activity_counts", &[kind, count]);
    }
    for activity in activities {
        lines.line(
            "activities",
            &[
                &activity.date,
                &activity.kind,
                &Text(&activity.title),
                &Numbers(&activity.counts.in_order()),
            ],
        );
    }
    lines.line("governor_mailbox", &[governor_mailbox]);
    for unit in governor_mailbox_units {
        lines.line("governor_mailbox.unit", &[&Text(&unit.code), &unit.count]);
    }
}

fn write_calls(lines: &mut Lines, calls: &CallFigures) {
    let CallFigures {
        inbound,
        answered_first,
        answered_by_callback,
        answered_total,
        unreached,
        open,
        daily,
        inbound_year_to_date,
        answered_year_to_date,
        // It came later than the format. A policy that weighs it has it in the lines of its measures.
        answered_soon: _,
    } = calls;
    lines.line("calls.inbound", &[inbound]);
    lines.figure("calls.answered_first", *answered_first);
    lines.figure("calls.answered_by_callback", *answered_by_callback);
    lines.figure("calls.answered_total", *answered_total);
    lines.line("calls.unreached", &[unreached]);
    lines.line("calls.open", &[open]);
    write_daily(lines, "calls.daily", daily);
    lines.line("calls.inbound_year_to_date", &[inbound_year_to_date]);
    lines.line("calls.answered_year_to_date", &[answered_year_to_date]);
}

fn write_daily(lines: &mut Lines, path: &str, daily: &Daily) {
    let Daily {
        average,
        comparison,
    } = daily;
    lines.line(path, &[&average.numerator, &average.denominator]);
    if let Some(comparison) = comparison {
        let Comparison {
            before,
            change,
            growth,
        } = comparison;
        lines.line(
            &format!("{path}.before"),
            &[&before.numerator, &before.denominator],
        );
        lines.line(&format!("{path}.change"), &[change]);
        lines.figure(&format!("{path}.growth"), *growth);
    }
}

fn write_orders(lines: &mut Lines, orders: &OrderFigures) {
    let OrderFigures {
        accepted,
        handled_directly,
        transferred,
        pending,
        daily,
        accepted_year_to_date,
        natures,
        help_and_consultation,
        complaint_and_report,
        channels,
        categories,
        uncategorised,
        first_two_categories,
        topics,
    } = orders;
    lines.line("orders.accepted", &[accepted]);
    lines.figure("orders.handled_directly", *handled_directly);
    lines.figure("orders.transferred", *transferred);
    lines.figure("orders.pending", *pending);
    write_daily(lines, "orders.daily", daily);
    lines.line("orders.accepted_year_to_date", &[accepted_year_to_date]);
    write_shares(lines, "orders.natures", natures);
    write_together(lines, "orders.help_and_consultation", help_and_consultation);
    write_together(lines, "orders.complaint_and_report", complaint_and_report);
    write_shares(lines, "orders.channels", channels);
    write_categories(lines, "orders.categories", categories);
    lines.figure("orders.uncategorised", *uncategorised);
    if let Some(together) = first_two_categories {
        write_together(lines, "orders.first_two_categories", together);
    }
    write_shares(lines, "orders.topics", topics);
}

fn write_shares(lines: &mut Lines, path: &str, shares: &[Share]) {
    for Share { code, name, share } in shares {
        lines.line(path, &[&Text(code), &Text(name), &Printed(*share)]);
    }
}

fn write_together(lines: &mut Lines, path: &str, together: &Together) {
    let Together {
        codes,
        share,
        sum_of_printed,
    } = together;
    lines.line(
        path,
        &[
            &Text(&codes.join(",")),
            &Printed(*share),
            &Maybe(*sum_of_printed),
        ],
    );
}

/// A branch's path goes on with its parent's code.
fn write_categories(lines: &mut Lines, path: &str, categories: &[CategoryShare]) {
    for category in categories {
        let CategoryShare {
            code,
            name,
            share,
            branches,
        } = category;
        lines.line(path, &[&Text(code), &Text(name), &Printed(*share)]);
        write_categories(lines, &format!("{path}.{}", Text(code)), branches);
    }
}

fn write_units(lines: &mut Lines, path: &str, units: &UnitFigures) {
    let UnitFigures {
        active,
        with_volume,
        without_volume,
        inactive_with_volume,
        completion,
        satisfaction,
    } = units;
    lines.line(&format!("{path}.active"), &[active]);
    lines.figure(&format!("{path}.with_volume"), *with_volume);
    lines.line(&format!("{path}.without_volume"), &[without_volume]);
    lines.line(
        &format!("{path}.inactive_with_volume"),
        &[inactive_with_volume],
    );
    for (name, bands) in [("completion", completion), ("satisfaction", satisfaction)] {
        let Bands {
            full,
            from_90,
            under_90,
            without_rate,
        } = bands;
        lines.figure(&format!("{path}.{name}.full"), *full);
        lines.figure(&format!("{path}.{name}.from_90"), *from_90);
        lines.figure(&format!("{path}.{name}.under_90"), *under_90);
        lines.figure(&format!("{path}.{name}.without_rate"), *without_rate);
    }
}
