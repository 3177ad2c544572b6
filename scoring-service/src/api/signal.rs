//! `SignalService`: reasons to look, for auditors.

use hotline_common::decode::{self, PageQuery, timestamp};
use hotline_common::status::Violations;
use hotline_proto::scoring as wire;
use hotline_proto::scoring::signal_service_server::SignalService;
use hotline_proto::scoring::{ListSignalsRequest, ListSignalsResponse};
use tonic::{Request, Response, Status};

use super::fields::Page;
use super::{Context, failure};
use crate::names;
use crate::score::{Signal, SignalFact, SignalKind};
use crate::signals::{Found, Key, Wanted, signals};

/// How many facts of a signal are shown.
const FACTS_SHOWN: usize = 100;

/// Serves signals.
#[derive(Debug)]
pub(super) struct Service {
    context: Context,
}

impl Service {
    pub(super) const fn new(context: Context) -> Service {
        Service { context }
    }
}

#[tonic::async_trait]
impl SignalService for Service {
    async fn list_signals(
        &self,
        request: Request<ListSignalsRequest>,
    ) -> Result<Response<ListSignalsResponse>, Status> {
        let (wanted, page) = decode(&request.into_inner())?;
        let now = self.context.clock.now();
        let found = self
            .context
            .database
            .read(move |connection| signals(connection, &wanted, now))
            .await
            .map_err(|error| failure::figures(&error))?;
        Ok(Response::new(encode(found, &page)))
    }
}

fn decode(request: &ListSignalsRequest) -> Result<(Wanted, Page), Status> {
    let ListSignalsRequest {
        month,
        unit,
        kind,
        page_size,
        page_token,
    } = request;
    let mut violations = Violations::new();
    let query = PageQuery::new("ListSignals")
        .filter(month)
        .filter(unit)
        .filter(kind.to_string());
    let month = decode::month(&mut violations, "month", month);
    let unit = match unit.as_str() {
        "" => Some(None),
        name => decode::name(&mut violations, "unit", "units/{unit}", name)
            .map(|unit| Some(unit.to_owned())),
    };
    let kind = decode::optional_enum(&mut violations, "kind", *kind).and_then(known);
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    let decoded = month.zip(unit).zip(page).map(|((month, unit), page)| {
        let wanted = Wanted {
            month,
            unit,
            kind,
            after: page.after.as_deref().and_then(key),
            limit: usize::try_from(page.size).unwrap_or(usize::MAX),
        };
        (wanted, page)
    });
    violations.finish(decoded)
}

fn encode(found: Found, page: &Page) -> ListSignalsResponse {
    let Found {
        terms,
        signals,
        more_after,
    } = found;
    ListSignalsResponse {
        signals: signals
            .iter()
            .map(|(key, signal)| message(&key.unit, signal))
            .collect(),
        next_page_token: more_after
            .map(|key| page.token(&bytes(&key)))
            .unwrap_or_default(),
        as_of_time: Some(timestamp(terms.as_of())),
    }
}

fn message(unit: &str, signal: &Signal) -> wire::Signal {
    let Signal {
        kind,
        assignment,
        description,
        count,
        of,
        facts,
    } = signal;
    wire::Signal {
        kind: wire_kind(*kind).into(),
        unit: unit.to_owned(),
        assignment: assignment
            .map(|(order, number)| names::assignment(order, number))
            .unwrap_or_default(),
        description: description.clone(),
        count: *count,
        of: *of,
        facts: facts.iter().take(FACTS_SHOWN).map(fact).collect(),
        fact_count: i64::try_from(facts.len()).unwrap_or(i64::MAX),
    }
}

fn fact(fact: &SignalFact) -> wire::SignalFact {
    let SignalFact {
        order,
        number,
        fact,
    } = fact;
    wire::SignalFact {
        assignment: names::assignment(*order, *number),
        what: fact.kind.name().to_owned(),
        sequence: fact.recorded_sequence,
        happen_time: Some(timestamp(fact.happened)),
        record_time: Some(timestamp(fact.recorded)),
    }
}

const fn wire_kind(kind: SignalKind) -> wire::SignalKind {
    match kind {
        SignalKind::CompletedWithoutContact => wire::SignalKind::CompletedWithoutContact,
        SignalKind::RepeatedVisits => wire::SignalKind::RepeatedVisits,
        SignalKind::ExtensionBurst => wire::SignalKind::ExtensionBurst,
        SignalKind::LateSendBack => wire::SignalKind::LateSendBack,
        SignalKind::PartlyResolvedClosed => wire::SignalKind::PartlyResolvedClosed,
        SignalKind::LowCoverage => wire::SignalKind::LowCoverage,
        SignalKind::RushBeforeCutOff => wire::SignalKind::RushBeforeCutOff,
        SignalKind::RecordedLate => wire::SignalKind::RecordedLate,
    }
}

fn known(kind: wire::SignalKind) -> Option<SignalKind> {
    SignalKind::ALL
        .into_iter()
        .find(|known| wire_kind(*known) == kind)
}

/// A place as a page token holds it: the kind, the assignment, the unit.
fn bytes(key: &Key) -> Vec<u8> {
    let Key {
        unit,
        kind,
        assignment: (order, number),
    } = key;
    let mut bytes = vec![*kind];
    bytes.extend(order.to_be_bytes());
    bytes.extend(number.to_be_bytes());
    bytes.extend(unit.as_bytes());
    bytes
}

/// A token that passed its check holds a place.
fn key(bytes: &[u8]) -> Option<Key> {
    let (kind, rest) = bytes.split_first()?;
    let (order, rest) = rest.split_first_chunk()?;
    let (number, unit) = rest.split_first_chunk()?;
    Some(Key {
        unit: String::from_utf8(unit.to_vec()).ok()?,
        kind: *kind,
        assignment: (i64::from_be_bytes(*order), u32::from_be_bytes(*number)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_its_token() {
        let place = Key {
            unit: "东昌府区".to_owned(),
            kind: 3,
            assignment: (20_150_601_000_001, 2),
        };
        assert_eq!(key(&bytes(&place)), Some(place));
        assert_eq!(key(&[]), None);
    }
}
