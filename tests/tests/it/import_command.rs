//! `intake-service import`: a real export comes in whole, and its figures are the city's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use hotline_proto::scoring::{GetRankingRequest, SetPolicyRequest, UnitCounts};
use hotline_tests::pair::{IntakeClients, ScoringClients};
use hotline_tests::policy::june_2015;
use hotline_tests::service::{Launch, Program, Service};
use tokio::process::Command;

use crate::support::directory;

/// Rows were rejected.
const SOME_REJECTED: Option<i32> = Some(65);

fn project(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

/// The export, copied to where the command may write beside it.
fn export(directory: &Path) -> PathBuf {
    let copy = directory.join("export.csv");
    std::fs::copy(project("tests/data/boston-311/slice.csv"), &copy).expect("the export is there");
    copy
}

async fn run(arguments: &[&str]) -> Output {
    let program = Program::Intake.path().expect("intake is built");
    let mut command = Command::new(program);
    command.arg("import").args(arguments).env_clear();
    command.kill_on_drop(true).output().await.expect("it runs")
}

async fn import(export: &Path, intake: &Service) -> Output {
    let map = project("docs/import/boston-311.toml");
    let map = map.to_str().expect("a path");
    let export = export.to_str().expect("a path");
    run(&[export, "--map", map, "--endpoint", &intake.endpoint()]).await
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn start_intake(directory: &Path) -> Service {
    let launch = Launch::intake(directory).argument("--time-zone=America/New_York");
    launch.start().await.expect("intake starts")
}

/// A department's cases of a month by the city's own word: on time, and not.
type Judged = BTreeMap<(String, String), (i64, i64)>;

/// What the city says, without the cases that were closed before they were opened.
fn judged_by_the_city() -> Judged {
    let mut judged = Judged::new();
    let mut reader = csv::Reader::from_path(project("tests/data/boston-311/slice.csv"));
    let reader = reader.as_mut().expect("the export is there");
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.expect("a row");
        let is_error = !row["closed_at"].is_empty() && row["closed_at"] < row["opened_at"];
        if !is_error {
            let unit = row["department"].replace(' ', "_");
            let counts = judged
                .entry((row["opened_at"][..7].to_owned(), unit))
                .or_default();
            if row["on_time"] == "ONTIME" {
                counts.0 += 1;
            } else {
                counts.1 += 1;
            }
        }
    }
    judged
}

/// What scoring says: completed on time or not rated, and rated but late or open.
async fn judged_by_scoring(scoring: &Service) -> Judged {
    let mut judged = Judged::new();
    let mut rankings = ScoringClients::new(scoring).rankings;
    for month in 1..=6 {
        let month = format!("2015-{month:02}");
        let name = format!("rankings/{month}/revisions/provisional");
        let ranking = rankings.get_ranking(GetRankingRequest { name }).await;
        for table in ranking.expect("a ranking").into_inner().tables {
            for row in table.rows.into_iter().chain(table.unrated) {
                let UnitCounts {
                    completed_on_time,
                    not_due,
                    rated,
                    ..
                } = row.counts.expect("counts");
                let counts = (completed_on_time + not_due, rated - completed_on_time);
                judged.insert((month.clone(), row.unit), counts);
            }
        }
    }
    judged
}

#[tokio::test]
async fn a_citys_export_comes_in_once_and_scoring_judges_as_the_city_did() {
    let directory = directory();
    let export = export(directory.path());
    let intake = start_intake(directory.path()).await;
    let first = import(&export, &intake).await;
    assert_eq!(first.status.code(), SOME_REJECTED, "{}", told(&first));
    assert!(told(&first).contains("read 301 rows"), "{}", told(&first));

    let rejected = std::fs::read_to_string(directory.path().join("export.csv.rejected.csv"));
    let rejected = rejected.expect("rejected rows");
    let mut lines = rejected.lines();
    let header = lines.next().expect("column names");
    assert!(header.ends_with("rejected_record,rejected_reason,rejected_message"));
    assert!(lines.all(|line| line.ends_with("{opened_at|time} is after {closed_at|time}")));

    let head = IntakeClients::new(&intake).head().await.expect("a head");
    let second = import(&export, &intake).await;
    assert_eq!(second.status.code(), SOME_REJECTED, "{}", told(&second));
    assert!(
        told(&second).contains(" 0 records recorded"),
        "{}",
        told(&second)
    );
    let after = IntakeClients::new(&intake).head().await.expect("a head");
    assert_eq!(after, head, "the second run adds nothing");

    let scoring = Launch::scoring(directory.path(), &intake.endpoint());
    let scoring = scoring.start().await.expect("scoring starts");
    let clients = ScoringClients::new(&scoring);
    clients
        .pulled_through(head.sequence)
        .await
        .expect("it catches up");
    let mut policy = june_2015();
    policy.name = "policies/2015-01".to_owned();
    policy.cut_off_date = "2016-01-12".to_owned();
    let request = SetPolicyRequest {
        policy: Some(policy),
        ..SetPolicyRequest::default()
    };
    clients
        .policies
        .clone()
        .set_policy(request)
        .await
        .expect("a policy");
    assert_eq!(judged_by_scoring(&scoring).await, judged_by_the_city());
}

#[tokio::test]
async fn an_import_that_breaks_off_goes_on_where_it_was() {
    let directory = directory();
    let export = export(directory.path());
    // Some thousand cases: the slice again and again, under other ids.
    let slice = std::fs::read_to_string(&export).expect("the export");
    let (header, rows) = slice.split_once('\n').expect("column names");
    let mut many = format!("{header}\n");
    for copy in 0..6 {
        many.extend(rows.lines().map(|row| format!("{copy}-{row}\n")));
    }
    std::fs::write(&export, many).expect("it is written");

    let intake = start_intake(directory.path()).await;
    let clients = IntakeClients::new(&intake);
    let mut command = Command::new(Program::Intake.path().expect("intake is built"));
    let endpoint = intake.endpoint();
    command
        .arg("import")
        .arg(&export)
        .arg("--endpoint")
        .arg(&endpoint);
    command
        .arg("--map")
        .arg(project("docs/import/boston-311.toml"));
    let mut first = command
        .env_clear()
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    while clients.head().await.expect("a head").sequence < 1_500 {
        assert_eq!(
            first.try_wait().expect("a status"),
            None,
            "it is not done yet"
        );
    }
    first.kill().await.expect("it is killed");
    let second = import(&export, &intake).await;
    assert_eq!(second.status.code(), SOME_REJECTED, "{}", told(&second));
    assert!(!directory.path().join("export.csv.progress").exists());

    let fresh = crate::support::directory();
    let other = start_intake(fresh.path()).await;
    let at_once = import(&export, &other).await;
    assert_eq!(at_once.status.code(), SOME_REJECTED, "{}", told(&at_once));
    let expected = IntakeClients::new(&other).head().await.expect("a head");
    let head = clients.head().await.expect("a head");
    assert_eq!(head.sequence, expected.sequence);
}

#[tokio::test]
async fn an_intake_that_is_away_is_said_with_the_row_to_go_on_from() {
    let directory = directory();
    let export = export(directory.path());
    let map = project("docs/import/boston-311.toml");
    let arguments = [
        export.to_str().expect("a path"),
        "--map",
        map.to_str().expect("a path"),
        "--endpoint",
        "http://127.0.0.1:1",
        "--retry-seconds",
        "0",
    ];
    let output = run(&arguments).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("broke off after row 0"),
        "{}",
        told(&output)
    );
    let checked = run(&[&arguments[..], &["--dry-run"]].concat()).await;
    assert_eq!(checked.status.code(), SOME_REJECTED, "{}", told(&checked));
    assert!(
        told(&checked).contains("checked 301 rows"),
        "{}",
        told(&checked)
    );
}

