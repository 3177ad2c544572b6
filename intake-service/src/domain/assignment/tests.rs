//! `docs/life-cycle.md` says what the table of states and moves says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::AssignmentState;
use super::moves::{Move, Outcome, STATES, outcome};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/life-cycle.md");
const BEGIN: &str = "<!-- From here on made from the table in the code: -->\n";

/// An environment variable; with any value the test writes the document instead of comparing it.
const WRITE: &str = "WRITE_LIFE_CYCLE";

#[test]
fn the_document_is_made_from_the_table() {
    let made = format!("{}\n{}\n{}", diagram(), moves(), refusals());
    let document = std::fs::read_to_string(FILE).expect("the document");
    let (prose, written) = document.split_once(BEGIN).expect("the mark");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(FILE, format!("{prose}{BEGIN}\n{made}")).expect("written");
        return;
    }
    assert_eq!(
        written.trim_start(),
        made,
        "run the test once with {WRITE}=1 to write the document anew"
    );
}

/// The states and what leads from one to another.
fn diagram() -> String {
    let mut text = "```mermaid\nstateDiagram-v2\n".to_owned();
    for state in STATES {
        let _ = writeln!(text, "    {state:?}: {}", state.word());
    }
    text.push_str("    [*] --> Assigned: assign 转办, 加派\n");
    for (from, to, words) in arrows() {
        let _ = writeln!(text, "    {from:?} --> {to:?}: {}", words.join(" / "));
    }
    for state in STATES.iter().filter(|state| is_final(**state)) {
        let _ = writeln!(text, "    {state:?} --> [*]");
    }
    text.push_str("```\n");
    text
}

/// Every change of state, with the moves that make it.
fn arrows() -> Vec<(AssignmentState, AssignmentState, Vec<&'static str>)> {
    let mut arrows: Vec<(AssignmentState, AssignmentState, Vec<&'static str>)> = Vec::new();
    for from in STATES {
        for what in Move::ALL {
            let targets = match outcome(from, *what) {
                Outcome::To(to) if to != from => vec![to],
                Outcome::Back => before(from),
                Outcome::To(_) | Outcome::Stays | Outcome::No(_) => vec![],
            };
            for to in targets {
                match arrows
                    .iter_mut()
                    .find(|(one, other, _)| (*one, *other) == (from, to))
                {
                    Some((_, _, words)) => words.push(what.word()),
                    None => arrows.push((from, to, vec![what.word()])),
                }
            }
        }
    }
    arrows
}

/// The states that lead to this one.
fn before(state: AssignmentState) -> Vec<AssignmentState> {
    let leads = |from: &AssignmentState| {
        *from != state
            && Move::ALL
                .iter()
                .any(|what| outcome(*from, *what) == Outcome::To(state))
    };
    STATES.into_iter().filter(leads).collect()
}

fn is_final(state: AssignmentState) -> bool {
    Move::ALL
        .iter()
        .all(|what| matches!(outcome(state, *what), Outcome::Stays | Outcome::No(_)))
}

/// What comes of each move in each state.
fn moves() -> String {
    let mut text = "| move |".to_owned();
    for state in STATES {
        let _ = write!(text, " {} |", state.word());
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(STATES.len()));
    text.push('\n');
    for what in Move::ALL {
        let _ = write!(text, "| {} |", what.word());
        for state in STATES {
            let cell = match outcome(state, *what) {
                Outcome::To(next) => format!("→ {}", next.word()),
                Outcome::Stays => "stays".to_owned(),
                Outcome::Back => "→ the state before".to_owned(),
                Outcome::No(_) => "–".to_owned(),
            };
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    text
}

/// The reasons of the refusals.
fn refusals() -> String {
    let mut text = "| move | is refused with |\n|---|---|\n".to_owned();
    for what in Move::ALL {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for state in STATES {
            if let Outcome::No(obstacle) = outcome(state, *what) {
                reasons
                    .entry(obstacle.reason())
                    .or_default()
                    .push(state.word());
            }
        }
        let reasons: Vec<String> = reasons
            .into_iter()
            .map(|(reason, states)| format!("`{reason}` ({})", states.join(", ")))
            .collect();
        let _ = writeln!(text, "| {} | {} |", what.word(), reasons.join("; "));
    }
    text
}
