//! What scoring publishes and tells of its units.

use hotline_proto::scoring::signal_service_client::SignalServiceClient;
use hotline_proto::scoring::*;
use hotline_tests::pair::Pair;

use super::watch::{Watch, contains};

const MONTH: &str = "2015-06";

/// Seals the month, and keeps its ranking, its bulletin, its proof, what explains it and its signals.
pub(super) async fn publish_everything(pair: &Pair, watch: &Watch) {
    const TOLD: &str = "scoring answers";
    let clients = pair.scoring_clients();
    let (mut rankings, mut bulletins) = (clients.rankings, clients.bulletins);
    let request = PublishRankingRequest {
        month: MONTH.to_owned(),
        ..PublishRankingRequest::default()
    };
    let sealed = watch
        .quiet("PublishRanking", rankings.publish_ranking(request).await)
        .expect(TOLD);
    let request = GetBulletinRequest {
        name: format!("rankings/{MONTH}"),
    };
    watch
        .quiet("GetBulletin", bulletins.get_bulletin(request).await)
        .expect(TOLD);
    let request = ExplainUnitRequest {
        month: MONTH.to_owned(),
        unit: "units/chiping".to_owned(),
        show_all: true,
        ..ExplainUnitRequest::default()
    };
    watch
        .quiet("ExplainUnit", rankings.explain_unit(request).await)
        .expect(TOLD);
    let request = ListSignalsRequest {
        month: MONTH.to_owned(),
        ..ListSignalsRequest::default()
    };
    let mut signals = SignalServiceClient::new(pair.scoring.channel());
    watch
        .quiet("ListSignals", signals.list_signals(request).await)
        .expect(TOLD);

    let request = ExportProofRequest { name: sealed.name };
    let mut parts = rankings
        .export_proof(request)
        .await
        .expect(TOLD)
        .into_inner();
    let mut proof = Vec::new();
    while let Some(part) = parts.message().await.expect(TOLD) {
        proof.extend(part.lines.into_bytes());
    }
    for there in ["{\"assignment\":", "{\"supervision\":", "{\"trailer\":"] {
        assert!(contains(&proof, there), "the proof has {there}");
    }
    watch.keep("ExportProof", proof);
}
