//! `PersonalDataService`: the only place that shows a citizen's data, and the search that does not show it.

pub(in crate::api) mod decode;

use hotline_common::decode::timestamp;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;
use proto::personal_data_service_server::PersonalDataService;
use tonic::{Request, Response, Status};

use super::Api;
use super::fields::{self, pattern};
use super::read::{ReadError, decoded};
use crate::domain::event::Private;
use crate::domain::names::Subject;
use crate::domain::personal::Reveal;
use crate::store::personal::{self, Found};
use crate::store::records;
use crate::store::reveals::{self, Revealed, RevealedText};

impl From<Reveal> for proto::Reveal {
    fn from(reveal: Reveal) -> proto::Reveal {
        let Reveal {
            id,
            target,
            purpose,
            unit,
            actor,
            revealed,
        } = reveal;
        proto::Reveal {
            name: Subject::Reveal(id).to_string(),
            requester: target.subject().to_string(),
            purpose: purpose.number(),
            note: String::new(),
            actor,
            unit: unit
                .map(|unit| Subject::Unit(unit).to_string())
                .unwrap_or_default(),
            reveal_time: Some(timestamp(revealed)),
            sequence: id,
            purged: false,
        }
    }
}

impl From<Found> for proto::FoundRecord {
    fn from(found: Found) -> proto::FoundRecord {
        proto::FoundRecord {
            name: found.subject.to_string(),
            happen_time: Some(timestamp(found.happened)),
        }
    }
}

fn shown(reveal: proto::Reveal, revealed: Revealed) -> proto::RevealRequesterResponse {
    let Revealed {
        data:
            Private {
                number,
                name,
                text,
                // Only corrections have one; those of the order are among its texts.
                note: _,
                attachments,
                recording,
            },
        texts,
        purged,
    } = revealed;
    let text_of = |RevealedText {
                       sequence,
                       kind,
                       text,
                   }| proto::RevealedText {
        sequence,
        kind,
        text,
    };
    proto::RevealRequesterResponse {
        reveal: Some(reveal),
        full_name: name,
        phone_number: number,
        text,
        attachments,
        recording_reference: recording,
        texts: texts.into_iter().map(text_of).collect(),
        purged,
    }
}

/// What may be shown of what was found: on a unit's behalf nothing that is confidential.
fn visible(found: Vec<Found>, to_unit: bool) -> Vec<proto::FoundRecord> {
    let found = found.into_iter();
    found
        .filter(|one| !(to_unit && one.confidential))
        .map(proto::FoundRecord::from)
        .collect()
}

#[tonic::async_trait]
impl PersonalDataService for Api {
    async fn reveal_requester(
        &self,
        request: Request<proto::RevealRequesterRequest>,
    ) -> Result<Response<proto::RevealRequesterResponse>, Status> {
        // Whoever is shown something is on the record first, on disk.
        let reveal = self.write(request).await?.into_inner();
        let target = decoded(|violations| decode::target(violations, "name", &reveal.requester))?;
        let vault = self.ledger.vault();
        let revealed = self
            .read(move |connection| Ok(reveals::reveal(connection, &vault, target)?))
            .await?;
        Ok(Response::new(shown(reveal, revealed)))
    }

    async fn get_reveal(
        &self,
        request: Request<proto::GetRevealRequest>,
    ) -> Result<Response<proto::Reveal>, Status> {
        let proto::GetRevealRequest { name } = request.into_inner();
        let pattern = pattern::REVEAL;
        let id = decoded(|violations| fields::ledger_name(violations, "name", pattern, &name))?;
        let (reveal, private) = self
            .find_masked(Subject::Reveal(id), move |connection, vault| {
                reveals::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Reveal {
            note: private.text,
            purged: private.purged,
            ..reveal.into()
        }))
    }

    async fn list_reveals(
        &self,
        request: Request<proto::ListRevealsRequest>,
    ) -> Result<Response<proto::ListRevealsResponse>, Status> {
        let (reveals, next_page_token) = self
            .list(
                request,
                |request, violations| Some(decode::list(request, violations)),
                |connection, filter, after, limit| {
                    Ok(reveals::list(connection, filter, after, limit)?)
                },
                |reveal| reveal.id,
            )
            .await?;
        Ok(Response::new(proto::ListRevealsResponse {
            reveals,
            next_page_token,
        }))
    }

    async fn find_by_number(
        &self,
        request: Request<proto::FindByNumberRequest>,
    ) -> Result<Response<proto::FindByNumberResponse>, Status> {
        let mut request = request.into_inner();
        let number = std::mem::take(&mut request.phone_number);
        let mut violations = Violations::new();
        let number = fields::phone_number(&mut violations, "phone_number", number);
        let vault = self.ledger.vault();
        let hash = vault.hash().of_number(&number);
        if hash.is_none() {
            violations.push("phone_number", "is required, with a digit in it");
        }
        let unit = decode::unit(&mut violations, &request.unit);
        let hash = violations.finish(hash)?;
        // Page tokens hold a hash of the query, which nobody without the key may try numbers against.
        request.phone_number = format!("{:032x}", u128::from_be_bytes(hash));
        let (found, next_page_token): (Vec<Found>, _) = self
            .list(
                Request::new(request),
                |_, _| Some(()),
                move |connection, (), after, limit| {
                    let after = after.unwrap_or(0);
                    Ok(personal::by_number(connection, &hash, false, after, limit)?)
                },
                |found| found.sequence,
            )
            .await?;
        Ok(Response::new(proto::FindByNumberResponse {
            records: visible(found, unit.is_some()),
            next_page_token,
        }))
    }

    async fn list_requester_orders(
        &self,
        request: Request<proto::ListRequesterOrdersRequest>,
    ) -> Result<Response<proto::ListRequesterOrdersResponse>, Status> {
        let unit = request.get_ref().unit.clone();
        let vault = self.ledger.vault();
        let (found, next_page_token): (Vec<Found>, _) = self
            .list(
                request,
                |request, violations| {
                    let target = decode::target(violations, "name", &request.name);
                    let unit = decode::unit(violations, &request.unit);
                    Some((target?, unit.is_some()))
                },
                move |connection, (target, to_unit), after, limit| {
                    let subject = target.subject();
                    if records::get(connection, &subject)?.is_none() {
                        return Err(ReadError::NotFound(subject));
                    }
                    if *to_unit && personal::is_confidential(connection, *target)? {
                        return Ok(Vec::new());
                    }
                    let Some(hash) = personal::number_of(connection, &vault, *target)? else {
                        return Ok(Vec::new());
                    };
                    let after = after.unwrap_or(0);
                    let mut found = personal::by_number(connection, &hash, true, after, limit + 1)?;
                    found.retain(|one| one.subject != subject);
                    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                    Ok(found)
                },
                |found| found.sequence,
            )
            .await?;
        Ok(Response::new(proto::ListRequesterOrdersResponse {
            orders: visible(found, !unit.is_empty()),
            next_page_token,
        }))
    }
}
