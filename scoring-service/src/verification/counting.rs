//! Counts a month's orders, assignments and calls again: one thread reads them page by page, others make sense of them.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::reading::Reading;
use crate::cohort::Walk;
use crate::figures::FiguresError;
use crate::proof::FactsHash;
use crate::score::{
    CallFact, Counter, Counting as _, OfMonth, Tallies, Tally, call_contribution, count_assignment,
    count_order,
};
use crate::store;
use crate::store::cases::StoredCases;

/// How often the calls are counted anew because one of them was moved meanwhile.
const ATTEMPTS: u32 = 5;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count<'a> {
    /// The month.
    pub(super) month: Month,
    /// The hotline's zone.
    pub(super) zone: &'a Zone,
    /// The place in the feed through which the facts are known.
    pub(super) sequence: i64,
    /// How often everything had been forgotten by then.
    pub(super) rebuilds: i64,
}

/// A page as it is stored.
#[derive(Debug)]
enum Page {
    Cases(StoredCases),
    Calls(Vec<(i64, Vec<u8>)>),
}

/// A page with its place among all.
type Placed<T> = (usize, T);

impl Count<'_> {
    /// The tallies of orders, assignments and calls. The facts are taken in by order and number.
    pub(super) fn again(
        self,
        reading: &mut Reading<'_>,
        facts: Option<&mut FactsHash>,
    ) -> Result<Tallies, FiguresError> {
        let mut walk = self.page(reading, |connection| Walk::start(connection, self.month))?;
        let mut tallies = self.pages(facts, || {
            let page = self.page(reading, |connection| walk.next_page(connection))?;
            Ok((!page.is_empty()).then_some(Page::Cases(page)))
        })?;
        for _ in 0..ATTEMPTS {
            let moved = |connection: &mut AnyConnection| {
                store::records::moved_from::<CallFact>(connection, self.month)
            };
            let moved_before = self.page(reading, moved)?;
            let calls = self.calls(reading)?;
            // One that left the month between two pages may have been passed over.
            if self.page(reading, moved)? == moved_before {
                tallies.extend(calls.rows());
                return Ok(tallies);
            }
        }
        Err(DbError::Busy.into())
    }

    fn calls(self, reading: &mut Reading<'_>) -> Result<Tallies, FiguresError> {
        let moved = self.page(reading, |connection| {
            store::records::stored_elsewhere::<CallFact>(connection, self.month)
        })?;
        let mut first = Some(moved);
        let mut after = i64::MIN;
        let mut is_over = false;
        self.pages(None, || {
            if let Some(moved) = first.take() {
                return Ok(Some(Page::Calls(moved)));
            }
            if is_over {
                return Ok(None);
            }
            let page = self.page(reading, |connection| {
                store::records::page_of_month::<CallFact>(connection, self.month, after)
            })?;
            match page.last() {
                Some((last, _)) => after = *last,
                None => is_over = true,
            }
            Ok(Some(Page::Calls(page)))
        })
    }

    /// Reads something, and makes sure that what is wanted is still there.
    fn page<T>(
        self,
        reading: &mut Reading<'_>,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, DbError>,
    ) -> Result<T, FiguresError> {
        let (rebuilds, read) = reading.read(|connection| {
            let rebuilds = store::cursor::rebuilds(connection)?;
            Ok((rebuilds, work(connection)?))
        })?;
        if rebuilds != self.rebuilds {
            return Err(FiguresError::Forgotten);
        }
        Ok(read)
    }

    /// Counts pages on several threads.
    fn pages(
        self,
        facts: Option<&mut FactsHash>,
        mut read: impl FnMut() -> Result<Option<Page>, FiguresError>,
    ) -> Result<Tallies, FiguresError> {
        let workers = thread::available_parallelism()
            .map_or(1, usize::from)
            .clamp(1, 4);
        thread::scope(|scope| {
            let (pages, received) = mpsc::sync_channel::<Placed<Page>>(workers);
            let received = Arc::new(Mutex::new(received));
            let (texts, made) = mpsc::channel();
            let wants_texts = facts.is_some();
            let workers: Vec<_> = (0..workers)
                .map(|_| {
                    let received = Arc::clone(&received);
                    let texts = wants_texts.then(|| texts.clone());
                    scope.spawn(move || self.work(&received, texts.as_ref()))
                })
                .collect();
            drop((received, texts));

            let mut facts = facts.map(InOrder::new);
            let mut place = 0;
            let mut outcome = loop {
                let page = match read() {
                    Ok(Some(page)) => page,
                    Ok(None) => break Ok(Tallies::default()),
                    Err(error) => break Err(error),
                };
                if pages.send((place, page)).is_err() {
                    // Nobody is left to make sense of it; the reason is told below.
                    break Ok(Tallies::default());
                }
                place += 1;
                if let Some(facts) = &mut facts {
                    facts.take_in(made.try_iter());
                }
            };
            drop(pages);
            if let Some(facts) = &mut facts {
                facts.take_in(made.iter());
            }
            for worker in workers {
                let part = worker
                    .join()
                    .unwrap_or(Err(DbError::Interrupted))
                    .map_err(FiguresError::from);
                outcome = outcome.and_then(|mut all| {
                    all.extend(part?.rows());
                    Ok(all)
                });
            }
            outcome
        })
    }

    /// Counts the pages that this thread gets hold of. After a failure it takes the others too, so that nobody waits for ever.
    fn work(
        self,
        pages: &Mutex<Receiver<Placed<Page>>>,
        texts: Option<&Sender<Placed<String>>>,
    ) -> Result<Counter, DbError> {
        let mut outcome = Ok(Counter::default());
        loop {
            let next = {
                let pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
                pages.recv()
            };
            let Ok((place, page)) = next else {
                return outcome;
            };
            let Ok(tallies) = &mut outcome else {
                continue;
            };
            let mut text = String::new();
            let counted = match page {
                Page::Cases(cases) => self.cases(&cases, tallies, texts.map(|_| &mut text)),
                Page::Calls(calls) => self.count_calls(&calls, tallies),
            };
            if let Some(texts) = texts {
                // Whoever does not wait any more needs no text.
                let _ = texts.send((place, text));
            }
            if let Err(error) = counted {
                outcome = Err(error);
            }
        }
    }

    fn cases(
        self,
        cases: &StoredCases,
        tallies: &mut Counter,
        mut text: Option<&mut String>,
    ) -> Result<(), DbError> {
        let mut of_month = OfMonth(self.month, tallies);
        for case in cases.logs() {
            let case = case?;
            let Some(order) = case.order.order(case.number, self.sequence) else {
                continue;
            };
            let assignments: Vec<_> = case
                .assignments
                .iter()
                .filter_map(|log| log.known_at(&order, self.sequence))
                .collect();
            count_order(&order, &assignments, self.zone, &mut of_month);
            for assignment in &assignments {
                count_assignment(assignment, self.zone, &mut of_month);
                if let Some(text) = &mut text
                    && self.zone.month_of(assignment.assigned) == self.month
                {
                    FactsHash::write(assignment, text);
                }
            }
        }
        Ok(())
    }

    fn count_calls(self, calls: &[(i64, Vec<u8>)], tallies: &mut Counter) -> Result<(), DbError> {
        for (_, stored) in calls {
            let log = store::records::decoded::<CallFact>(stored)?;
            let Some(call) = log.call(self.sequence) else {
                continue;
            };
            for Tally {
                month,
                subject,
                measure,
                day,
                count,
            } in call_contribution(&call, self.zone)
            {
                let mut of_month = OfMonth(self.month, &mut *tallies);
                of_month.take_in(month, &subject, measure, day, count);
            }
        }
        Ok(())
    }
}

/// Takes in texts by their places, however they come.
struct InOrder<'a> {
    facts: &'a mut FactsHash,
    next: usize,
    waiting: BTreeMap<usize, String>,
}

impl<'a> InOrder<'a> {
    fn new(facts: &'a mut FactsHash) -> InOrder<'a> {
        InOrder {
            facts,
            next: 0,
            waiting: BTreeMap::new(),
        }
    }

    fn take_in(&mut self, texts: impl Iterator<Item = Placed<String>>) {
        for (place, text) in texts {
            self.waiting.insert(place, text);
            while let Some(text) = self.waiting.remove(&self.next) {
                self.facts.text(&text);
                self.next += 1;
            }
        }
    }
}
