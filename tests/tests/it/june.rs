//! The month of June 2015 through both services, to the last digit.

mod altered;

use std::collections::BTreeSet;
use std::sync::Arc;

use hotline_proto::intake::{ImportRequest, UnitGroup};
use hotline_proto::scoring::{
    GetBulletinRequest, GetRankingRequest, ListedUnit, PublishRankingRequest, Ranking, RankingRow,
    SetPolicyRequest, UnitGroup as Table, VerifyRequest,
};
use hotline_tests::compare::checks;
use hotline_tests::figures::Figures;
use hotline_tests::june::{June, Scope};
use hotline_tests::load::{lift_supervisions, load};
use hotline_tests::pair::Pair;
use hotline_tests::pocket::{Line, Pocket};
use hotline_tests::policy;
use hotline_tests::report::cells;
use tonic::Code;

use crate::proof;
use crate::support::errors::reason;
use crate::support::{Running, start_pair};
use altered::{Altered, differences, one_completion, one_grade, one_supervision};

#[tokio::test(flavor = "multi_thread")]
async fn june_2015_equals_the_bulletin_and_an_altered_fact_changes_exactly_the_predicted_cells() {
    let Running { pair, directory } = start_pair().await;
    let figures = Figures::june_2015();
    let june = Arc::new(June::plan(&figures, Scope::Everything));
    let loaded = load(|| pair.intake.channel(), &june, |_| ())
        .await
        .expect("it goes through");
    assert_eq!(loaded.rejections, []);
    assert_eq!(loaded.received, i64::try_from(june.count()).expect("small"));
    lift_supervisions(&pair.intake_clients(), 3)
        .await
        .expect("supervisions are lifted");
    pair.caught_up().await.expect("scoring catches up");

    let sealed = publish(&pair, &figures, "").await.expect("it is published");
    let name = sealed.name.clone();
    assert_eq!(name, "rankings/2015-06/revisions/1");
    let mut clients = pair.scoring_clients();
    let request = GetBulletinRequest { name: name.clone() };
    let bulletin = clients
        .bulletins
        .get_bulletin(request)
        .await
        .expect("a bulletin")
        .into_inner();
    for check in checks(&figures, &sealed, &bulletin) {
        assert!(check.holds(), "{check}");
    }
    for identity in &sealed.identities {
        assert!(identity.holds, "{identity:?}");
    }
    let request = VerifyRequest {
        month: "2015-06".to_owned(),
    };
    let verified = clients
        .admin
        .verify(request)
        .await
        .expect("verified")
        .into_inner();
    assert_eq!(verified.difference_count, 0, "{verified:?}");

    let proved = proof::export(&pair, "1").await;
    proof::assert_accepted(directory.path(), &proved, &sealed).await;
    proof::assert_changes_are_found(directory.path(), &proved, &sealed).await;

    let records: Vec<ImportRequest> = june
        .registry()
        .chain(june.lanes().into_iter().flat_map(|lane| lane.records))
        .collect();
    let mut altered = Altered::new(&records, &sealed);
    assert_table(&altered.pocket, &sealed);
    one_completion(&pair, &mut altered, &records).await;
    one_grade(&pair, &mut altered, &records).await;
    one_supervision(&pair, &mut altered).await;

    let refused = publish(&pair, &figures, "")
        .await
        .expect_err("a reason is needed");
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "REASON_REQUIRED")
    );
    let second = publish(&pair, &figures, "late facts")
        .await
        .expect("it is published");
    assert_eq!(second.name, "rankings/2015-06/revisions/2");
    assert_eq!(second.tables, altered.ranking.tables);
    let (first_seal, second_seal) = (
        sealed.seal.clone().expect("a seal"),
        second.seal.clone().expect("a seal"),
    );
    assert_eq!(second_seal.previous_hash, first_seal.hash);
    let changed: BTreeSet<&str> = second_seal
        .changes
        .iter()
        .map(|change| change.unit.as_str())
        .collect();
    let different: BTreeSet<String> = differences(&rows(&sealed), &rows(&altered.ranking))
        .into_iter()
        .map(|(unit, _)| unit)
        .collect();
    assert_eq!(changed, different.iter().map(String::as_str).collect());
    let first = clients
        .rankings
        .get_ranking(GetRankingRequest { name })
        .await;
    assert_eq!(
        first.expect("the first revision").into_inner(),
        sealed,
        "it never changes"
    );
    assert!(
        proof::export(&pair, "1").await == proved,
        "and neither does its proof"
    );
    let proved = proof::export(&pair, "2").await;
    proof::assert_accepted(directory.path(), &proved, &second).await;
}

