//! Rankings, bulletins and explanations as clients see them.

use hotline_proto::scoring::{
    Bulletin, ExplainUnitRequest, ExplainUnitResponse, GetBulletinRequest, ListRevisionsRequest,
    ListSupervisionRatiosRequest, PublishRankingRequest, Ranking, RankingTable, UnitGroup,
};
use tonic::{Code, Status};

use super::{Service, kind, violations};
use crate::testing::{FakeIntake, Feed, moment};

async fn bulletin(service: &Service, name: &str) -> Result<Bulletin, Status> {
    let request = GetBulletinRequest {
        name: name.to_owned(),
    };
    Ok(service
        .bulletins()
        .get_bulletin(request)
        .await?
        .into_inner())
}

async fn explain(
    service: &Service,
    unit: &str,
    page_token: &str,
) -> Result<ExplainUnitResponse, Status> {
    let request = ExplainUnitRequest {
        month: "2015-06".to_owned(),
        unit: format!("units/{unit}"),
        page_size: 1,
        page_token: page_token.to_owned(),
        ..ExplainUnitRequest::default()
    };
    Ok(service.rankings().explain_unit(request).await?.into_inner())
}

#[tokio::test]
async fn a_ranking_is_provisional_until_it_is_sealed_and_then_stays_as_it_was() {
    let service = Service::june().await;
    let provisional = service
        .ranking("rankings/2015-06")
        .await
        .expect("a ranking");
    assert_eq!(provisional.name, "rankings/2015-06/revisions/provisional");
    assert!(provisional.provisional);
    assert!(!provisional.before_cut_off);
    assert_eq!(provisional.seal, None);
    assert_eq!(provisional.as_of_time, provisional.cut_off_time);
    assert!(provisional.identities.iter().all(|identity| identity.holds));
    assert_eq!(
        kind(service.ranking("rankings/2015-06/revisions/1").await),
        (Code::NotFound, "RESOURCE_NOT_FOUND".to_owned())
    );

    let sealed = service.publish("").await.expect("sealed");
    assert_eq!(sealed.tables, provisional.tables);
    assert_eq!(
        service
            .ranking("rankings/2015-06")
            .await
            .expect("a ranking"),
        sealed
    );
    let bulletin_sealed = bulletin(&service, "rankings/2015-06")
        .await
        .expect("a bulletin");
    assert_eq!(bulletin_sealed.issue_number, 6);
    assert_eq!(bulletin_sealed.name, sealed.name);

    service
        .intake
        .add(|feed| feed.completed(3, 1, "2015-06-19T10:00:00+08:00"));
    service.caught_up().await;
    let name = "rankings/2015-06/revisions/1";
    assert_eq!(
        service
            .ranking("rankings/2015-06")
            .await
            .expect("a ranking"),
        sealed
    );
    assert_eq!(service.ranking(name).await.expect("a ranking"), sealed);
    assert_eq!(
        bulletin(&service, name).await.expect("a bulletin"),
        bulletin_sealed
    );
    let now = service
        .ranking("rankings/2015-06/revisions/provisional")
        .await
        .expect("a ranking");
    assert_ne!(now.tables, sealed.tables);
    assert!(
        bulletin(&service, "rankings/2015-06/revisions/provisional")
            .await
            .expect("a bulletin")
            .provisional
    );

    assert_eq!(
        kind(service.publish("").await),
        (Code::FailedPrecondition, "REASON_REQUIRED".to_owned())
    );
    let second = service.publish("a late completion").await.expect("sealed");
    assert_eq!(second.name, "rankings/2015-06/revisions/2");
    assert_eq!(
        service
            .ranking("rankings/2015-06")
            .await
            .expect("a ranking"),
        second
    );
}

#[tokio::test]
async fn records_that_come_in_while_a_month_is_published_do_not_hinder_it() {
    let service = Service::june().await;
    let slow = service.intake.slow_head();
    let meanwhile = async {
        slow.made().await;
        service
            .intake
            .add(|feed| feed.call(3, "2015-07-11T08:00:00+08:00", true));
        service.caught_up().await;
        slow.give();
    };
    let (sealed, ()) = tokio::join!(service.publish(""), meanwhile);
    assert_eq!(
        sealed.expect("sealed").feed_sequence,
        service.intake.head(),
        "what was pulled is what is sealed"
    );
}

