//! A small proof, changed in every way.

use hotline_common::time::{Day, Moment, Month, Zone};

use super::{
    Assignment, Canonical, Chain, FORMAT, FactsHash, Header, Line, Record, Recount, Report,
    Supervision, Trailer, VERSION, Verifier,
};
use crate::figures::sha256;
use crate::score::{
    AssignmentHistory, BulletinSources, CallFacts, CardColour, Duplicates, Fact, FactKind, Grade,
    Lists, Policy, Publication, Resolved, Role, ScoredMeasure, SupervisionFacts, SupervisionForm,
    UnitInfo, Visit, WeighedMeasure, bulletin, call_contribution, canonical_figures,
    canonical_seal, rank,
};

const KINDS: [FactKind; 19] = [
    FactKind::SignedFor,
    FactKind::TakenInHand,
    FactKind::SendBackRequested,
    FactKind::SendBackRefused,
    FactKind::ExtensionRequested { due: Moment::MAX },
    FactKind::ExtensionRefused,
    FactKind::Extended { due: Moment::MAX },
    FactKind::CardIssued {
        colour: CardColour::Yellow,
        due: Moment::MAX,
    },
    FactKind::COMPLETED,
    FactKind::VisitedUnrated,
    FactKind::Visited(Visit {
        process: Grade::Satisfied,
        outcome: Grade::Dissatisfied,
        resolved: Resolved::Partly,
    }),
    FactKind::Redone { due: None },
    FactKind::Completed {
        contact: Some(Moment::MIN),
    },
    FactKind::Closed,
    FactKind::ExclusionRequested,
    FactKind::ExclusionRefused,
    FactKind::ExclusionAppealed,
    FactKind::Excluded,
    FactKind::Withdrawn,
];

fn zone() -> Zone {
    Zone::named("Asia/Shanghai").expect("a zone")
}

fn june() -> Month {
    Month::new(2015, 6).expect("a month")
}

fn at(day: u8, hours: i64) -> Moment {
    zone()
        .start_of(june().day(day))
        .plus_micros(hours * 3_600_000_000)
}

fn last_day() -> Day {
    "2015-07-10".parse().expect("a day")
}

/// Unit `a` has an assignment of every fate, unit `b` three completed and graded ones.
fn assignments() -> Vec<AssignmentHistory> {
    let fact = |(index, kind): (usize, FactKind)| {
        let number = i64::try_from(index).expect("small");
        Fact {
            happened: at(3, number),
            recorded_sequence: 100 + number,
            recorded: at(3, number + 1),
            corrected: (index % 5 == 0).then_some(900 + number),
            kind,
        }
    };
    let assignment = |number: u32, unit: &str, kinds: &[FactKind]| AssignmentHistory {
        order: 20_150_601_000_001 + i64::from(number / 3),
        number,
        unit: unit.to_owned(),
        role: if number % 4 == 3 {
            Role::Assist
        } else {
            Role::Lead
        },
        assigned: at(2, i64::from(number)),
        due: number.is_multiple_of(2).then(|| at(9, 0)),
        sign_due: Some(at(4, 0)),
        governors_mailbox: number == 1,
        duplicate: (number == 5).then(|| at(20, 0)),
        facts: kinds.iter().copied().enumerate().map(fact).collect(),
    };
    let mut all = vec![assignment(1, "a", &KINDS)];
    all.extend((2..8).map(|number| {
        let unit = if number % 2 == 0 { "a" } else { "b" };
        assignment(number, unit, &KINDS[8..11])
    }));
    all
}

fn supervisions() -> Vec<(i64, SupervisionFacts)> {
    let supervision = |unit: &str, form| SupervisionFacts {
        unit: unit.to_owned(),
        form,
        issued: at(12, 0),
    };
    vec![
        (7, supervision("a", SupervisionForm::Written)),
        (11, supervision("unknown", SupervisionForm::OnSite)),
    ]
}

fn units() -> Vec<UnitInfo> {
    let unit = |code: &str, position| UnitInfo {
        code: code.to_owned(),
        name: format!("unit\t{code}\\"),
        group: crate::score::Group::County,
        position,
        parent: None,
        active_from: None,
        active_to: None,
    };
    vec![unit("a", 1), unit("b", 2), unit("idle", 3)]
}

