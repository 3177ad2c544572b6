//! What a proof says, taken in line by line; and the checks of it.

use hotline_common::time::Zone;

use super::Faults;
use super::differences::{between_rows, canonical_subject};
use crate::figures::sha256;
use crate::proof::chain::Sound;
use crate::proof::facts::FactsHash;
use crate::proof::record::{
    Assignment, FORMAT, Header, Line, Record, Supervision, Trailer, VERSION,
};
use crate::proof::recount::Recount;
use crate::proof::report::Check;
use crate::score::{Policy, Ranking, canonical_ranking};

/// What is wrong with a line that is sound by itself: what it is about, and words.
pub(super) type Misfit = (Option<String>, String);

/// What a proof says.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    section: Option<u8>,
    header: Option<Box<Header>>,
    policy: Option<Box<Policy>>,
    /// With their lines in the file.
    canonical: Vec<(u64, String)>,
    rows: Vec<(u64, Box<Line>)>,
    recount: Option<Recount>,
    facts: FactsHash,
    last_assignment: Option<(i64, u32)>,
    last_supervision: Option<i64>,
    counted: Trailer,
    trailer: Option<Trailer>,
}

impl Contents {
    pub(super) fn name(&self) -> Option<String> {
        self.header.as_ref().map(|header| header.name.clone())
    }

    /// The hash that the canonical text has.
    pub(super) fn hash(&self) -> Option<String> {
        (!self.canonical.is_empty()).then(|| sha256(&self.canonical_text()))
    }

    fn canonical_text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.canonical {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The value of a line of the canonical text with a single field.
    fn sealed(&self, key: &str) -> Option<&str> {
        self.canonical.iter().find_map(|(_, line)| {
            let (found, value) = line.split_once('\t')?;
            (found == key).then_some(value)
        })
    }

    pub(super) fn take(&mut self, line: u64, sound: &Sound<'_>) -> Result<(), Misfit> {
        let record = &sound.record;
        let misfit = |words: &str| (Some(record.subject()), words.to_owned());
        let section = record.section();
        let is_next = match self.section {
            None => section == 0,
            // Of these there may be several, or none.
            Some(before @ 2..=5) => before <= section,
            Some(before) => before < section && section <= before + 1,
        };
        if !is_next {
            return Err(misfit("stands where no such line can stand"));
        }
        self.section = Some(section);
        match record {
            Record::Header(header) => {
                if (header.format.as_str(), header.version) != (FORMAT, VERSION) {
                    return Err(misfit("is of a format that this program does not know"));
                }
                let zone = Zone::named(&header.time_zone)
                    .map_err(|_| misfit("names a time zone that is not known"))?;
                if zone.end_of(header.last_day) != header.cut_off {
                    return Err(misfit("has a cut-off that is not the end of its last day"));
                }
                self.recount = Some(Recount::new(zone, header.month));
                self.header = Some(header.clone());
            }
            Record::Policy(policy) => self.policy = Some(policy.clone()),
            Record::Canonical(canonical) => {
                if canonical.text.contains('\n') {
                    return Err(misfit("holds a line end"));
                }
                self.counted.canonical += 1;
                self.canonical.push((line, canonical.text.clone()));
            }
            Record::Assignment(assignment) => {
                self.counted.assignments += 1;
                self.facts.line(sound.opened);
                self.assignment(assignment).map_err(misfit)?;
            }
            Record::Supervision(supervision) => {
                self.counted.supervisions += 1;
                self.facts.line(sound.opened);
                self.supervision(supervision).map_err(misfit)?;
            }
            Record::Row(row) => {
                self.counted.rows += 1;
                self.rows.push((line, row.clone()));
            }
            Record::Trailer(trailer) => {
                self.trailer = Some(*trailer);
                if *trailer != self.counted {
                    return Err(misfit("counts other numbers of lines than there are"));
                }
            }
        }
        Ok(())
    }

    fn assignment(&mut self, assignment: &Assignment) -> Result<(), &'static str> {
        let history = assignment
            .history()
            .ok_or("has a name that is none of an assignment")?;
        let key = Some((history.order, history.number));
        if key <= self.last_assignment {
            return Err("does not come after the one before by its number");
        }
        self.last_assignment = key;
        if Assignment::of(&history) != *assignment {
            return Err("has facts that are not in the order in which they happened");
        }
        let recount = self.recount.as_mut().ok_or("comes before the header")?;
        if !recount.is_of_cohort(&history) {
            return Err("was not assigned in the month");
        }
        recount.assignment(&history);
        Ok(())
    }