#[tokio::test]
async fn what_cannot_be_imported_is_said_before_anything_is_sent() {
    let directory = directory();
    let export = export(directory.path());
    let export = export.to_str().expect("a path");
    let map = directory.path().join("map.toml");
    let path = map.to_str().expect("a path").to_owned();
    let refused = async |text: &str| {
        std::fs::write(&map, text).expect("it is written");
        let output = run(&[export, "--map", &path, "--endpoint", "http://127.0.0.1:1"]).await;
        assert_eq!(output.status.code(), Some(1), "{text}: {}", told(&output));
        told(&output)
    };
    let record = |kind: &str, field: &str, value: &str| {
        format!("[[records]]\nkind = \"{kind}\"\n[records.fields]\n\"{field}\" = \"{value}\"\n")
    };

    let no_map = run(&[export, "--endpoint", "http://127.0.0.1:1"]).await;
    assert!(told(&no_map).contains("needs --map"), "{}", told(&no_map));
    for (text, said) in [
        (record("accept", "x", "y"), "there are update_unit, "),
        (
            record("update_unit", "unit.nam", "y"),
            "Unit has no field `nam`; there are name, ",
        ),
        (
            record("update_unit", "unit.name.x", "y"),
            "`name` has no fields of its own",
        ),
        (
            record("update_unit", "unit.name", "{dept}"),
            "has no column `dept`; there are case_id, ",
        ),
        (
            record("update_unit", "unit.name", "{source|table:x}"),
            "has no table `x`",
        ),
        (record("update_unit", "unit.name", "{source"), "without `}`"),
        (
            record("update_unit", "unit.name", "{source|upper}"),
            "there is no filter `upper`",
        ),
        (
            "time_zone = \"Mars/Base\"\nrecords = []".to_owned(),
            "Mars/Base",
        ),
        ("records = []".to_owned(), "the map has no records"),
        (
            "encoding = \"klingon\"\nrecords = []".to_owned(),
            "`klingon` is not known",
        ),
    ] {
        let told = refused(&text).await;
        assert!(told.contains(said), "{text} → {told}");
    }
}
