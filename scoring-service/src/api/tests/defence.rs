//! Why a score is what it is, and what it would be: explanations down to each assignment, simulations, comparisons, histories.

use hotline_proto::intake::event::Detail;
use hotline_proto::intake::{Event, FactCorrected};
use hotline_proto::scoring::simulate_ranking_request::Rules;
use hotline_proto::scoring::{
    AssignmentVerdict, CompareRevisionsRequest, CompareRevisionsResponse, CompositeWeights,
    ExplainUnitRequest, ExplainUnitResponse, GetUnitHistoryRequest, GetUnitHistoryResponse,
    GradeWeights, ListPoliciesRequest, Policy, Ranking, SetPolicyRequest, SimulateRankingRequest,
    UnitChange, UnitList, UnitMonth,
};
use tonic::{Code, Status};

use super::{Service, kind, violations};
use crate::testing::moment;

async fn explain(
    service: &Service,
    unit: &str,
    revision: i32,
) -> Result<ExplainUnitResponse, Status> {
    let request = ExplainUnitRequest {
        month: "2015-06".to_owned(),
        unit: format!("units/{unit}"),
        revision,
        show_all: true,
        ..ExplainUnitRequest::default()
    };
    Ok(service.rankings().explain_unit(request).await?.into_inner())
}

async fn simulate(
    service: &Service,
    rules: Option<Rules>,
    cut_off_date: &str,
) -> Result<Ranking, Status> {
    let request = SimulateRankingRequest {
        month: "2015-06".to_owned(),
        rules,
        cut_off_date: cut_off_date.to_owned(),
    };
    let ranking = service.rankings().simulate_ranking(request).await?;
    Ok(ranking.into_inner())
}

async fn compare(
    service: &Service,
    change: impl FnOnce(&mut CompareRevisionsRequest),
) -> Result<CompareRevisionsResponse, Status> {
    let mut request = CompareRevisionsRequest {
        month: "2015-06".to_owned(),
        revision: 1,
        ..CompareRevisionsRequest::default()
    };
    change(&mut request);
    let compared = service.rankings().compare_revisions(request).await?;
    Ok(compared.into_inner())
}

async fn history(
    service: &Service,
    unit: &str,
    change: impl FnOnce(&mut GetUnitHistoryRequest),
) -> Result<GetUnitHistoryResponse, Status> {
    let mut request = GetUnitHistoryRequest {
        unit: format!("units/{unit}"),
        ..GetUnitHistoryRequest::default()
    };
    change(&mut request);
    let history = service.rankings().get_unit_history(request).await?;
    Ok(history.into_inner())
}

/// Satisfaction alone, with every grade worth nothing but the best.
fn strict() -> Policy {
    Policy {
        weights: Some(CompositeWeights {
            satisfaction: 1,
            ..CompositeWeights::default()
        }),
        grade_weights: Some(GradeWeights {
            very_satisfied_permille: 1_000,
            ..GradeWeights::default()
        }),
        ..Policy::default()
    }
}

fn corrected(correction: FactCorrected) -> Detail {
    Detail::FactCorrected(Box::new(correction))
}

fn composite(ranking: &Ranking, unit: &str) -> String {
    let mut rows = ranking.tables.iter().flat_map(|table| &table.rows);
    let row = rows.find(|row| row.unit == unit);
    let score = row.and_then(|row| row.composite_score.clone());
    score.map(|score| score.printed).unwrap_or_default()
}

fn without(verdict: &AssignmentVerdict) -> (Option<&str>, Option<i32>) {
    let score = verdict.composite_without.as_ref();
    (
        score.map(|score| score.printed.as_str()),
        verdict.cost_hundredths,
    )
}

