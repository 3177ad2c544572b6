//! The bulletin's units: groups and bands.

use hotline_proto::scoring as wire;

use crate::encode::{count, rate, words};
use crate::score::{Bands, Group, GroupFigures, UnitFigures};

pub(super) fn figures(
    units: &UnitFigures,
    groups: &[GroupFigures],
    governors_mailbox: i64,
) -> wire::AssignmentFigures {
    let each = || {
        std::iter::once((None, units))
            .chain(groups.iter().map(|group| (Some(group.group), &group.units)))
    };
    wire::AssignmentFigures {
        units_active: count(units.active),
        units_with_volume: with_volume(units),
        units_with_volume_share: rate(units.with_volume),
        groups: groups.iter().map(group).collect(),
        completion_bands: each()
            .map(|(group, units)| bands(group, &units.completion))
            .collect(),
        satisfaction_bands: each()
            .map(|(group, units)| bands(group, &units.satisfaction))
            .collect(),
        governors_mailbox,
    }
}

fn group(figures: &GroupFigures) -> wire::GroupFigures {
    let GroupFigures {
        group,
        volume,
        units,
    } = figures;
    wire::GroupFigures {
        group: words::group(Some(*group)).into(),
        units_with_volume: with_volume(units),
        volume: volume.rate.numerator,
        share_of_transferred: rate(*volume),
    }
}

/// Active in the month or not.
fn with_volume(units: &UnitFigures) -> i32 {
    count(units.with_volume.rate.numerator + units.inactive_with_volume)
}

fn bands(group: Option<Group>, bands: &Bands) -> wire::Bands {
    let Bands {
        full,
        from_90,
        under_90,
        without_rate,
    } = bands;
    wire::Bands {
        group: words::group(group).into(),
        full: count(full.rate.numerator),
        from_90: count(from_90.rate.numerator),
        under_90: count(under_90.rate.numerator),
        absent: count(without_rate.rate.numerator),
        full_share: rate(*full),
        from_90_share: rate(*from_90),
        under_90_share: rate(*under_90),
    }
}
