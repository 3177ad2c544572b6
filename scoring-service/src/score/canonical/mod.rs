//! The text that a sealed revision's hash is taken of (design §4, Sealed revision).
//!
//! UTF-8, one fact a line, every line ended by LF, its fields parted by one tab. In texts a backslash,
//! tab, LF and CR are written `\\`, `\t`, `\n`, `\r`. An absent value is `-`, a truth `true` or `false`,
//! a day `YYYY-MM-DD`, a month `YYYY-MM`. A rate is three fields: numerator, denominator, and what is
//! printed. Lists keep their order. The lines come in this order:
//!
//! 1. [`canonical_seal`]: `seal`, then what is said at publishing; `seal.previous` with the hash of the revision before;
//!    `seal.facts` with the hash over the facts ([`proof`](crate::proof));
//! 2. [`canonical_figures`]: `hotline-scoring-figures` and the version of this format, `month`, `day`
//!    (the last day that counts) and `cut_off` (the first instant that is too late, in UTC);
//! 3. `policy` lines, as [`Policy::canonical`] has them;
//! 4. a `unit` line for each row of the ranking: list (`ranked`, `small_sample`, `unranked`, `without_volume`,
//!    `other`), rank, group, code, name, position, active; then a `counts` and a `rates` line of it; where the policy names measures,
//!    a `measure` line for each: code, measure, rate; where it counts duplicates once, a `duplicates` line: code, count;
//! 5. the bulletin's lines, each beginning with the figure's path, for instance `calls.inbound`;
//! 6. a `typical_cases` line for each order chosen as a typical case, in the order in which they were chosen: the
//!    order's number without its dash (`YYYYMMDDNNNNNN`), the topic's code.

mod bulletin;

use std::fmt::Display;

use hotline_common::time::{Day, Zone};

use super::bulletin::Bulletin;
use super::policy::Policy;
use super::ranking::{Ranking, Row};
use super::rate::{Figure, Hundredths};
use super::records::TypicalCase;
use super::words::Duplicates;

/// What is said when a month is published, beside its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The revision's number, from 1.
    pub revision: u32,
    /// The bulletin's issue number.
    pub issue: u32,
    /// The bulletin's date.
    pub dated: Day,
    /// Why it is published.
    pub reason: String,
    /// Through which sequence number the feed was read.
    pub feed_position: i64,
    /// The names of the broken identities that the caller accepted.
    pub accepted: Vec<String>,
    /// The hash of the revision before, in lower-case hexadecimal; `None` for the first.
    pub previous_hash: Option<String>,
    /// The hash over the facts that the figures come from, in lower-case hexadecimal: the assignments of the cohort and
    /// the supervisions of the month, as a proof has them.
    pub facts_hash: String,
}

/// The whole text of a revision: what was said at publishing, then the figures' text. Its SHA-256 is
/// the revision's hash.
pub fn canonical_seal(publication: &Publication, figures: &str) -> String {
    let Publication {
        revision,
        issue,
        dated,
        reason,
        feed_position,
        accepted,
        previous_hash,
        facts_hash,
    } = publication;
    let mut lines = Lines::default();
    lines.line("seal", &[revision, issue, dated, feed_position]);
    lines.line("seal.reason", &[&Text(reason)]);
    for name in accepted {
        lines.line("seal.accepted", &[&Text(name)]);
    }
    lines.line(
        "seal.previous",
        &[&Text(previous_hash.as_deref().unwrap_or("-"))],
    );
    lines.line("seal.facts", &[&Text(facts_hash)]);
    lines.0.push_str(figures);
    lines.0
}

/// The text of a month's figures. Two revisions with the same text are the same revision.
pub fn canonical_figures(
    policy: &Policy,
    zone: &Zone,
    ranking: &Ranking,
    bulletin: &Bulletin,
    typical_cases: &[TypicalCase],
) -> String {
    let mut lines = Lines(canonical_ranking(policy, zone, ranking));
    bulletin::write(&mut lines, bulletin);
    for TypicalCase {
        month: _,
        order,
        topic,
    } in typical_cases
    {
        lines.line("typical_cases", &[order, &Text(topic)]);
    }
    lines.0
}

