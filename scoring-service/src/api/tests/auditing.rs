//! Proofs and signals over a real socket.

use hotline_common::decode::timestamp;
use hotline_proto::intake::Grade;
use hotline_proto::scoring::signal_service_client::SignalServiceClient;
use hotline_proto::scoring::{
    ExportProofRequest, ListSignalsRequest, ListSignalsResponse, SignalKind,
};
use tonic::{Code, Status};

use super::{Service, kind, violations};
use crate::proof::Verifier;
use crate::testing::{Feed, moment};

impl Service {
    async fn proof(&self, name: &str) -> Result<String, Status> {
        let request = ExportProofRequest {
            name: name.to_owned(),
        };
        let mut parts = self.rankings().export_proof(request).await?.into_inner();
        let mut proof = String::new();
        while let Some(part) = parts.message().await? {
            proof.push_str(&part.lines);
        }
        Ok(proof)
    }

    async fn signals(&self, request: ListSignalsRequest) -> Result<ListSignalsResponse, Status> {
        let mut client = SignalServiceClient::new(self.channel.clone());
        Ok(client.list_signals(request).await?.into_inner())
    }
}

#[tokio::test]
async fn a_proof_is_of_the_revision_that_was_published() {
    let service = Service::june().await;
    let sealed = service.publish("").await.expect("sealed");
    let proof = service.proof(&sealed.name).await.expect("a proof");
    let hash = sealed.seal.expect("a seal").hash;
    let mut verifier = Verifier::new(Some(hash));
    for line in proof.split_inclusive('\n') {
        verifier.line(line.as_bytes());
    }
    let report = verifier.finish();
    assert!(report.is_accepted(), "{report:#?}");
}

#[tokio::test]
async fn only_a_sealed_revision_has_a_proof() {
    let service = Service::june().await;
    for name in [
        "",
        "rankings/2015-06",
        "rankings/2015-06/revisions/provisional",
    ] {
        let paths: Vec<String> = violations(service.proof(name).await).into_keys().collect();
        assert_eq!(paths, ["name"]);
    }
    let (code, _) = kind(service.proof("rankings/2015-06/revisions/1").await);
    assert_eq!(code, Code::NotFound);
}

/// June with a citizen of `a` asked until satisfied, and a completion of `b` recorded two days late.
fn suspicious() -> Feed {
    let mut feed = Feed::june();
    let best = Grade::VerySatisfied;
    feed.visited(2, 1, 2, "2015-06-13T10:00:00+08:00", best, best);
    feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
    let late = feed.events.last_mut().expect("it was pushed");
    late.record_time = Some(timestamp(moment("2015-06-21T10:00:00+08:00")));
    feed
}

fn june() -> ListSignalsRequest {
    ListSignalsRequest {
        month: "2015-06".to_owned(),
        ..ListSignalsRequest::default()
    }
}

fn seen(answer: &ListSignalsResponse) -> Vec<(SignalKind, &str, &str, i64)> {
    answer
        .signals
        .iter()
        .map(|signal| {
            (
                signal.kind(),
                signal.unit.as_str(),
                signal.assignment.as_str(),
                signal.count,
            )
        })
        .collect()
}

const REPEATED: (SignalKind, &str, &str, i64) = (
    SignalKind::RepeatedVisits,
    "a",
    "workOrders/20150601-000002/assignments/1",
    2,
);
const LATE: (SignalKind, &str, &str, i64) = (
    SignalKind::RecordedLate,
    "b",
    "workOrders/20150601-000003/assignments/1",
    1,
);

#[tokio::test]
async fn signals_name_the_facts_behind_them_and_are_filtered_and_paged() {
    let service = Service::start(suspicious()).await;
    service.caught_up().await;
    let all = service.signals(june()).await.expect("signals");
    assert_eq!(seen(&all), [REPEATED, LATE]);
    assert_eq!(all.next_page_token, "");
    let late = &all.signals[1].facts[0];
    assert_eq!(
        (late.what.as_str(), late.assignment.as_str()),
        ("COMPLETED", LATE.2)
    );
    assert_eq!(late.sequence, suspicious().head());
    assert_eq!(all.signals[0].fact_count, 2);

    let of_unit = ListSignalsRequest {
        unit: "units/b".to_owned(),
        ..june()
    };
    assert_eq!(
        seen(&service.signals(of_unit).await.expect("signals")),
        [LATE]
    );
    let of_kind = ListSignalsRequest {
        kind: SignalKind::RepeatedVisits.into(),
        ..june()
    };
    assert_eq!(
        seen(&service.signals(of_kind).await.expect("signals")),
        [REPEATED]
    );

    let one = ListSignalsRequest {
        page_size: 1,
        ..june()
    };
    let first = service.signals(one.clone()).await.expect("a page");
    assert_eq!(seen(&first), [REPEATED]);
    let next = ListSignalsRequest {
        page_token: first.next_page_token.clone(),
        ..one.clone()
    };
    let second = service.signals(next.clone()).await.expect("a page");
    assert_eq!(
        (seen(&second), second.next_page_token.as_str()),
        (vec![LATE], "")
    );
    let another = ListSignalsRequest {
        unit: "units/b".to_owned(),
        ..next
    };
    assert!(violations(service.signals(another).await).contains_key("page_token"));
}

#[tokio::test]
async fn every_wrong_field_of_a_question_for_signals_is_named() {
    let service = Service::june().await;
    let wrong = ListSignalsRequest {
        month: "2015-13".to_owned(),
        unit: "x".to_owned(),
        kind: 99,
        page_size: -1,
        page_token: "x".to_owned(),
    };
    let mut paths: Vec<String> = violations(service.signals(wrong).await)
        .into_keys()
        .collect();
    paths.sort();
    assert_eq!(paths, ["kind", "month", "page_size", "page_token", "unit"]);
}