#[tokio::test]
async fn a_repeated_publication_gets_the_first_answer() {
    let service = Service::june().await;
    let publish = async |id: &str, reason: &str| {
        let request = PublishRankingRequest {
            month: "2015-06".to_owned(),
            reason: reason.to_owned(),
            request_id: id.to_owned(),
            ..PublishRankingRequest::default()
        };
        let answer = service.rankings().publish_ranking(request).await;
        answer.map(tonic::Response::into_inner)
    };
    let (one, two) = (
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    );
    let first = publish(one, "").await.expect("sealed");
    service
        .intake
        .add(|feed| feed.completed(3, 1, "2015-06-19T10:00:00+08:00"));
    service.caught_up().await;
    // What was refused may be asked again under its id, with what was missing.
    assert_eq!(kind(publish(two, "").await).1, "REASON_REQUIRED");
    let second = publish(two, "a late completion").await.expect("sealed");
    assert_eq!(second.name, "rankings/2015-06/revisions/2");
    assert_eq!(
        kind(publish(two, "another reason").await),
        (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned())
    );
    // Repeats need neither intake nor a reason.
    service.intake.set_away(true);
    assert_eq!(publish(one, "").await.expect("a repeat"), first);
    assert_eq!(
        publish(two, "a late completion").await.expect("a repeat"),
        second
    );
}

#[tokio::test]
async fn before_the_cut_off_the_end_of_the_present_local_day_takes_its_place() {
    let service = Service::june().await;
    service.clock.set(moment("2015-06-10T23:59:59+08:00"));
    let ranking = service
        .ranking("rankings/2015-06")
        .await
        .expect("a ranking");
    assert!(ranking.before_cut_off);
    let as_of = moment("2015-06-11T00:00:00+08:00");
    assert_eq!(
        ranking.as_of_time,
        Some(hotline_common::decode::timestamp(as_of))
    );
    let row = &ranking.tables[0].rows[0];
    assert_eq!(
        (row.unit.as_str(), row.counts.expect("counts").completed),
        ("a", 1)
    );
    assert_eq!(
        kind(service.publish("").await),
        (Code::FailedPrecondition, "BEFORE_CUT_OFF".to_owned())
    );
}

#[tokio::test]
async fn while_nothing_was_pulled_there_is_no_ranking() {
    let intake = FakeIntake::start(Feed::june()).await;
    intake.set_away(true);
    let service = Service::pulling_from(intake).await;
    let nothing = (Code::Unavailable, "NOTHING_PULLED".to_owned());
    assert_eq!(kind(service.ranking("rankings/2015-06").await), nothing);
    assert_eq!(kind(bulletin(&service, "rankings/2015-06").await), nothing);
    assert_eq!(kind(explain(&service, "a", "").await), nothing);
    assert_eq!(
        kind(service.publish("").await),
        (Code::Unavailable, "INTAKE_UNREACHABLE".to_owned())
    );
    service.intake.set_away(false);
    service.caught_up().await;
    assert!(service.ranking("rankings/2015-06").await.is_ok());

    // Once something was pulled, answers come from it while intake is away; sealing needs intake.
    service.intake.set_away(true);
    assert!(service.ranking("rankings/2015-06").await.is_ok());
    assert_eq!(
        kind(service.publish("").await),
        (Code::Unavailable, "INTAKE_UNREACHABLE".to_owned())
    );
}

#[tokio::test]
async fn an_empty_month_has_empty_tables() {
    let service = Service::june().await;
    let ranking = service
        .ranking("rankings/2014-01")
        .await
        .expect("a ranking");
    let groups: Vec<UnitGroup> = ranking.tables.iter().map(RankingTable::group).collect();
    assert_eq!(groups, [UnitGroup::County, UnitGroup::Department]);
    assert!(ranking.tables.iter().all(|table| table.rows.is_empty()));
    assert_eq!(ranking.tables[0].without_volume.len(), 2);
    let bulletin = bulletin(&service, "rankings/2014-01")
        .await
        .expect("a bulletin");
    assert_eq!(bulletin.work_orders.expect("orders").direct_rate, None);
}

