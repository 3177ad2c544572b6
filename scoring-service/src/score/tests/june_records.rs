//! The records of June 2015, made from the published figures.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hotline_common::time::Moment;

use super::support::{at, day, month, order, shanghai, visited};
use crate::score::{
    ActivityCounts, ActivityFacts, ActivityKind, AppreciationFacts, AppreciationKind,
    AssignmentHistory, CallFacts, CategoryInfo, Fact, FactKind, Facts, Grade, GradeWeights, Group,
    LeaderSessionFacts, Nature, OrderFacts, Policy, Role, SupervisionFacts, SupervisionForm,
    Tallies, Tally, TopicInfo, UnitInfo, activity_contribution, appreciation_contribution,
    assignment_contribution, call_contribution, leader_session_contribution, order_contribution,
    supervision_contribution,
};

const UNITS: &str = include_str!("../../../../tests/data/june-2015/units.csv");
const HEADLINE: &str = include_str!("../../../../tests/data/june-2015/headline.toml");

/// A line of `units.csv`, by the names of its columns.
pub(super) type Line = BTreeMap<&'static str, &'static str>;

pub(super) fn lines() -> Vec<Line> {
    let mut lines = UNITS.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| columns.iter().copied().zip(line.split(',')).collect())
        .collect()
}

pub(super) fn number(line: &Line, column: &str) -> i64 {
    line[column].parse().unwrap()
}

/// A value of `headline.toml`, by its section and key.
pub(super) fn headline(section: &str, key: &str) -> &'static str {
    let mut current = "";
    for line in HEADLINE.lines() {
        let line = line.split('#').next().unwrap().trim();
        if let Some(name) = line.strip_prefix('[') {
            current = name.strip_suffix(']').unwrap();
        } else if let Some((name, value)) = line.split_once(" = ")
            && current == section
            && name == key
        {
            return value.trim().trim_matches('"');
        }
    }
    panic!("no {key} in [{section}]");
}

pub(super) fn headline_number(section: &str, key: &str) -> i64 {
    headline(section, key).parse().unwrap()
}

pub(super) fn policy() -> Policy {
    Policy {
        effective: month("2015-06"),
        grade_weights: GradeWeights([1_000, 900, 600, 300, 0]),
        ..Policy::default()
    }
}

/// The 45 units of the tables and the two that handled nothing.
pub(super) fn units() -> Vec<UnitInfo> {
    let unit = |code: &str, name: &str, group, position| UnitInfo {
        code: code.to_owned(),
        name: name.to_owned(),
        group,
        position,
        parent: None,
        active_from: Some(day("2015-01-01")),
        active_to: None,
    };
    let mut units: Vec<UnitInfo> = lines()
        .iter()
        .map(|line| {
            let group = match line["group"] {
                "COUNTY" => Group::County,
                _ => Group::Department,
            };
            let position = line["position"].parse().unwrap();
            unit(line["unit_code"], line["name"], group, position)
        })
        .collect();
    units.push(unit("idle-1", "one", Group::Department, 46));
    units.push(unit("idle-2", "two", Group::Department, 47));
    units
}

/// One unit's assignments of June, as its line counts them.
pub(super) fn assignments(line: &Line) -> Vec<AssignmentHistory> {
    let grades: Vec<Grade> = [
        ("ratings_very_satisfied", Grade::VerySatisfied),
        ("ratings_satisfied", Grade::Satisfied),
        ("ratings_basically_satisfied", Grade::BasicallySatisfied),
        ("ratings_dissatisfied", Grade::Dissatisfied),
        ("ratings_very_dissatisfied", Grade::VeryDissatisfied),
    ]
    .into_iter()
    .flat_map(|(column, grade)| (0..number(line, column)).map(move |_| grade))
    .collect();
    let mut visits = grades.chunks(2);
    let (rated, completed) = (number(line, "rated"), number(line, "completed"));
    let mailbox = number(line, "governor_mailbox");
    (0..number(line, "volume"))
        .map(|index| {
            let assigned = june(index % 28, 10);
            let later = |days: i64| assigned.plus_micros(days * 86_400_000_000);
            let mut facts = Vec::new();
            if index < completed {
                facts.push((later(2), FactKind::COMPLETED));
                if let Some([process, outcome]) = visits.next() {
                    facts.push((later(4), visited(*process, *outcome)));
                }
            } else if rated <= index {
                facts.push((later(3), FactKind::Excluded));
            }
            AssignmentHistory {
                order: 0,
                number: 1,
                unit: line["unit_code"].to_owned(),
                role: Role::Lead,
                assigned,
                due: Some(later(5)),
                sign_due: None,
                duplicate: None,
                governors_mailbox: index < mailbox,
                facts: facts_from(facts),
            }
        })
        .collect()
}

