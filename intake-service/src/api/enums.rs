//! The enumerations of the API and those of the domain: the same numbers.

use hotline_common::status::Violations;
use hotline_proto::intake as proto;

use crate::domain::{
    activity, assignment, call, card, correction, personal, registry, supervision, work_order,
};

/// An enumeration of the domain that the API has as well.
pub(super) trait WireEnum: Copy + 'static {
    /// The variant with this number on the wire.
    fn from_wire(number: i32) -> Option<Self>;

    /// The names that a client may give, as the proto files have them.
    fn names() -> String;
}

/// Pairs enumerations of the domain with those of the API.
macro_rules! wire_enums {
    ($($domain:ty = $wire:ty,)+) => {
        $(impl WireEnum for $domain {
            fn from_wire(number: i32) -> Option<Self> {
                <$domain>::from_number(number)
            }

            fn names() -> String {
                let names = <$domain>::ALL
                    .iter()
                    .filter_map(|variant| <$wire>::try_from(variant.number()).ok())
                    .map(|variant| variant.as_str_name());
                names.collect::<Vec<_>>().join(", ")
            }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn both_enumerations_have_the_same_numbers() {
                $(
                    let known = |number: &i32| <$domain>::from_number(*number).is_some();
                    let sent = |number: &i32| *number != 0 && <$wire>::try_from(*number).is_ok();
                    let domain: Vec<i32> = (-1..100).filter(known).collect();
                    let wire: Vec<i32> = (-1..100).filter(sent).collect();
                    assert_eq!(domain, wire, "{}", stringify!($domain));
                    for number in domain {
                        let variant = <$domain>::from_number(number).expect("known");
                        let name = <$wire>::try_from(number).expect("known").as_str_name();
                        let last_word = format!("{variant:?}").to_uppercase();
                        assert!(name.replace('_', "").ends_with(&last_word), "{name} is {variant:?}");
                    }
                )+
            }
        }
    };
}

wire_enums! {
    registry::UnitGroup = proto::UnitGroup,
    call::CallOutcome = proto::CallOutcome,
    work_order::Channel = proto::Channel,
    work_order::Nature = proto::Nature,
    work_order::Urgency = proto::Urgency,
    work_order::Disposition = proto::Disposition,
    card::Card = proto::Card,
    assignment::AssignmentRole = proto::AssignmentRole,
    assignment::AssignmentState = proto::AssignmentState,
    assignment::SendBackReason = proto::SendBackReason,
    assignment::WithdrawalReason = proto::WithdrawalReason,
    assignment::RedoReason = proto::RedoReason,
    assignment::ExclusionReason = proto::ExclusionReason,
    assignment::ExclusionState = proto::ExclusionState,
    assignment::ExtensionReason = proto::ExtensionReason,
    assignment::ExtensionState = proto::ExtensionState,
    assignment::VisitChannel = proto::VisitChannel,
    assignment::Grade = proto::Grade,
    assignment::Resolved = proto::Resolved,
    supervision::SupervisionForm = proto::SupervisionForm,
    supervision::SupervisionReason = proto::SupervisionReason,
    correction::CorrectionReason = proto::CorrectionReason,
    activity::AppreciationKind = proto::AppreciationKind,
    activity::ActivityKind = proto::ActivityKind,
    personal::RevealPurpose = proto::RevealPurpose,
}

/// A value that must be given.
pub(super) fn required<E: WireEnum>(
    violations: &mut Violations,
    path: &str,
    number: i32,
) -> Option<E> {
    if number == 0 {
        violations.push(path, format!("is required: one of {}", E::names()));
        return None;
    }
    optional(violations, path, number)
}

/// A value that may be absent: `None` for 0 (`…_UNSPECIFIED`).
pub(super) fn optional<E: WireEnum>(
    violations: &mut Violations,
    path: &str,
    number: i32,
) -> Option<E> {
    if number == 0 {
        return None;
    }
    let known = E::from_wire(number);
    if known.is_none() {
        violations.push(path, format!("must be one of {}", E::names()));
    }
    known
}