#[tokio::test]
async fn every_assignment_says_what_it_counts_for_and_what_it_costs() {
    let service = Service::june().await;
    let explained = explain(&service, "a", 0).await.expect("an explanation");
    assert_eq!(explained.ranking, "rankings/2015-06/revisions/provisional");
    assert!(explained.adds_up, "{:?}", explained.differences);
    assert_eq!(explained.feed_sequence, service.intake.head());
    assert_eq!(explained.policy.expect("a policy").name, "policies/default");
    assert_eq!(explained.distance_to_next, None, "nobody is above");
    let [best, worst] = explained.assignments.as_slice() else {
        panic!("two assignments: {:?}", explained.assignments);
    };
    // Together 85.00; with the best one alone everything is full.
    assert_eq!(without(best), (Some("70.00"), Some(-1_500)));
    assert_eq!(without(worst), (Some("100.00"), Some(1_500)));
    assert_eq!(
        worst.counted_in,
        [
            "counts.volume",
            "counts.rated",
            "counts.completed",
            "counts.completed_on_time",
            "counts.visited",
            "counts.grades.satisfied",
            "counts.grades.very_dissatisfied",
            "counts.completed_once",
            "counts.resolved",
        ]
    );
    assert_eq!(
        best.counted_in
            .iter()
            .filter(|name| *name == "counts.grades.very_satisfied")
            .count(),
        2
    );
    assert!(best.reasons.is_empty());
    let formula = |field: &str| {
        let number = explained
            .numbers
            .iter()
            .find(|number| number.field == field);
        number.expect("a number").formula.clone()
    };
    assert_eq!(
        formula("completion_rate"),
        "2 completed ÷ 2 rated = 100.00 %"
    );
    assert_eq!(formula("rank"), "0 of 2 units have a higher score");

    let second = explain(&service, "b", 0).await.expect("an explanation");
    let next = second.distance_to_next.expect("a unit above");
    assert_eq!(
        (next.unit.as_str(), next.rank, next.hundredths),
        ("a", 1, 8_500)
    );
    // Without the open one nothing is rated, so that there is no score.
    assert_eq!(without(&second.assignments[0]), (None, None));
    assert_eq!(
        second.assignments[1].counted_in,
        ["counts.volume", "counts.excluded"]
    );
    let sent_back = explain(&service, "d", 0).await.expect("an explanation");
    assert_eq!(sent_back.assignments[0].counted_in, ["counts.sent_back"]);
    assert!(sent_back.adds_up);
}

#[tokio::test]
async fn a_sealed_revision_is_explained_by_what_was_known_when_it_was_sealed() {
    let service = Service::june().await;
    let set = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-05".to_owned(),
            ..strict()
        }),
        request_id: String::new(),
    };
    service.policies().set_policy(set).await.expect("a policy");
    let before = explain(&service, "a", 0).await.expect("an explanation");
    let sealed = service.publish("").await.expect("sealed");
    let at_first = explain(&service, "a", 1).await.expect("an explanation");
    assert_eq!(at_first.ranking, sealed.name);
    assert_eq!(at_first.assignments, before.assignments);
    assert_eq!(at_first.numbers, before.numbers);

    // A completion is annulled, an assignment moves to May, a visit and another policy come late.
    let completed = 18;
    assert!(
        service.intake.event(completed).detail.is_some_and(
            |detail| matches!(detail, Detail::AssignmentCompleted(of) if of.assignment.contains("000001"))
        )
    );
    service.intake.add(|feed| {
        feed.push(
            "2015-06-10T10:00:00+08:00",
            corrected(FactCorrected {
                corrected_sequence: completed,
                subject: "workOrders/20150601-000001/assignments/1".to_owned(),
                ..FactCorrected::default()
            }),
        );
        let assigned = 14;
        let told = feed.events[13].clone();
        feed.push(
            "2015-06-07T10:00:00+08:00",
            corrected(FactCorrected {
                corrected_sequence: assigned,
                subject: "workOrders/20150601-000002/assignments/1".to_owned(),
                corrected: Some(Box::new(Event {
                    happen_time: Some(hotline_common::decode::timestamp(moment(
                        "2015-05-31T10:00:00+08:00",
                    ))),
                    ..told
                })),
                ..FactCorrected::default()
            }),
        );
    });
    service.caught_up().await;
    let set = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-06".to_owned(),
            cut_off_day: 20,
            ..strict()
        }),
        request_id: String::new(),
    };
    service.policies().set_policy(set).await.expect("a policy");

    let present = explain(&service, "a", 0).await.expect("an explanation");
    assert_eq!(present.assignments.len(), 1, "one moved to May");
    let sealed_now = explain(&service, "a", 1).await.expect("an explanation");
    assert!(sealed_now.adds_up, "{:?}", sealed_now.differences);
    assert_eq!(sealed_now, at_first);

    assert_eq!(
        kind(explain(&service, "a", 2).await),
        (Code::NotFound, "RESOURCE_NOT_FOUND".to_owned())
    );
    assert_eq!(kind(explain(&service, "nobody", 1).await).0, Code::NotFound);
}

#[tokio::test]
async fn facts_that_do_not_add_up_to_the_sealed_line_are_told() {
    let service = Service::june().await;
    service.publish("").await.expect("sealed");
    service
        .store
        .execute("DELETE FROM assignments WHERE order_number = 20150601000002")
        .expect("gone");
    let explained = explain(&service, "a", 1).await.expect("an explanation");
    assert!(!explained.adds_up);
    assert!(explained.differences.contains(&UnitChange {
        unit: "a".to_owned(),
        field: "counts.volume".to_owned(),
        before: "2".to_owned(),
        after: "1".to_owned(),
    }));
    let printed = explained
        .row
        .expect("a line")
        .counts
        .expect("counts")
        .volume;
    assert_eq!(printed, 2, "the sealed line stays");
}