async fn publish(pair: &Pair, figures: &Figures, why: &str) -> Result<Ranking, tonic::Status> {
    let mut clients = pair.scoring_clients();
    let policy = Some(policy::june_2015());
    let request = SetPolicyRequest {
        policy,
        ..SetPolicyRequest::default()
    };
    clients.policies.set_policy(request).await?;
    let bulletin = &figures.headline.bulletin;
    let request = PublishRankingRequest {
        month: bulletin.month.clone(),
        issue_number: bulletin.issue,
        issue_date: bulletin.dated.clone(),
        reason: why.to_owned(),
        ..PublishRankingRequest::default()
    };
    Ok(clients
        .rankings
        .publish_ranking(request)
        .await?
        .into_inner())
}

/// Every row of both tables must be the line that the pocket calculator has, in its order.
pub(crate) fn assert_table(pocket: &Pocket, ranking: &Ranking) {
    for (group, table) in [
        (UnitGroup::County, Table::County),
        (UnitGroup::Department, Table::Department),
    ] {
        let found = ranking.tables.iter().find(|found| found.group() == table);
        let found = found.map_or(&[][..], |table| &table.rows);
        let found: Vec<[String; 11]> = found.iter().map(nameless).collect();
        let expected: Vec<[String; 11]> = pocket.table(group).iter().map(texts).collect();
        assert_eq!(found, expected, "{table:?}");
        assert_lists(&pocket.table(group), ranking, table);
    }
}

/// The red list has whoever fewer than three are better than, the black list whoever fewer than three are worse than.
fn assert_lists(lines: &[Line], ranking: &Ranking, table: Table) {
    let scores: Vec<i64> = lines.iter().map(|line| line.composite_score).collect();
    let few = |is_among: &dyn Fn(i64) -> bool| {
        scores.iter().filter(|score| is_among(**score)).count() < 3
    };
    let units = |is_listed: &dyn Fn(i64) -> bool| -> Vec<&str> {
        let listed = lines.iter().filter(|line| is_listed(line.composite_score));
        listed.map(|line| line.unit.as_str()).collect()
    };
    let red = units(&|score| few(&|other| score < other));
    let black = units(&|score| few(&|other| other < score));
    let found = ranking.tables.iter().find(|found| found.group() == table);
    let Some(found) = found else {
        return assert!(lines.is_empty(), "{table:?}");
    };
    // A small group has nobody on both.
    let black: Vec<&str> = black
        .into_iter()
        .filter(|unit| !red.contains(unit))
        .collect();
    let codes = |list: &[ListedUnit]| -> Vec<String> {
        list.iter().map(|unit| unit.unit.clone()).collect()
    };
    assert_eq!(codes(&found.red_list), red, "{table:?}");
    assert_eq!(codes(&found.black_list), black, "{table:?}");
}

fn rows(ranking: &Ranking) -> Vec<[String; 11]> {
    ranking
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .map(nameless)
        .collect()
}

/// The pocket calculator does not know names.
fn nameless(row: &RankingRow) -> [String; 11] {
    let mut cells = cells(row);
    cells[2].clear();
    cells
}

fn texts(line: &Line) -> [String; 11] {
    let printed = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    [
        line.rank.to_string(),
        line.unit.clone(),
        String::new(),
        line.volume.to_string(),
        printed(line.completion_rate),
        line.satisfaction_rate.map_or_else(String::new, printed),
        line.supervisions.to_string(),
        printed(line.supervision_ratio),
        line.leader_sessions.to_string(),
        line.governor_mailbox.to_string(),
        printed(line.composite_score),
    ]
}
