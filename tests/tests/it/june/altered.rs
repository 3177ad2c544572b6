//! One altered fact at a time, and the cells that must change by it.

use std::collections::BTreeSet;

use hotline_common::time::{Month, Zone};
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::*;
use hotline_proto::scoring::{GetRankingRequest, Ranking};
use hotline_tests::client::import;
use hotline_tests::figures::Figures;
use hotline_tests::pair::Pair;
use hotline_tests::pocket::Pocket;
use hotline_tests::report::COLUMNS;

use super::{assert_table, rows, texts};
use crate::support::{at, request_id};

/// The month's cut-off is an hour away.
const SHORTLY_BEFORE_THE_CUT_OFF: &str = "2015-07-10T15:00:00Z";

/// The month as it is after some alterations: worked out on a pocket calculator, and as scoring has it.
pub(super) struct Altered {
    pub(super) pocket: Pocket,
    pub(super) ranking: Ranking,
}

impl Altered {
    pub(super) fn new(records: &[ImportRequest], ranking: &Ranking) -> Altered {
        let zone = Zone::named("Asia/Shanghai").expect("built in");
        let mut pocket = Pocket::new(&zone, Month::new(2015, 6).expect("a month"));
        for record in records {
            pocket.add(record);
        }
        Altered {
            pocket,
            ranking: ranking.clone(),
        }
    }

    /// Brings in one more record; the cells that change must be those that the pocket calculator changes.
    async fn by(&mut self, pair: &Pair, record: ImportRequest) -> BTreeSet<(String, &'static str)> {
        let lines = |pocket: &Pocket| -> Vec<[String; 11]> {
            let tables = [UnitGroup::County, UnitGroup::Department];
            tables
                .iter()
                .flat_map(|group| pocket.table(*group))
                .map(|line| texts(&line))
                .collect()
        };
        let before = lines(&self.pocket);
        self.pocket.add(&record);
        let predicted = differences(&before, &lines(&self.pocket));

        let imported = import(pair.intake.channel(), std::iter::once(record), |_| ()).await;
        assert_eq!(imported.expect("it goes through").rejections, []);
        pair.caught_up().await.expect("scoring catches up");
        let name = "rankings/2015-06/revisions/provisional".to_owned();
        let request = GetRankingRequest { name };
        let ranking = pair.scoring_clients().rankings.get_ranking(request).await;
        let ranking = ranking.expect("a ranking").into_inner();
        let changed = differences(&rows(&self.ranking), &rows(&ranking));
        assert_eq!(changed, predicted);
        assert_table(&self.pocket, &ranking);
        self.ranking = ranking;
        changed
    }

    fn cell(&self, unit: &str, column: &str) -> String {
        let column = COLUMNS
            .iter()
            .position(|name| *name == column)
            .expect("a column");
        let rows = rows(&self.ranking);
        let row = rows
            .into_iter()
            .find(|row| row[1] == unit)
            .expect("the unit's row");
        row[column].clone()
    }
}

/// Of three orders one is opened again: 3 ÷ 3 becomes 2 ÷ 3.
pub(super) async fn one_completion(pair: &Pair, altered: &mut Altered, records: &[ImportRequest]) {
    let (reference, assignment) = completed(records, "guoshuiju");
    let redo = Record::RedoAssignment(RedoAssignmentRequest {
        assignment,
        redo_time: at(SHORTLY_BEFORE_THE_CUT_OFF),
        reason: RedoReason::Recurred.into(),
        ..RedoAssignmentRequest::default()
    });
    let changed = altered.by(pair, about(reference, redo)).await;
    assert_eq!(altered.cell("guoshuiju", "completion_rate"), "66.67");
    // (6 × 100 + 3 × 66.67 + 100) ÷ 10 = 90.001
    assert_eq!(altered.cell("guoshuiju", "composite_score"), "90.00");
    let of_the_unit: BTreeSet<&str> = changed
        .iter()
        .filter(|(unit, _)| unit == "guoshuiju")
        .map(|(_, column)| *column)
        .collect();
    assert_eq!(
        of_the_unit,
        BTreeSet::from(["rank", "completion_rate", "composite_score"])
    );
    assert!(
        changed
            .iter()
            .all(|(unit, column)| unit == "guoshuiju" || *column == "rank")
    );
}