#[tokio::test]
async fn a_simulation_applies_other_rules_and_stores_nothing() {
    let service = Service::june().await;
    let before = service.store.dump_all();
    let present = simulate(&service, None, "").await.expect("a ranking");
    assert_eq!(present.name, "rankings/2015-06/revisions/simulated");
    assert!(present.provisional);
    assert_eq!(composite(&present, "a"), "85.00");

    let given = simulate(&service, Some(Rules::Policy(strict())), "")
        .await
        .expect("a ranking");
    assert_eq!(composite(&given, "a"), "50.00");
    let policy = given.policy.expect("the policy");
    assert_eq!(policy.name, "policies/simulated");
    assert_eq!(policy.set_time, None);

    // On 10 June one of two was completed, and none was due.
    let early = Policy {
        cut_off_date: "2015-06-30".to_owned(),
        ..strict()
    };
    let early = simulate(&service, Some(Rules::Policy(early)), "")
        .await
        .expect("a ranking");
    let cut_off = hotline_common::decode::timestamp(moment("2015-07-01T00:00:00+08:00"));
    assert_eq!(early.cut_off_time, Some(cut_off));
    let later = simulate(&service, None, "2015-08-31")
        .await
        .expect("a ranking");
    assert!(later.before_cut_off);

    let built_in = Rules::PolicyName("policies/default".to_owned());
    let named = simulate(&service, Some(built_in), "")
        .await
        .expect("a ranking");
    assert_eq!(named.tables, present.tables);
    assert_eq!(service.store.dump_all(), before, "nothing is stored");

    let set = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-09".to_owned(),
            ..strict()
        }),
        request_id: String::new(),
    };
    service.policies().set_policy(set).await.expect("a policy");
    let stored = Rules::PolicyName("policies/2015-12".to_owned());
    let named = simulate(&service, Some(stored), "")
        .await
        .expect("a ranking");
    assert_eq!(named.policy.expect("the policy").name, "policies/2015-09");
    assert_eq!(named.tables, given.tables);
    let listed = service
        .policies()
        .list_policies(ListPoliciesRequest::default())
        .await
        .expect("policies");
    assert_eq!(listed.into_inner().policies.len(), 2);
    assert!(violations(service.ranking(&present.name).await).contains_key("name"));
}

#[tokio::test]
async fn a_comparison_tells_what_changed_unit_by_unit_and_by_which_late_facts() {
    let service = Service::june().await;
    service.publish("").await.expect("sealed");
    let same = compare(&service, |_| {}).await.expect("a comparison");
    assert_eq!((same.units.len(), same.total_size), (0, 0));
    assert!(same.rule_changes.is_empty() && same.registry_changes.is_empty());

    let head = service.intake.head();
    service.intake.add(|feed| {
        feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
        feed.supervised(2, "a", "2015-06-29T10:00:00+08:00");
        // After the cut-off, and in another month.
        feed.completed(2, 1, "2015-07-20T10:00:00+08:00");
        feed.supervised(3, "a", "2015-07-01T10:00:00+08:00");
        let moved = feed.events[21].clone();
        feed.push(
            "2015-06-13T10:00:00+08:00",
            corrected(FactCorrected {
                corrected_sequence: moved.sequence,
                subject: "workOrders/20150601-000004/assignments/1/exclusions/1".to_owned(),
                ..FactCorrected::default()
            }),
        );
        feed.unit("b", "乙县改", hotline_proto::intake::UnitGroup::County, 2);
    });
    service.caught_up().await;
    let set = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-06".to_owned(),
            ..strict()
        }),
        request_id: String::new(),
    };
    service.policies().set_policy(set).await.expect("a policy");

    let compared = compare(&service, |_| {}).await.expect("a comparison");
    assert_eq!(compared.before, "rankings/2015-06/revisions/1");
    assert_eq!(compared.after, "rankings/2015-06/revisions/provisional");
    assert_eq!(
        (compared.before_feed_sequence, compared.after_feed_sequence),
        (head, service.intake.head())
    );
    let facts: Vec<_> = compared
        .late_facts
        .iter()
        .map(|fact| {
            (
                fact.sequence - head,
                fact.kind.as_str(),
                fact.units.join(","),
                fact.annuls,
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            (1, "COMPLETED", "b".to_owned(), false),
            (2, "SUPERVISION_ISSUED", "a".to_owned(), false),
            (5, "EXCLUDED", "b".to_owned(), true),
        ]
    );
    assert_eq!(compared.late_facts[1].subject, "supervisions/2");
    assert_eq!(compared.late_facts[2].corrects, 22);
    let fields: Vec<_> = compared
        .rule_changes
        .iter()
        .map(|it| it.field.as_str())
        .collect();
    assert_eq!(
        fields,
        ["policy.effective", "policy.grade_weights", "policy.weights"]
    );
    assert_eq!(compared.rule_changes[2].before, "6 3 1");
    assert_eq!(compared.rule_changes[2].after, "1 0 0");
    assert_eq!(compared.registry_changes.len(), 1);
    assert_eq!(compared.registry_changes[0].after, "乙县改");
    let units: Vec<_> = compared
        .units
        .iter()
        .map(|unit| (unit.unit.as_str(), unit.late_facts))
        .collect();
    assert_eq!(units, [("a", 1), ("b", 2)]);
    let b = &compared.units[1];
    assert!(b.changes.contains(&UnitChange {
        unit: "b".to_owned(),
        field: "counts.completed".to_owned(),
        before: "0".to_owned(),
        after: "1".to_owned(),
    }));
    assert_eq!(
        b.before.as_ref().map(|row| row.display_name.as_str()),
        Some("乙县")
    );

    // One unit, page by page; and between two sealed revisions.
    service.publish("late facts").await.expect("sealed");
    let page = |page_token: String| {
        compare(&service, move |request| {
            request.other_revision = 2;
            request.unit = "units/b".to_owned();
            request.page_size = 1;
            request.page_token = page_token;
        })
    };
    let first = page(String::new()).await.expect("a page");
    assert_eq!((first.total_size, first.units.len()), (2, 1));
    let second = page(first.next_page_token.clone()).await.expect("a page");
    assert_eq!(second.late_facts[0].kind, "EXCLUDED");
    assert_eq!(
        (second.next_page_token.as_str(), second.units.len()),
        ("", 0)
    );
    let other = compare(&service, |request| {
        request.page_token = first.next_page_token;
    })
    .await;
    assert!(violations(other).contains_key("page_token"));
    let missing = compare(&service, |request| request.other_revision = 3).await;
    assert_eq!(kind(missing).0, Code::NotFound);
    let nobody = compare(&service, |request| request.unit = "units/nobody".to_owned()).await;
    assert_eq!(kind(nobody).0, Code::NotFound);
}