/// The figures' text up to the bulletin: what follows from the facts about assignments and supervisions, the policy, the cut-off
/// and the registry.
pub fn canonical_ranking(policy: &Policy, zone: &Zone, ranking: &Ranking) -> String {
    let mut lines = Lines::default();
    lines.line("hotline-scoring-figures", &[&1]);
    lines.line("month", &[&ranking.month]);
    lines.line("day", &[&ranking.day]);
    lines.line("cut_off", &[&zone.end_of(ranking.day)]);
    lines.0.push_str(&policy.canonical());
    for (list, row) in ranking.listed() {
        lines.row(list, row);
        lines.chosen(row, policy);
    }
    lines.0
}

/// Lines in the making.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, key: &str, fields: &[&dyn Display]) {
        self.0.push_str(key);
        for field in fields {
            self.0.push('\t');
            self.0.push_str(&field.to_string());
        }
        self.0.push('\n');
    }

    fn figure(&mut self, key: &str, figure: Figure) {
        self.line(key, &[&Printed(figure)]);
    }

    /// What a policy chooses to look at; nothing for the usual ones, so that their text stays what it was.
    fn chosen(&mut self, row: &Row, policy: &Policy) {
        let code = Text(&row.code);
        for part in &policy.measures {
            let figure = Maybe(row.figure(part.measure).map(Printed));
            self.line("measure", &[&code, &part.measure, &figure]);
        }
        if policy.duplicates == Duplicates::CountOnce {
            self.line("duplicates", &[&code, &row.counts.duplicates]);
        }
    }

    fn row(&mut self, list: &str, row: &Row) {
        let group = row.group.map_or("-", |group| group.name());
        let (code, name) = (Text(&row.code), Text(&row.name));
        self.line(
            "unit",
            &[
                &list,
                &Maybe(row.rank),
                &group,
                &code,
                &name,
                &row.position,
                &row.active,
            ],
        );
        let counts = &row.counts;
        self.line(
            "counts",
            &[
                &code,
                &counts.volume,
                &counts.assist_volume,
                &counts.excluded,
                &counts.open,
                &counts.rated,
                &counts.completed,
                &counts.on_time,
                &counts.visited,
                &counts.governor_mailbox,
                &counts.sent_back,
                &counts.withdrawn,
                &Numbers(&counts.resolutions),
                &Numbers(&counts.process_grades),
                &Numbers(&counts.outcome_grades),
                &Numbers(&counts.supervisions),
                &counts.leader_sessions,
                &counts.leader_session_calls,
            ],
        );
        let rate = |choose: fn(&super::ranking::Rates) -> Figure| {
            Maybe(row.rates.as_ref().map(choose).map(Printed))
        };
        self.line(
            "rates",
            &[
                &code,
                &rate(|rates| rates.completion),
                &rate(|rates| rates.on_time_completion),
                &rate(|rates| rates.satisfaction),
                &rate(|rates| rates.coverage),
                &Printed(row.supervision_ratio),
                &Maybe(row.composite),
            ],
        );
    }
}

/// A text whose tabs and line ends are written out.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '\\' => f.write_str("\\\\")?,
                '\t' => f.write_str("\\t")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                other => write!(f, "{other}")?,
            }
        }
        Ok(())
    }
}

/// A value, or `-`.
struct Maybe<T>(Option<T>);

impl<T: Display> Display for Maybe<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("-"),
        }
    }
}

/// A rate as three fields.
struct Printed(Figure);

impl Display for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Figure { rate, printed } = self.0;
        let printed: Maybe<Hundredths> = Maybe(printed);
        write!(f, "{}\t{}\t{printed}", rate.numerator, rate.denominator)
    }
}

/// Several numbers as several fields.
struct Numbers<'a>(&'a [i64]);

impl Display for Numbers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, number) in self.0.iter().enumerate() {
            if index != 0 {
                f.write_str("\t")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}