/// What a proof is written of; a forger changes it.
struct Draft {
    assignments: Vec<Assignment>,
    /// What `seal.facts` says; `None` for a revision from before there was such a line.
    sealed_facts: Option<String>,
    policy: Policy,
}

impl Draft {
    fn new() -> Draft {
        let assignments: Vec<Assignment> = assignments().iter().map(Assignment::of).collect();
        let mut facts = FactsHash::default();
        for assignment in &assignments {
            facts.assignment(&assignment.history().expect("it has a name"));
        }
        for (id, supervision) in supervisions() {
            facts.supervision(&Supervision::of(id, &supervision));
        }
        Draft {
            assignments,
            sealed_facts: Some(facts.finish()),
            policy: Policy::default(),
        }
    }

    /// The figures are always those of the true facts.
    fn records(&self) -> Vec<Record> {
        let policy = self.policy.clone();
        let mut recount = Recount::new(zone(), june());
        for history in assignments() {
            recount.assignment(&history);
        }
        for (_, supervision) in supervisions() {
            recount.supervision(&supervision);
        }
        let mut tallies = recount.tallies().clone();
        for wait in [9_000, 15_000, 16_000] {
            let call = CallFacts {
                started: at(2, 0),
                answered: true,
                wait: Some(wait),
                called_back: None,
                sms_notice: None,
            };
            tallies.extend(call_contribution(&call, &zone()));
        }
        let ranking = rank(&tallies, &units(), &policy, june(), last_day());
        let bulletin = bulletin(&BulletinSources {
            tallies: &tallies,
            ranking: &ranking,
            categories: &[],
            topics: &[],
            leader_sessions: &[],
            activities: &[],
        });
        let publication = Publication {
            revision: 2,
            issue: 6,
            dated: last_day(),
            reason: "a test".to_owned(),
            feed_position: 1_000,
            accepted: vec![],
            previous_hash: Some("00ff".to_owned()),
            facts_hash: self.sealed_facts.clone().unwrap_or_default(),
        };
        let figures = canonical_figures(&policy, &zone(), &ranking, &bulletin, &[]);
        let mut canonical = canonical_seal(&publication, &figures);
        if self.sealed_facts.is_none() {
            canonical = canonical.replace("seal.facts\t\n", "");
        }
        let header = Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            name: "rankings/2015-06/revisions/2".to_owned(),
            month: june(),
            revision: 2,
            time_zone: "Asia/Shanghai".to_owned(),
            last_day: last_day(),
            cut_off: zone().end_of(last_day()),
            feed_sequence: 1_000,
            hash: sha256(&canonical),
            previous_hash: Some("00ff".to_owned()),
            facts_hash: self.sealed_facts.clone(),
        };
        let mut records = vec![
            Record::Header(Box::new(header)),
            Record::Policy(Box::new(policy)),
        ];
        records.extend(canonical.lines().map(|text| {
            Record::Canonical(Canonical {
                text: text.to_owned(),
            })
        }));
        records.extend(self.assignments.iter().cloned().map(Record::Assignment));
        records.extend(
            supervisions()
                .iter()
                .map(|(id, one)| Record::Supervision(Supervision::of(*id, one))),
        );
        records.extend(ranking.listed().map(|(list, row)| {
            Record::Row(Box::new(Line {
                list: list.to_owned(),
                row: row.clone(),
            }))
        }));
        let count = |is: fn(&Record) -> bool| {
            u64::try_from(records.iter().filter(|one| is(one)).count()).expect("small")
        };
        let trailer = Trailer {
            canonical: count(|one| matches!(one, Record::Canonical(_))),
            assignments: count(|one| matches!(one, Record::Assignment(_))),
            supervisions: count(|one| matches!(one, Record::Supervision(_))),
            rows: count(|one| matches!(one, Record::Row(_))),
        };
        records.push(Record::Trailer(trailer));
        records
    }
}