#[tokio::test]
async fn a_history_has_the_sealed_line_where_there_is_one_and_goes_page_by_page() {
    let service = Service::june().await;
    service.intake.add(|feed| {
        feed.order(7, "2015-07-01T10:00:00+08:00");
        feed.assigned(7, 1, "b", "2015-07-02T10:00:00+08:00", None);
        feed.completed(7, 1, "2015-07-03T10:00:00+08:00");
    });
    service.caught_up().await;
    let sealed = service.publish("").await.expect("sealed");
    let found = history(&service, "b", |_| {}).await.expect("a history");
    let [june, july] = found.months.as_slice() else {
        panic!("two months: {found:?}");
    };
    let summary = |month: &UnitMonth| {
        let rank = month.row.as_ref().and_then(|row| row.rank);
        (
            month.month.clone(),
            rank,
            month.ranked_units,
            month.list(),
            month.provisional,
        )
    };
    assert_eq!(june.ranking, sealed.name);
    assert_eq!(
        summary(june),
        ("2015-06".to_owned(), Some(2), 2, UnitList::Ranked, false)
    );
    assert_eq!(
        summary(july),
        ("2015-07".to_owned(), Some(1), 1, UnitList::Ranked, true)
    );
    let d = history(&service, "d", |_| {}).await.expect("a history");
    assert_eq!(d.months[0].list(), UnitList::WithoutVolume);

    let page = |page_token: String| {
        history(&service, "b", move |request| {
            request.page_size = 1;
            request.page_token = page_token;
        })
    };
    let first = page(String::new()).await.expect("a page");
    assert_eq!(first.months, std::slice::from_ref(june));
    let second = page(first.next_page_token).await.expect("a page");
    assert_eq!(second.months, std::slice::from_ref(july));
    assert_eq!(second.next_page_token, "");

    let late = history(&service, "b", |request| {
        request.from_month = "2015-07".to_owned();
    });
    assert_eq!(
        late.await.expect("a history").months,
        std::slice::from_ref(july)
    );
    let early = history(&service, "b", |request| {
        request.to_month = "2015-06".to_owned();
    });
    assert_eq!(
        early.await.expect("a history").months,
        std::slice::from_ref(june)
    );
    let none = history(&service, "b", |request| {
        request.from_month = "2016-01".to_owned();
    });
    assert!(none.await.expect("a history").months.is_empty());
    assert_eq!(
        kind(history(&service, "nobody", |_| {}).await).0,
        Code::NotFound
    );
}
