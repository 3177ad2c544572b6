//! The figures of the units and their assignments.

use hotline_proto::scoring::{AssignmentFigures, Bands, GroupFigures, UnitGroup};

use super::Checks;
use crate::figures::Figures;

pub(super) fn compare(checks: &mut Checks, figures: &Figures, found: &AssignmentFigures) {
    let (printed, remarks) = (&figures.headline.assignments, &figures.remarks);
    checks.same(
        "units: registered",
        printed.units_registered,
        found.units_active,
    );
    checks.same(
        "units: with orders",
        printed.units_with_orders,
        found.units_with_volume,
    );
    checks.rate(
        "units: share with orders",
        remarks.percent("assignments", "units_registered"),
        found.units_with_volume_share.as_ref(),
    );
    for (name, group, key, volume) in [
        (
            "counties",
            UnitGroup::County,
            "county_volume",
            printed.county_volume,
        ),
        (
            "departments",
            UnitGroup::Department,
            "department_volume",
            printed.department_volume,
        ),
    ] {
        let figures: GroupFigures = found
            .groups
            .iter()
            .find(|figures| figures.group() == group)
            .cloned()
            .unwrap_or_default();
        let units = remarks.number("assignments", key, "units");
        checks.same(format!("{name}: units"), units, figures.units_with_volume);
        checks.same(format!("{name}: volume"), volume, figures.volume);
        checks.rate(
            &format!("{name}: share of the transferred orders"),
            remarks.percent("assignments", key),
            figures.share_of_transferred.as_ref(),
        );
    }

    let all = bands(&found.completion_bands, UnitGroup::Unspecified);
    checks.same(
        "units: completed fully",
        printed.completed_fully_units,
        all.full,
    );
    checks.same(
        "units: completed 90 % or more",
        printed.completed_over_90_units,
        all.from_90,
    );
    checks.same(
        "units: completed less",
        printed.completed_under_90_units,
        all.under_90,
    );
    checks.rate(
        "units: share with 90 % or more completed",
        remarks.percent("assignments", "completed_over_90_units"),
        all.from_90_share.as_ref(),
    );
    let counties = bands(&found.completion_bands, UnitGroup::County);
    let expected = remarks.number("assignments", "completed_fully_units", "county");
    checks.same("counties: completed fully", expected, counties.full);
    let departments = bands(&found.completion_bands, UnitGroup::Department);
    let expected = remarks.number("assignments", "completed_fully_units", "departments");
    checks.same("departments: completed fully", expected, departments.full);

    let printed = &printed.satisfaction_departments;
    let satisfaction = bands(&found.satisfaction_bands, UnitGroup::Department);
    checks.same(
        "departments: satisfied fully",
        printed.full,
        satisfaction.full,
    );
    checks.same(
        "departments: satisfied 90 % or more",
        printed.from_90,
        satisfaction.from_90,
    );
    checks.same(
        "departments: satisfied less",
        printed.under_90,
        satisfaction.under_90,
    );
}

fn bands(all: &[Bands], group: UnitGroup) -> Bands {
    all.iter()
        .find(|bands| bands.group() == group)
        .cloned()
        .unwrap_or_default()
}
