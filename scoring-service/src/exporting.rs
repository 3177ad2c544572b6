//! Writes the proof of a sealed revision, in pages: what the store keeps of its facts, as they were known at the seal's
//! position of the feed.

#[cfg(test)]
mod tests;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use crate::cohort::Walk;
use crate::figures::{FiguresError, zone_of};
use crate::proof::{
    Assignment, Canonical, Chain, FORMAT, FactsHash, Header, Line, Record, Recount, Supervision,
    Trailer, VERSION,
};
use crate::score::Policy;
use crate::store;
use crate::store::cases::StoredCases;
use crate::store::rankings::SealedRevision;

/// A proof in the making. Memory holds a page of it.
#[derive(Debug)]
pub struct Export {
    sealed: SealedRevision,
    policy: Policy,
    zone: Zone,
    chain: Chain,
    recount: Recount,
    facts: FactsHash,
    counted: Trailer,
    next: Next,
}

/// What comes next.
#[derive(Debug)]
enum Next {
    Head,
    Assignments(Walk),
    Rest,
    Nothing,
}

impl Export {
    /// The proof of a revision, of which nothing is written yet; `None` if there is no such revision. `policy_of` says which
    /// policy was sealed with it.
    pub fn start<E: From<FiguresError>>(
        connection: &mut AnyConnection,
        month: Month,
        revision: i32,
        policy_of: impl FnOnce(&SealedRevision) -> Result<Policy, E>,
    ) -> Result<Option<Export>, E> {
        let store = FiguresError::from;
        let Some(sealed) = store::rankings::revision(connection, month, revision).map_err(store)?
        else {
            return Ok(None);
        };
        let zone = zone_of(&store::cursor::read(connection).map_err(store)?)?;
        Ok(Some(Export {
            policy: policy_of(&sealed)?,
            chain: Chain::new(),
            recount: Recount::new(zone.clone(), month),
            facts: FactsHash::default(),
            counted: Trailer::default(),
            next: Next::Head,
            zone,
            sealed,
        }))
    }

    /// The next lines, each ended by LF; `None` when all are written. Each page may be read in a transaction of its own.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_page(&mut self, connection: &mut AnyConnection) -> Result<Option<String>, DbError> {
        match &mut self.next {
            Next::Head => {
                let page = self.head();
                self.next = Next::Assignments(Walk::start(connection, self.sealed.month)?);
                Ok(Some(page))
            }
            Next::Assignments(walk) => {
                let cases = walk.next_page(connection)?;
                if cases.is_empty() {
                    self.next = Next::Rest;
                    return self.next_page(connection);
                }
                self.assignments(&cases).map(Some)
            }
            Next::Rest => {
                let page = self.rest(connection)?;
                self.next = Next::Nothing;
                Ok(Some(page))
            }
            Next::Nothing => Ok(None),
        }
    }

    fn canonical(&self) -> impl Iterator<Item = &str> + Clone {
        self.sealed.canonical.split_terminator('\n')
    }

    /// The hash over the facts that was sealed; `None` for a revision from before there was one.
    fn sealed_facts(&self) -> Option<&str> {
        self.canonical()
            .find_map(|line| line.strip_prefix("seal.facts\t"))
    }

    fn head(&mut self) -> String {
        let sealed = &self.sealed;
        let previous_hash =
            (!sealed.previous_hash.is_empty()).then(|| sealed.previous_hash.clone());
        let header = Record::Header(Box::new(Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            name: format!("rankings/{}/revisions/{}", sealed.month, sealed.revision),
            month: sealed.month,
            revision: sealed.revision.unsigned_abs(),
            time_zone: self.zone.name().to_owned(),
            last_day: self.zone.day_of(sealed.cut_off.plus_micros(-1)),
            cut_off: sealed.cut_off,
            feed_sequence: sealed.feed_sequence,
            hash: sealed.hash.clone(),
            previous_hash,
            facts_hash: self.sealed_facts().map(str::to_owned),
        }));
        let policy = Record::Policy(Box::new(self.policy.clone()));
        let lines = sealed.canonical.split_terminator('\n').map(|text| {
            Record::Canonical(Canonical {
                text: text.to_owned(),
            })
        });
        let mut page = String::new();
        for record in [header, policy].into_iter().chain(lines) {
            if matches!(record, Record::Canonical(_)) {
                self.counted.canonical += 1;
            }
            page.push_str(&self.chain.append(&record));
        }
        page
    }

    /// The assignments of these orders that belong to the cohort.
    fn assignments(&mut self, cases: &StoredCases) -> Result<String, DbError> {
        let mut page = String::new();
        let sequence = self.sealed.feed_sequence;
        for case in cases.logs() {
            let case = case?;
            let Some(order) = case.order.order(case.number, sequence) else {
                continue;
            };
            let known = case.assignments.iter();
            for history in known.filter_map(|log| log.known_at(&order, sequence)) {
                if self.recount.is_of_cohort(&history) {
                    self.recount.assignment(&history);
                    self.facts.assignment(&history);
                    self.counted.assignments += 1;
                    let record = Record::Assignment(Assignment::of(&history));
                    page.push_str(&self.chain.append(&record));
                }
            }
        }
        Ok(page)
    }

    fn rest(&mut self, connection: &mut AnyConnection) -> Result<String, DbError> {
        let mut page = String::new();
        for (id, facts) in store::supervisions::known_at(
            connection,
            &self.zone,
            self.sealed.month,
            self.sealed.feed_sequence,
        )? {
            self.recount.supervision(&facts);
            let supervision = Supervision::of(id, &facts);
            self.facts.supervision(&supervision);
            self.counted.supervisions += 1;
            page.push_str(&self.chain.append(&Record::Supervision(supervision)));
        }
        let last_day = self.zone.day_of(self.sealed.cut_off.plus_micros(-1));
        let ranking = self
            .recount
            .ranking(self.canonical(), &self.policy, last_day);
        for (list, row) in ranking.listed() {
            self.counted.rows += 1;
            let line = Line {
                list: list.to_owned(),
                row: row.clone(),
            };
            page.push_str(&self.chain.append(&Record::Row(Box::new(line))));
        }
        page.push_str(&self.chain.append(&Record::Trailer(self.counted)));
        if self
            .sealed_facts()
            .is_some_and(|sealed| sealed != self.facts.finish())
        {
            tracing::error!(
                month = %self.sealed.month,
                revision = self.sealed.revision,
                "the facts of a sealed revision are not those that were sealed; verify its proof"
            );
        }
        Ok(page)
    }
}