fn write(records: &[Record]) -> Vec<Vec<u8>> {
    let mut chain = Chain::new();
    records
        .iter()
        .map(|record| chain.append(record).into_bytes())
        .collect()
}

fn verify_against(hash: Option<String>, file: &[u8]) -> Report {
    let mut verifier = Verifier::new(hash);
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        verifier.line(line);
    }
    verifier.finish()
}

fn verify(file: &[u8]) -> Report {
    verify_against(None, file)
}

fn assert_names(file: &[u8], line: usize, what: &str) {
    let report = verify(file);
    assert!(!report.is_accepted(), "{what}");
    let named = report.faults.first().expect("a fault").line;
    assert_eq!(named, u64::try_from(line).ok(), "{what}: {report:?}");
}

#[test]
fn a_proof_as_it_was_written_is_accepted() {
    let report = verify(&write(&Draft::new().records()).concat());
    assert!(report.is_accepted(), "{report:#?}");
    assert_eq!(report.name.as_deref(), Some("rankings/2015-06/revisions/2"));
    let hash = report.hash.clone();
    assert!(verify_against(hash, &write(&Draft::new().records()).concat()).is_accepted());
}

#[test]
fn a_proof_under_any_policy_is_accepted() {
    let measures = ScoredMeasure::ALL.iter().map(|measure| WeighedMeasure {
        measure: *measure,
        weight: 1,
        direction: measure.usual_direction(),
    });
    let policy = Policy {
        measures: measures.collect(),
        duplicates: Duplicates::CountOnce,
        ..Policy::default()
    };
    // Unit `a` has a volume of 3.
    for (minimum_volume, list) in [(3, "ranked"), (4, "small_sample")] {
        let lists = Lists {
            minimum_volume,
            ..Lists::default()
        };
        let draft = Draft {
            policy: Policy {
                lists,
                ..policy.clone()
            },
            ..Draft::new()
        };
        let records = draft.records();
        let is_listed = |record: &Record| matches!(record, Record::Row(line) if line.row.code == "a" && line.list == list);
        assert!(records.iter().any(is_listed), "{list}");
        let calls = "measure\ta\tANSWERED_IN_15_SECONDS\t2\t3\t66.67";
        let is_calls =
            |record: &Record| matches!(record, Record::Canonical(line) if line.text == calls);
        assert!(records.iter().any(is_calls), "{calls}");
        let report = verify(&write(&records).concat());
        assert!(report.is_accepted(), "{list}: {report:#?}");
    }
}

#[test]
fn every_changed_byte_is_found_and_its_line_named() {
    const FLIPS: [u8; 4] = [1, 2, 0x20, 0x80];
    let lines = write(&Draft::new().records());
    let mut before = Verifier::new(None);
    for (index, line) in lines.iter().enumerate() {
        for place in 0..line.len() {
            // Every byte is changed in one way; each way comes in every line.
            let flip = FLIPS[(index + place) % FLIPS.len()];
            let mut changed = line.clone();
            changed[place] ^= flip;
            // What follows tells nothing more of this line; only a changed line end runs into the next one.
            if place + 1 == line.len() {
                changed.extend(lines.get(index + 1).into_iter().flatten());
            }
            let mut verifier = before.clone();
            for line in changed.split_inclusive(|byte| *byte == b'\n') {
                verifier.line(line);
            }
            let report = verifier.finish();
            let named = report.faults.first().expect("a fault").line;
            let expected = u64::try_from(index + 1).ok();
            assert_eq!(named, expected, "byte {place} ^ {flip}: {report:?}");
        }
        before.line(line);
    }
    assert!(before.finish().is_accepted());
}

