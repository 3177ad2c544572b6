//! `PublishRanking`: seals a month.

use std::collections::BTreeSet;

use hotline_common::decode::{self, Text};
use hotline_common::status::{self, Violations};
use hotline_proto::scoring::{PublishRankingRequest, Ranking};
use tonic::Status;

use super::get;
use crate::api::{Context, failure, fields};
use crate::publishing::Request;
use crate::score::IdentityName;
use crate::store::requests::RequestKey;

/// Characters of a reason.
const LONGEST_REASON: usize = 500;

pub(super) async fn publish(
    context: &Context,
    request: PublishRankingRequest,
) -> Result<Ranking, Status> {
    let request = decode(request)?;
    let month = request.month;
    let published = context
        .publisher
        .publish(request)
        .await
        .map_err(|error| failure::publisher(month, &error))?;
    context
        .database
        .read(move |connection| get::sealed(connection, month, Some(published.revision)))
        .await
        .map_err(|error| failure::figures(&error))?
        // A revision never goes away.
        .ok_or_else(status::internal)
}

fn decode(request: PublishRankingRequest) -> Result<Request, Status> {
    let without_id = PublishRankingRequest {
        request_id: String::new(),
        ..request.clone()
    };
    let PublishRankingRequest {
        month,
        issue_number,
        issue_date,
        reason,
        accept_broken_identities,
        request_id,
        cut_off_date,
    } = request;
    let mut violations = Violations::new();
    let month = decode::month(&mut violations, "month", &month);
    let issue_number = match issue_number {
        0 => None,
        number => decode::number(&mut violations, "issue_number", number.into(), 1..=1_000),
    };
    let issue_day = decode::optional_day(&mut violations, "issue_date", &issue_date);
    let cut_off = fields::cut_off(&mut violations, "cut_off_date", &cut_off_date, month);
    let reason = decode::optional_text(
        &mut violations,
        "reason",
        Text::Line(LONGEST_REASON),
        reason,
    );
    let accepted = accepted(&mut violations, &accept_broken_identities);
    let key = decode::request_id(&mut violations, "request_id", &request_id)
        .map(|id| RequestKey::of(id, "PublishRanking", &without_id));
    let request = month.map(|month| Request {
        month,
        issue_number: issue_number.and_then(|number| u32::try_from(number).ok()),
        issue_day,
        cut_off,
        reason: reason.unwrap_or_default(),
        accepted,
        key,
    });
    violations.finish(request)
}

fn accepted(violations: &mut Violations, names: &[String]) -> BTreeSet<IdentityName> {
    let mut accepted = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        let known = IdentityName::ALL.iter().find(|known| known.name() == name);
        match known {
            Some(known) => {
                accepted.insert(*known);
            }
            None => violations.push(
                &format!("accept_broken_identities[{index}]"),
                format!("must be one of {}", names_in_words()),
            ),
        }
    }
    accepted
}

fn names_in_words() -> String {
    let names: Vec<&str> = IdentityName::ALL.iter().map(|name| name.name()).collect();
    names.join(", ")
}
