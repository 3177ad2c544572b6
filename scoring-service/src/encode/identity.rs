//! The identities of the reconciliation.

use hotline_proto::scoring as wire;

use crate::score::{Identity, IdentityName, Term};

/// An identity with its terms.
pub fn identity(identity: &Identity) -> wire::Identity {
    let Identity {
        name,
        left,
        right,
        holds,
    } = identity;
    wire::Identity {
        name: name.name().to_owned(),
        description: description(*name).to_owned(),
        left: Some(term(left)),
        right: right.iter().map(term).collect(),
        holds: *holds,
    }
}

/// A broken or holding identity in one line, for instance `orders received (5) = handled directly (2) + transferred (2)`.
pub fn in_words(identity: &Identity) -> String {
    let word = |Term { name, value }: &Term| format!("{name} ({value})");
    let right: Vec<String> = identity.right.iter().map(word).collect();
    let right = if right.is_empty() {
        "0".to_owned()
    } else {
        right.join(" + ")
    };
    let sign = if identity.holds { "=" } else { "≠" };
    format!("{} {sign} {right}", word(&identity.left))
}

fn term(term: &Term) -> wire::IdentityTerm {
    let Term { name, value } = term;
    wire::IdentityTerm {
        name: name.clone(),
        value: *value,
    }
}

fn description(name: IdentityName) -> &'static str {
    match name {
        IdentityName::Calls => {
            "The calls of the month are those answered, called back, unreached and still open."
        }
        IdentityName::Orders => {
            "The orders received in the month are those handled directly, transferred and pending."
        }
        IdentityName::TransferredOrders => {
            "The transferred orders of the month are those in its cohort, those sent back or withdrawn and not \
             assigned again in it, and those first assigned after it."
        }
        IdentityName::CohortOrders => {
            "The orders of the month's cohort are those received in it and those carried in from earlier months."
        }
        IdentityName::GroupVolumes => "The volumes of the groups add up to all volume.",
        IdentityName::TalliesEqualFacts => "No tally differs from what the facts say.",
        IdentityName::FeedCaughtUp => "The feed was pulled up to the head seen at the start.",
    }
}