#[test]
fn what_is_left_out_added_or_moved_is_found() {
    let lines = write(&Draft::new().records());
    for index in 0..lines.len() {
        let mut left_out = lines.clone();
        left_out.remove(index);
        // Without the last line it is the line before that lacks its trailer.
        let named = (index + 1).min(left_out.len());
        assert_names(&left_out.concat(), named, &format!("without line {index}"));
        let mut twice = lines.clone();
        twice.insert(index, lines[index].clone());
        assert_names(&twice.concat(), index + 2, &format!("twice line {index}"));
        let mut blank = lines.clone();
        blank.insert(index, b"\n".to_vec());
        assert_names(&blank.concat(), index + 1, &format!("blank before {index}"));
        if index + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(index, index + 1);
            assert_names(&swapped.concat(), index + 1, &format!("swapped {index}"));
        }
        let mut cut = lines.clone();
        cut.truncate(index);
        assert!(!verify(&cut.concat()).is_accepted(), "{index} lines");
        let mut joined = lines.clone();
        joined[index].pop();
        assert_names(&joined.concat(), index + 1, &format!("no LF after {index}"));
        let mut spaced = lines.clone();
        spaced[index].insert(1, b' ');
        assert_names(&spaced.concat(), index + 1, &format!("a space in {index}"));
    }
}

#[test]
fn a_fact_changed_by_one_who_writes_the_chain_anew_is_found() {
    let mut draft = Draft::new();
    // Another grade would be another satisfaction; another due of a card is nothing that counts.
    draft.assignments[1].facts.remove(2);
    let report = verify(&write(&draft.records()).concat());
    let words: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(
        words
            .iter()
            .any(|words| words.contains("row of unit a: counts.visited is 3, and 2 comes out")),
        "{words:#?}"
    );
    let mut draft = Draft::new();
    draft.assignments[0].facts[3].corrected = Some(5);
    let report = verify(&write(&draft.records()).concat());
    assert!(!report.is_accepted());
    assert_eq!(report.faults.len(), 1, "{report:#?}");
    assert!(
        report.faults[0]
            .words
            .contains("are not those that were sealed")
    );
}

#[test]
fn a_forger_who_also_seals_anew_has_another_hash_than_the_published_one() {
    let published = verify(&write(&Draft::new().records()).concat()).hash;
    let mut draft = Draft::new();
    draft.assignments[0].facts[3].corrected = Some(5);
    let mut facts = FactsHash::default();
    for assignment in &draft.assignments {
        facts.assignment(&assignment.history().expect("it has a name"));
    }
    for (id, supervision) in supervisions() {
        facts.supervision(&Supervision::of(id, &supervision));
    }
    draft.sealed_facts = Some(facts.finish());
    let forged = write(&draft.records()).concat();
    assert!(verify(&forged).is_accepted(), "by itself it is a proof");
    let report = verify_against(published, &forged);
    assert!(!report.is_accepted());
    assert!(
        report.faults[0].words.contains("was published"),
        "{report:#?}"
    );
}

#[test]
fn a_changed_figure_names_its_row_and_its_canonical_line() {
    let mut records = Draft::new().records();
    for record in &mut records {
        match record {
            Record::Canonical(line) if line.text.starts_with("counts\tb\t") => {
                line.text = line.text.replacen("counts\tb\t1", "counts\tb\t3", 1);
            }
            Record::Row(line) if line.row.code == "b" => line.row.counts.volume = 3,
            _ => {}
        }
    }
    let report = verify(&write(&records).concat());
    let words: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    for wanted in [
        "row of unit b: counts.volume is 3, and 1 comes out of the assignments",
        "counts of unit b: says \"counts\\tb\\t3",
        "the canonical text has the hash",
    ] {
        assert!(
            words.iter().any(|words| words.contains(wanted)),
            "{words:#?}"
        );
    }
}

#[test]
fn a_revision_from_before_facts_were_sealed_says_so() {
    let mut draft = Draft::new();
    draft.sealed_facts = None;
    let report = verify(&write(&draft.records()).concat());
    assert!(report.is_accepted(), "{report:#?}");
    assert!(report.checks[1].words.contains("before facts were"));
}

#[test]
fn lines_in_another_order_are_refused_even_with_a_sound_chain() {
    let records = Draft::new().records();
    for index in 0..records.len() - 1 {
        let mut swapped = records.clone();
        swapped.swap(index, index + 1);
        let report = verify(&write(&swapped).concat());
        assert!(!report.is_accepted(), "{index} and the next");
    }
    assert!(!verify(b"").is_accepted());
}
