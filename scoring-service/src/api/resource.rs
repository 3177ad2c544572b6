//! Names of rankings and policies.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Month;

/// Which ranking a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RankingName {
    /// `rankings/{month}`: the latest sealed revision; the provisional ranking where there is none.
    Latest(Month),
    /// `rankings/{month}/revisions/{n}`.
    Revision(Month, i32),
    /// `rankings/{month}/revisions/provisional`.
    Provisional(Month),
}

/// Which policy a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyName {
    /// `policies/default`.
    BuiltIn,
    /// `policies/{month}`.
    Month(Month),
}

pub(super) fn ranking_name(
    violations: &mut Violations,
    path: &str,
    value: &str,
) -> Option<RankingName> {
    if value.matches('/').count() <= 1 {
        return ranking_month(violations, path, value).map(RankingName::Latest);
    }
    let [month, revision] = decode::names(
        violations,
        path,
        "rankings/{month}/revisions/{revision}",
        value,
    )?;
    let month = decode::month(violations, path, month);
    let number = match revision {
        "provisional" => Some(None),
        number => match number.parse::<i32>() {
            // Written in one way only.
            Ok(parsed) if 1 <= parsed && parsed.to_string() == number => Some(Some(parsed)),
            _ => {
                violations.push(
                    path,
                    "must name a revision by its number from 1, or as provisional",
                );
                None
            }
        },
    };
    Some(match (month?, number?) {
        (month, Some(revision)) => RankingName::Revision(month, revision),
        (month, None) => RankingName::Provisional(month),
    })
}

/// The month of `rankings/{month}`.
pub(super) fn ranking_month(violations: &mut Violations, path: &str, value: &str) -> Option<Month> {
    let month = decode::name(violations, path, "rankings/{month}", value)?;
    decode::month(violations, path, month)
}

pub(super) fn policy_name(
    violations: &mut Violations,
    path: &str,
    value: &str,
) -> Option<PolicyName> {
    match decode::name(violations, path, "policies/{month}", value)? {
        "default" => Some(PolicyName::BuiltIn),
        month => decode::month(violations, path, month).map(PolicyName::Month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<RankingName> {
        let mut violations = Violations::new();
        let read = ranking_name(&mut violations, "name", name);
        assert_eq!(read.is_none(), !violations.is_empty(), "{name}");
        read
    }

    #[test]
    fn a_ranking_is_named_by_month_and_revision() {
        let june = Month::new(2015, 6).expect("a month");
        assert_eq!(read("rankings/2015-06"), Some(RankingName::Latest(june)));
        assert_eq!(
            read("rankings/2015-06/revisions/12"),
            Some(RankingName::Revision(june, 12))
        );
        assert_eq!(
            read("rankings/2015-06/revisions/provisional"),
            Some(RankingName::Provisional(june))
        );
    }

    #[test]
    fn other_names_are_refused() {
        for wrong in [
            "",
            "rankings",
            "rankings/",
            "rankings/2015-13",
            "ranking/2015-06",
            "rankings/2015-06/revisions",
            "rankings/2015-06/revisions/",
            "rankings/2015-06/revisions/0",
            "rankings/2015-06/revisions/-1",
            "rankings/2015-06/revisions/01",
            "rankings/2015-06/revisions/99999999999",
            "rankings/2015-06/revisions/latest",
            "rankings/2015-13/revisions/x",
            "rankings/2015-06/revisions/1/rows",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