    fn supervision(&mut self, supervision: &Supervision) -> Result<(), &'static str> {
        let (id, facts) = supervision
            .facts()
            .ok_or("has a name that is none of a supervision")?;
        if Some(id) <= self.last_supervision {
            return Err("does not come after the one before by its number");
        }
        self.last_supervision = Some(id);
        let recount = self.recount.as_mut().ok_or("comes before the header")?;
        if !recount.is_of_month(&facts) {
            return Err("was not issued in the month");
        }
        recount.supervision(&facts);
        Ok(())
    }

    pub(super) fn check_whole(&self, lines: u64, faults: &mut Faults) {
        if self.trailer.is_none() {
            faults.push(
                Some(lines),
                None,
                "is the last one and no trailer: the rest of the proof is missing",
            );
        }
    }

    /// The checks of what the lines say; none is made of a proof that is damaged.
    pub(super) fn checks(&self, published: Option<&str>, faults: &mut Faults) -> Vec<Check> {
        let (0, Some(header), Some(policy), Some(recount)) =
            (faults.count(), &self.header, &self.policy, &self.recount)
        else {
            return ["facts", "rows", "canonical", "seal"]
                .map(|name| Check {
                    name,
                    passed: None,
                    words: "not looked at, because the file is damaged".to_owned(),
                })
                .to_vec();
        };
        let lines = self.canonical.iter().map(|(_, line)| line.as_str());
        let ranking = recount.ranking(lines, policy, header.last_day);
        let check = |name, faults: &Faults, before: u64, words| Check {
            name,
            passed: Some(faults.count() == before),
            words,
        };
        let mut checks = Vec::new();
        let before = faults.count();
        let words = self.check_facts(header, faults);
        checks.push(check("facts", faults, before, words));
        let before = faults.count();
        let words = self.check_rows(&ranking, faults);
        checks.push(check("rows", faults, before, words));
        let before = faults.count();
        let expected = canonical_ranking(policy, recount.zone(), &ranking);
        let words = self.check_canonical(header, &expected, faults);
        checks.push(check("canonical", faults, before, words));
        let before = faults.count();
        let words = self.check_seal(header, published, faults);
        checks.push(check("seal", faults, before, words));
        checks
    }

    fn check_facts(&self, header: &Header, faults: &mut Faults) -> String {
        let found = self.facts.finish();
        let sealed = self.sealed("seal.facts");
        let Trailer {
            assignments,
            supervisions,
            ..
        } = self.counted;
        if sealed != header.facts_hash.as_deref() {
            faults.push(
                Some(1),
                Some("header".to_owned()),
                "names another hash over the facts than the canonical text does",
            );
        }
        match sealed {
            Some(sealed) if sealed == found => format!(
                "{assignments} assignments and {supervisions} supervisions are those that were sealed"
            ),
            Some(sealed) => {
                faults.push(
                    None,
                    None,
                    format!(
                        "the assignments and supervisions are not those that were sealed: their hash is {found}, and {sealed} was sealed"
                    ),
                );
                format!("{assignments} assignments and {supervisions} supervisions")
            }
            None => format!(
                "{assignments} assignments and {supervisions} supervisions; this revision was sealed before facts were, so only what follows from them can be compared"
            ),
        }
    }

    fn check_rows(&self, ranking: &Ranking, faults: &mut Faults) -> String {
        let computed: Vec<_> = ranking.listed().collect();
        for (line, given) in &self.rows {
            let found = computed.iter().find(|(_, row)| row.code == given.row.code);
            let subject = Some(format!("row of unit {}", given.row.code));
            match found {
                None => faults.push(Some(*line), subject, "no such row comes out of the facts"),
                Some((list, row)) => {
                    for words in between_rows(given, list, row) {
                        faults.push(Some(*line), subject.clone(), words);
                    }
                }
            }
        }
        let given = self.rows.iter().map(|(_, given)| given.row.code.as_str());
        if !given.eq(computed.iter().map(|(_, row)| row.code.as_str())) {
            faults.push(
                None,
                None,
                "the rows are not in the order, or not all of those, that come out of the facts",
            );
        }
        format!(
            "{} rows come out of the assignments under the policy",
            self.rows.len()
        )
    }

    /// The lines from the figures' first one to the bulletin must be what comes out of the facts; the bulletin's own are taken over.
    fn check_canonical(&self, header: &Header, expected: &str, faults: &mut Faults) -> String {
        let start = self
            .canonical
            .iter()
            .position(|(_, line)| !(line.starts_with("seal\t") || line.starts_with("seal.")))
            .unwrap_or(self.canonical.len());
        let (seal, figures) = self.canonical.split_at(start);
        let (mut compared, mut differing) = (0_usize, 0);
        for (index, expected) in expected.lines().enumerate() {
            compared += 1;
            match figures.get(index) {
                Some((_, given)) if given == expected => {}
                Some((line, given)) => {
                    differing += 1;
                    faults.push(
                        Some(*line),
                        Some(canonical_subject(given)),
                        format!("says {given:?}, and {expected:?} comes out of the facts"),
                    );
                }
                None => {
                    differing += 1;
                    faults.push(
                        None,
                        Some(canonical_subject(expected)),
                        format!("{expected:?} is missing from the canonical text"),
                    );
                }
            }
        }
        self.check_publication(header, seal, faults);
        format!(
            "{} lines: {} said at publishing, {} come out of the facts, {} of the bulletin are taken over",
            self.canonical.len(),
            seal.len(),
            compared - differing,
            figures.len().saturating_sub(compared)
        )
    }

    /// What was said at publishing must be what the header says.
    fn check_publication(&self, header: &Header, seal: &[(u64, String)], faults: &mut Faults) {
        let month_and_revision = format!("rankings/{}/revisions/{}", header.month, header.revision);
        let first = seal
            .first()
            .map(|(_, line)| line.split('\t').collect::<Vec<_>>());
        let (revision, sequence) = (
            header.revision.to_string(),
            header.feed_sequence.to_string(),
        );
        let is_so = match first.as_deref() {
            Some(["seal", number, _issue, _dated, position]) => {
                *number == revision && *position == sequence && header.name == month_and_revision
            }
            _ => false,
        };
        let previous = self.sealed("seal.previous").filter(|hash| *hash != "-");
        if !is_so || previous != header.previous_hash.as_deref() {
            faults.push(
                Some(1),
                Some("header".to_owned()),
                "names another revision, position of the feed or previous hash than the canonical text does",
            );
        }
    }

    fn check_seal(&self, header: &Header, published: Option<&str>, faults: &mut Faults) -> String {
        let hash = sha256(&self.canonical_text());
        if hash != header.hash {
            faults.push(
                Some(1),
                Some("header".to_owned()),
                format!(
                    "the canonical text has the hash {hash}, and the header says {}",
                    header.hash
                ),
            );
        }
        match published {
            Some(published) if published != hash => {
                faults.push(
                    None,
                    None,
                    format!(
                        "the proof is of a revision with the hash {hash}, and {published} was published"
                    ),
                );
                "the canonical text has another hash than the published one".to_owned()
            }
            Some(_) => "the canonical text has the hash that was published".to_owned(),
            None => "the canonical text has the hash in the header".to_owned(),
        }
    }
}