/// The only visit of a unit is followed by another one, which is a little less pleased.
pub(super) async fn one_grade(pair: &Pair, altered: &mut Altered, records: &[ImportRequest]) {
    let (reference, assignment) = completed(records, "anjianju");
    let visit = Record::RecordReturnVisit(RecordReturnVisitRequest {
        assignment,
        return_visit: Some(ReturnVisit {
            visit_time: at(SHORTLY_BEFORE_THE_CUT_OFF),
            channel: VisitChannel::InPerson.into(),
            result: VisitResult::Rated.into(),
            process_grade: Grade::VerySatisfied.into(),
            outcome_grade: Grade::Satisfied.into(),
            resolved: Resolved::Yes.into(),
            ..ReturnVisit::default()
        }),
        ..RecordReturnVisitRequest::default()
    });
    let changed = altered.by(pair, about(reference, visit)).await;
    // (1.0 + 0.9) ÷ 2, and (6 × 95 + 3 × 100 + 100) ÷ 10.
    assert_eq!(altered.cell("anjianju", "satisfaction_rate"), "95.00");
    assert_eq!(altered.cell("anjianju", "composite_score"), "97.00");
    assert!(
        changed
            .iter()
            .all(|(unit, column)| unit == "anjianju" || *column == "rank")
    );
}

/// An eleventh supervision changes the ratio of every unit that was supervised.
pub(super) async fn one_supervision(pair: &Pair, altered: &mut Altered) {
    let issue = Record::IssueSupervision(IssueSupervisionRequest {
        supervision: Some(Supervision {
            unit: "units/weijiwei".to_owned(),
            form: SupervisionForm::Telephone.into(),
            issue_time: at("2015-06-20T01:00:00Z"),
            reason: SupervisionReason::MajorMatter.into(),
            ..Supervision::default()
        }),
        request_id: request_id(1),
        ..IssueSupervisionRequest::default()
    });
    let record = ImportRequest {
        record: Some(issue),
        ..ImportRequest::default()
    };
    let changed = altered.by(pair, record).await;
    assert_eq!(altered.cell("weijiwei", "supervision_ratio"), "9.09");
    assert_eq!(altered.cell("guanxian", "supervision_ratio"), "18.18");
    // (6 × 100 + 3 × 100 + (100 − 9.09)) ÷ 10 = 99.091
    assert_eq!(altered.cell("weijiwei", "composite_score"), "99.09");
    let with_ratio: BTreeSet<&str> = changed
        .iter()
        .filter(|(_, column)| *column == "supervision_ratio")
        .map(|(unit, _)| unit.as_str())
        .collect();
    let supervised = Figures::june_2015();
    let supervised = supervised.units.iter().filter(|unit| 0 < unit.supervisions);
    let expected: BTreeSet<&str> = supervised
        .map(|unit| unit.unit_code.as_str())
        .chain(["weijiwei"])
        .collect();
    assert_eq!(with_ratio, expected);
}

/// An assignment of a unit that was completed once and left alone: its order and its name.
fn completed(records: &[ImportRequest], unit: &str) -> (ExternalReference, String) {
    let unit = format!("units/{unit}");
    let of_unit = records.iter().filter_map(|request| match &request.record {
        Some(Record::AssignWorkOrder(assign)) if assign.unit == unit => {
            request.work_order_reference.clone()
        }
        _ => None,
    });
    let june = of_unit.filter(|reference| reference.id.starts_with("2015-06"));
    for reference in june {
        let records: Vec<&Record> = records
            .iter()
            .filter(|request| request.work_order_reference.as_ref() == Some(&reference))
            .filter_map(|request| request.record.as_ref())
            .collect();
        let plain = records.iter().all(|record| {
            matches!(
                record,
                Record::AssignWorkOrder(_)
                    | Record::CompleteAssignment(_)
                    | Record::RecordReturnVisit(_)
            )
        });
        let assigned = records
            .iter()
            .filter(|record| matches!(record, Record::AssignWorkOrder(_)));
        let visited = records
            .iter()
            .any(|record| matches!(record, Record::RecordReturnVisit(_)));
        if plain && visited && assigned.count() == 1 {
            return (reference, "workOrders/-/assignments/1".to_owned());
        }
    }
    panic!("{unit} has no such assignment");
}

fn about(reference: ExternalReference, record: Record) -> ImportRequest {
    ImportRequest {
        work_order_reference: Some(reference),
        record: Some(record),
        ..ImportRequest::default()
    }
}

/// The unit and the column of each cell that is not the same.
pub(super) fn differences(
    before: &[[String; 11]],
    after: &[[String; 11]],
) -> BTreeSet<(String, &'static str)> {
    let mut different = BTreeSet::new();
    assert_eq!(before.len(), after.len());
    for row in before {
        let other = after
            .iter()
            .find(|other| other[1] == row[1])
            .expect("the same units");
        for (column, (cell, other)) in COLUMNS.iter().zip(row.iter().zip(other)) {
            if cell != other {
                different.insert((row[1].clone(), *column));
            }
        }
    }
    different
}