fn facts_from(facts: Vec<(Moment, FactKind)>) -> Facts {
    (1..)
        .zip(facts)
        .map(|(recorded_sequence, (happened, kind))| Fact {
            happened,
            recorded_sequence,
            recorded: at("2015-06-01 00:00"),
            corrected: None,
            kind,
        })
        .collect()
}

fn june(days: i64, hours: i64) -> Moment {
    at("2015-06-01 00:00").plus_micros((days * 24 + hours) * 3_600_000_000)
}

/// Assignments that their units sent back: the transferred orders on no unit's table.
pub(super) fn sent_back() -> Vec<AssignmentHistory> {
    let volume = headline_number("assignments", "county_volume")
        + headline_number("assignments", "department_volume");
    let missing = headline_number("work_orders", "transferred") - volume;
    let unit = &lines()[0];
    let kept = &assignments(unit)[0];
    (0..missing)
        .map(|_| AssignmentHistory {
            facts: facts_from(vec![(june(20, 9), FactKind::SendBackAccepted)]),
            governors_mailbox: false,
            ..kept.clone()
        })
        .collect()
}

/// The orders of June, each with its assignment if it was transferred.
pub(super) fn orders() -> Vec<(OrderFacts, Option<AssignmentHistory>)> {
    let accepted = headline_number("work_orders", "accepted");
    let direct = headline_number("work_orders", "handled_directly");
    let mut leads = lines()
        .iter()
        .flat_map(assignments)
        .chain(sent_back())
        .collect::<Vec<_>>()
        .into_iter();
    (0..accepted)
        .map(|index| {
            let facts = OrderFacts {
                received: june(index % 28, 9),
                nature: nature(index),
                category: Some(category(index)),
                topics: topic(index).into_iter().collect(),
                handled_directly: (index < direct).then(|| june(index % 28, 10)),
                duplicate: None,
                ..order()
            };
            let lead = (direct <= index).then(|| leads.next()).flatten();
            (facts, lead)
        })
        .collect()
}

/// Which part an index falls in, when parts of these sizes follow one another.
fn part(index: i64, sizes: &[i64]) -> Option<usize> {
    let mut end = 0;
    sizes.iter().position(|size| {
        end += size;
        index < end
    })
}

fn nature(index: i64) -> Nature {
    static TOGETHER: LazyLock<[i64; 2]> = LazyLock::new(|| {
        ["help_and_consultation", "complaint_and_report"]
            .map(|key| headline_number("work_orders.nature", key))
    });
    let [both, blame] = *TOGETHER;
    let natures = [
        Nature::Help,
        Nature::Consultation,
        Nature::Complaint,
        Nature::Report,
    ];
    let sizes = [20_000, both - 20_000, 2_000, blame - 2_000];
    part(index, &sizes).map_or(Nature::Suggestion, |place| natures[place])
}

pub(super) const ROOTS: [&str; 5] = [
    "urban_general",
    "agriculture_rural",
    "social_services",
    "labour_social_security",
    "urban_construction",
];

/// The published roots; orders of the first one lie in two branches. The others in eleven small roots.
fn category(index: i64) -> String {
    static SIZES: LazyLock<[i64; 5]> =
        LazyLock::new(|| ROOTS.map(|root| headline_number("work_orders.category", root)));
    match part(index, &*SIZES) {
        Some(0) if index < 5_000 => "roads".to_owned(),
        Some(0) => "lamps".to_owned(),
        Some(place) => ROOTS[place].to_owned(),
        None => format!("small-{}", index % 11),
    }
}

pub(super) fn categories() -> Vec<CategoryInfo> {
    let category = |code: &str, parent: Option<&str>| CategoryInfo {
        code: code.to_owned(),
        name: code.to_uppercase(),
        parent: parent.map(str::to_owned),
        position: 1,
    };
    let mut categories: Vec<CategoryInfo> = ROOTS.iter().map(|root| category(root, None)).collect();
    categories.extend((0..11).map(|index| category(&format!("small-{index}"), None)));
    categories.push(category("roads", Some("urban_general")));
    categories.push(category("lamps", Some("urban_general")));
    categories
}

pub(super) const TOPICS: [&str; 3] = [
    "farmland_irrigation",
    "agricultural_subsidy",
    "education_management",
];

fn topic(index: i64) -> Option<String> {
    static SIZES: LazyLock<[i64; 3]> =
        LazyLock::new(|| TOPICS.map(|topic| headline_number("work_orders.topic", topic)));
    part(index, &*SIZES).map(|place| TOPICS[place].to_owned())
}

pub(super) fn topics() -> Vec<TopicInfo> {
    TOPICS
        .iter()
        .map(|topic| TopicInfo {
            code: (*topic).to_owned(),
            name: topic.to_uppercase(),
        })
        .collect()
}