#[tokio::test]
async fn revisions_are_listed_the_latest_first_and_page_by_page() {
    let service = Service::june().await;
    service.publish("").await.expect("sealed");
    for (number, day) in [(2, "18"), (3, "19")] {
        service
            .intake
            .add(|feed| feed.supervised(number, "a", &format!("2015-06-{day}T10:00:00+08:00")));
        service.caught_up().await;
        service.publish("one more").await.expect("sealed");
    }
    let list = |page_token: String, parent: &'static str| {
        let mut rankings = service.rankings();
        async move {
            let request = ListRevisionsRequest {
                parent: parent.to_owned(),
                page_size: 2,
                page_token,
            };
            rankings
                .list_revisions(request)
                .await
                .map(tonic::Response::into_inner)
        }
    };
    let number = |ranking: &Ranking| ranking.seal.as_ref().expect("a seal").revision;
    let first = list(String::new(), "rankings/2015-06")
        .await
        .expect("a page");
    assert_eq!(
        first.revisions.iter().map(number).collect::<Vec<_>>(),
        [3, 2]
    );
    assert!(
        first
            .revisions
            .iter()
            .all(|ranking| ranking.tables.is_empty() && ranking.identities.is_empty())
    );
    let second = list(first.next_page_token.clone(), "rankings/2015-06")
        .await
        .expect("a page");
    assert_eq!(second.revisions.iter().map(number).collect::<Vec<_>>(), [1]);
    assert_eq!(second.next_page_token, "");
    let other = list(first.next_page_token, "rankings/2015-07").await;
    assert!(violations(other).contains_key("page_token"));
}

#[tokio::test]
async fn an_explanation_goes_down_to_the_assignments_that_cost_points() {
    let service = Service::june().await;
    let explained = explain(&service, "a", "").await.expect("an explanation");
    assert_eq!(
        explained.composite_formula,
        "(6 × 75.00 + 3 × 100.00 + 1 × (100 − 0.00)) ÷ 10 = 85.00"
    );
    assert_eq!(explained.all_supervisions, 1);
    assert_eq!(explained.total_size, 1);
    let verdict = &explained.assignments[0];
    assert_eq!(
        verdict.assignment,
        "workOrders/20150601-000002/assignments/1"
    );
    assert_eq!(
        verdict.reasons,
        ["outcome graded very dissatisfied, worth 0 of 1000"]
    );
    let grades = verdict.grades.expect("grades");
    assert_eq!((grades.process, grades.outcome), (2, 5));

    let first = explain(&service, "b", "").await.expect("an explanation");
    assert_eq!(first.supervisions, ["supervisions/1"]);
    assert_eq!(first.total_size, 2);
    assert_eq!(first.composite_formula, "nothing is completed: 0.00");
    assert_eq!(
        first.assignments[0].reasons,
        ["not completed, and the deadline has passed"]
    );
    let second = explain(&service, "b", &first.next_page_token)
        .await
        .expect("an explanation");
    assert_eq!(second.assignments[0].reasons, ["excluded from rating"]);
    assert!(second.assignments[0].excluded);
    assert_eq!(second.next_page_token, "");
    assert!(
        violations(explain(&service, "a", &first.next_page_token).await).contains_key("page_token")
    );

    let sent_back = explain(&service, "d", "").await.expect("an explanation");
    assert_eq!(
        sent_back.assignments[0].reasons,
        ["sent back: in no figure"]
    );
    assert!(!sent_back.assignments[0].in_volume);
    assert_eq!(
        kind(explain(&service, "nobody", "").await).0,
        Code::NotFound
    );
}

#[tokio::test]
async fn supervision_ratios_are_shares_of_all_supervisions() {
    let service = Service::june().await;
    service.intake.add(|feed| {
        feed.supervised(2, "d", "2015-06-22T10:00:00+08:00");
        feed.supervised(3, "d", "2015-06-23T10:00:00+08:00");
    });
    service.caught_up().await;
    let request = ListSupervisionRatiosRequest {
        month: "2015-06".to_owned(),
    };
    let response = service
        .rankings()
        .list_supervision_ratios(request)
        .await
        .expect("ratios")
        .into_inner();
    assert_eq!((response.total, response.written), (3, 3));
    let printed: Vec<_> = response
        .supervision_ratios
        .iter()
        .map(|ratio| {
            (
                ratio.unit.as_str(),
                ratio.ratio.as_ref().expect("a ratio").printed.as_str(),
            )
        })
        .collect();
    assert_eq!(printed, [("d", "66.67"), ("b", "33.33")]);
}
