//! `ExportProof`: the proof of a sealed revision, a page at a time.

use hotline_common::db::{AnyConnection, Database};
use hotline_common::status::{self, Violations, not_found};
use hotline_common::time::Month;
use hotline_proto::scoring::{ExportProofRequest, ExportProofResponse};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::api::policy::in_ranking;
use crate::api::resource::{RankingName, ranking_name};
use crate::api::{Context, failure};
use crate::encode;
use crate::exporting::Export;
use crate::figures::FiguresError;

/// Bytes of lines that go into one message, about.
const PART: usize = 256 * 1024;

/// The parts of a proof. Its last line is the trailer, so a stream that breaks off cannot pass for a whole one.
pub(in crate::api) type Parts = ReceiverStream<Result<ExportProofResponse, Status>>;

pub(super) async fn export(
    context: &Context,
    request: ExportProofRequest,
) -> Result<Parts, Status> {
    let (month, revision) = decode(&request)?;
    let export = context
        .database
        .read(move |connection| start(connection, month, revision))
        .await
        .map_err(|error| failure::figures(&error))?
        .ok_or_else(|| not_found("hotline.scoring.v1/Ranking", &request.name))?;
    // A page is read when the client has taken all but one part of the one before.
    let (parts, taken) = mpsc::channel(1);
    tokio::spawn(write(context.database.clone(), export, parts));
    Ok(ReceiverStream::new(taken))
}

fn decode(request: &ExportProofRequest) -> Result<(Month, i32), Status> {
    let ExportProofRequest { name } = request;
    let mut violations = Violations::new();
    let name = match ranking_name(&mut violations, "name", name) {
        Some(RankingName::Revision(month, revision)) => Some((month, revision)),
        Some(RankingName::Latest(_) | RankingName::Provisional(_)) => {
            violations.push(
                "name",
                "must name a sealed revision, rankings/{month}/revisions/{n}: only those have a proof",
            );
            None
        }
        None => None,
    };
    violations.finish(name)
}

fn start(
    connection: &mut AnyConnection,
    month: Month,
    revision: i32,
) -> Result<Option<Export>, FiguresError> {
    Export::start(connection, month, revision, |sealed| {
        let ranking = encode::sealed::headline(&sealed.ranking)?;
        Ok(in_ranking(&ranking)?.policy)
    })
}

async fn write(
    database: Database,
    mut export: Export,
    parts: mpsc::Sender<Result<ExportProofResponse, Status>>,
) {
    loop {
        let page = database
            .read(move |connection| {
                let page = export.next_page(connection)?;
                Ok((export, page))
            })
            .await;
        let lines = match page {
            Ok((_, None)) => return,
            Ok((rest, Some(lines))) => {
                export = rest;
                lines
            }
            Err(error) => {
                // Nothing can be done when the client is gone.
                let _ = parts.send(Err(status::database(&error))).await;
                return;
            }
        };
        for lines in split(&lines) {
            let part = ExportProofResponse {
                lines: lines.to_owned(),
            };
            if parts.send(Ok(part)).await.is_err() {
                return;
            }
        }
    }
}

/// Cuts lines into parts of whole ones.
fn split(lines: &str) -> impl Iterator<Item = &str> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if end != 0 && PART < end + line.len() {
                break;
            }
            end += line.len();
        }
        let (part, others) = rest.split_at(end);
        rest = others;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_whole_lines_and_give_the_text_again() {
        let line = "x".repeat(PART / 3);
        let text = format!("{line}\n").repeat(7) + &"y".repeat(2 * PART) + "\nz\n";
        let parts: Vec<&str> = split(&text).collect();
        assert_eq!(parts.concat(), text);
        assert!(parts.iter().all(|part| part.ends_with('\n')));
        let lengths: Vec<usize> = parts.iter().map(|part| part.lines().count()).collect();
        assert_eq!(lengths, [2, 2, 2, 1, 1, 1]);
        assert_eq!(split("").count(), 0);
    }
}