pub(super) fn leader_sessions() -> Vec<LeaderSessionFacts> {
    ["shuiwu-jituan", "gongluju", "shenxian", "wenguangxinju"]
        .iter()
        .map(|unit| LeaderSessionFacts {
            date: day(headline("leader_sessions", unit)),
            unit: (*unit).to_owned(),
            post: "post".to_owned(),
            name: "name".to_owned(),
            calls_answered: 3,
            topics: vec![],
        })
        .collect()
}

pub(super) fn activities() -> Vec<ActivityFacts> {
    let count = |section: &str, key: &str| headline(section, key).parse::<u32>().unwrap();
    vec![
        ActivityFacts {
            date: day(headline("publicity.outreach", "date")),
            kind: ActivityKind::Outreach,
            title: "stand".to_owned(),
            counts: ActivityCounts {
                leaflets: count("publicity.outreach", "leaflets"),
                consultations: count("publicity.outreach", "consultations"),
                suggestions: count("publicity.outreach", "suggestions"),
                ..ActivityCounts::default()
            },
        },
        ActivityFacts {
            date: day("2015-06-30"),
            kind: ActivityKind::Publicity,
            title: "articles".to_owned(),
            counts: ActivityCounts {
                newspaper_articles: count("publicity", "newspaper_articles"),
                online_articles: count("publicity", "online_articles"),
                ..ActivityCounts::default()
            },
        },
    ]
}

/// The same record so many times: tallies add up.
fn times(tallies: Vec<Tally>, times: i64) -> Vec<Tally> {
    let mut tallies = tallies;
    for tally in &mut tallies {
        tally.count *= times;
    }
    tallies
}

fn calls(started: &str, answered: bool, back: bool, sms: bool) -> Vec<Tally> {
    let started = at(started);
    let later = Some(started.plus_micros(3_600_000_000));
    let call = CallFacts {
        started,
        answered,
        wait: None,
        called_back: later.filter(|_| back),
        sms_notice: later.filter(|_| sms),
    };
    call_contribution(&call, &shanghai())
}

/// Every tally of the month, and what the comparisons need of the months before.
pub(super) fn tallies() -> Tallies {
    let zone = shanghai();
    let mut all = Tallies::default();
    for (facts, lead) in orders() {
        let leads: Vec<AssignmentHistory> = lead.into_iter().collect();
        all.extend(order_contribution(&facts, &leads, &zone));
        for lead in &leads {
            all.extend(assignment_contribution(lead, &zone));
        }
    }
    for line in lines() {
        for index in 0..number(&line, "supervisions") {
            // Two of the ten were not on site: which ones is free.
            let form = match (line["unit_code"], index) {
                ("yanggu", _) => SupervisionForm::Telephone,
                ("donge", _) => SupervisionForm::Written,
                _ => SupervisionForm::OnSite,
            };
            let supervision = SupervisionFacts {
                unit: line["unit_code"].to_owned(),
                form,
                issued: june(14, 9 + index),
            };
            all.extend(supervision_contribution(&supervision, &zone));
        }
    }
    let may = OrderFacts {
        received: at("2015-05-04 09:00"),
        ..order()
    };
    let may_accepted = headline_number("work_orders.history", "may_accepted");
    all.extend(times(order_contribution(&may, &[], &zone), may_accepted));

    let june_calls = |key: &str| headline_number("calls", key);
    let started = "2015-06-02 10:00";
    all.extend(times(
        calls(started, true, false, false),
        june_calls("answered_first"),
    ));
    all.extend(times(
        calls(started, false, true, false),
        june_calls("answered_by_callback"),
    ));
    all.extend(times(
        calls(started, false, false, true),
        june_calls("unreached_notified_by_sms"),
    ));
    let may_inbound = headline_number("calls.history", "may_inbound");
    let earlier = june_calls("answered_year_to_date") - june_calls("answered_total");
    all.extend(times(
        calls("2015-05-31 10:00", true, false, false),
        may_inbound,
    ));
    all.extend(times(
        calls("2015-01-01 00:00", true, false, false),
        earlier - may_inbound,
    ));
    // A call of December, which the year to date leaves out.
    all.extend(calls("2014-12-31 23:59:59.999999", true, false, false));

    for session in leader_sessions() {
        all.extend(leader_session_contribution(&session));
    }
    for activity in activities() {
        all.extend(activity_contribution(&activity));
    }
    let thanks = [
        (AppreciationKind::ThanksCall, "thanks_calls"),
        (AppreciationKind::Pennant, "pennants"),
    ];
    for (kind, key) in thanks {
        let date = day("2015-06-11");
        let one = appreciation_contribution(&AppreciationFacts { date, kind });
        all.extend(times(one, headline_number("appreciation", key)));
    }
    all
}
