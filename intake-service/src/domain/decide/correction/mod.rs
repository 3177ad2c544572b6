//! Correcting a fact: it did not happen, or it happened otherwise.

mod assignment;
mod beside;
mod call;
mod conflict;
mod order;
mod supervision;

use hotline_common::time::Moment;

use super::{Context, Decided};
use crate::domain::correction::{CorrectFact, Correction, Dated, FactKind, KnownFact, Wanted};
use crate::domain::event::{Event, NewEvent, Private};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::world::World;

pub(super) fn correct(
    world: &World,
    command: &CorrectFact,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let Some(fact) = world.fact(command.fact) else {
        return Err(Rejection::NotFound {
            kind: "timeline entry",
            name: format!("the fact with the sequence {}", command.fact),
        });
    };
    must_be_correctable(fact)?;
    if command.subject != fact.subject {
        return Err(Rejection::invalid(
            "subject",
            format!(
                "the fact with the sequence {} is about {}",
                fact.sequence, fact.subject
            ),
        ));
    }
    let case = Case {
        world,
        fact,
        wanted: command.wanted.as_ref(),
        next_sequence: context.next_sequence,
    };
    let Verdict {
        before,
        after,
        text,
    } = case.judge()?;
    if before == after && text.is_empty() {
        return Err(Rejection::state(
            "NOTHING_TO_CORRECT",
            fact.subject.clone(),
            "the fact stands like that already; nothing was recorded",
        ));
    }
    // A correction takes the time of the fact that it corrects, as it stood before.
    let happened = before.as_ref().map_or(fact.happened, |one| one.happened);
    Ok(Decided::event(NewEvent {
        happened,
        private: Private {
            text: text.clone(),
            note: command.note.clone(),
            ..Private::default()
        },
        event: Event::FactCorrected(Box::new(Correction {
            id: context.next_sequence,
            fact: fact.clone(),
            reason: command.reason,
            before,
            after,
            has_text: !text.is_empty(),
        })),
    }))
}

fn must_be_correctable(fact: &KnownFact) -> Result<(), Rejection> {
    let refused = |reason, description| {
        let subject = fact.subject.clone();
        Err(Rejection::state(reason, subject, description))
    };
    match fact.kind {
        FactKind::Correction(corrected) => refused(
            "FACT_IS_CORRECTION",
            format!(
                "the fact with the sequence {} is a correction itself; correct the fact that it corrects once more: {corrected}",
                fact.sequence
            ),
        ),
        FactKind::Other => refused(
            "NOT_CORRECTABLE",
            "this kind of fact is not corrected; the registry and the calendar are updated instead"
                .to_owned(),
        ),
        _ => Ok(()),
    }
}

/// What a correction comes to.
struct Verdict {
    before: Option<Dated>,
    after: Option<Dated>,
    /// Personal: the fact's text, where it is said anew.
    text: String,
}

/// A fact, and what it should have been.
struct Case<'a> {
    world: &'a World,
    fact: &'a KnownFact,
    wanted: Option<&'a Wanted>,
    next_sequence: i64,
}

impl Case<'_> {
    fn judge(&self) -> Result<Verdict, Rejection> {
        match self.fact.kind {
            FactKind::CallRecorded | FactKind::CalledBack | FactKind::Notified => self.call(),
            FactKind::Accepted => self.accepted(),
            FactKind::HandledDirectly => self.handled(),
            FactKind::DuplicateLinked(original) => self.linked(original),
            FactKind::Assignment(id) => self.assignment(id),
            FactKind::Supervised => self.supervised(),
            FactKind::SupervisionLifted => self.lifted(),
            FactKind::Occasion | FactKind::TypicalCase => self.beside(),
            FactKind::Correction(_) | FactKind::Other => Err(self.missing()),
        }
    }

    /// The record is gone; records are never removed.
    fn missing(&self) -> Rejection {
        Rejection::not_found(&self.fact.subject)
    }

    /// A fact without a text of its own, as it stood and as it should have been at another time.
    fn retimed(&self, stood: Option<Moment>, event: &Event) -> Verdict {
        let dated = |happened| Dated {
            happened,
            event: event.clone(),
        };
        let last = stood.unwrap_or(self.fact.happened);
        Verdict {
            before: stood.map(dated),
            after: self.wanted.map(|wanted| dated(wanted.at.unwrap_or(last))),
            text: String::new(),
        }
    }

    /// Of a fact that says nothing but its time.
    fn must_have_no_content(&self) -> Result<(), Rejection> {
        match self.wanted.and_then(|wanted| wanted.content.as_ref()) {
            None => Ok(()),
            Some(_) => Err(self.wrong_kind()),
        }
    }

    /// Of a fact that can only be annulled, or stand again.
    fn must_have_no_time(&self) -> Result<(), Rejection> {
        match self.wanted.and_then(|wanted| wanted.at) {
            None => Ok(()),
            Some(_) => Err(Rejection::invalid(
                "corrected.happen_time",
                "must be absent: this fact can only be annulled; annul it and record it anew",
            )),
        }
    }

    fn wrong_kind(&self) -> Rejection {
        Rejection::invalid(
            "corrected",
            format!(
                "the content is of another kind than the fact with the sequence {}, which is about {}",
                self.fact.sequence, self.fact.subject
            ),
        )
    }

    fn cannot_be_annulled(&self, instead: &str) -> Rejection {
        Rejection::state(
            "CANNOT_BE_ANNULLED",
            self.fact.subject.clone(),
            format!("this fact cannot be annulled; {instead}"),
        )
    }

    /// Another fact would make no sense any more.
    fn conflicts(&self, description: impl Into<String>) -> Rejection {
        conflicts(self.fact.subject.clone(), description)
    }
}

fn conflicts(subject: Subject, description: impl Into<String>) -> Rejection {
    Rejection::state("CORRECTION_CONFLICTS", subject, description)
}
