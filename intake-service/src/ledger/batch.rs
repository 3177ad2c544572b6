//! One batch, in parts as they come: load → decide → save, inside one transaction.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hotline_common::db::AnyConnection;
use hotline_common::time::{Moment, Zone};

use super::home::Answers;
use super::{Receipt, Refusal, RequestKey, Submission};
use crate::domain::decide::{Context, Decided, decide};
use crate::domain::event::Recorded;
use crate::domain::names::Subject;
use crate::domain::world::{Needs, Registry, World};
use crate::store::feed::Position;
use crate::store::head::Head;
use crate::store::requests::{NewRequest, StoredRequest, find_requests};
use crate::store::{StoreError, head, load, save};
use crate::vault::Vault;

/// The registry as it was after a sequence; good for as long as the head row names the same one.
#[derive(Clone, Debug)]
pub(super) struct CachedRegistry {
    pub(super) sequence: i64,
    pub(super) registry: Registry,
}

/// What a batch leaves, once it is committed.
pub(super) struct Committed {
    pub(super) last_sequence: i64,
    pub(super) registry: CachedRegistry,
    /// The place of its first event; `None` where it has none.
    pub(super) first: Option<Position>,
    /// One answer a submission, in their order.
    pub(super) answers: Answers,
}

/// A batch that is being carried out, inside the transaction that the caller opened and will commit.
pub(super) struct Batch<'a> {
    connection: &'a mut AnyConnection,
    zone: &'a Zone,
    vault: &'a Vault,
    /// As the parts that were carried out have left it.
    head: Head,
    registry: Registry,
    first: Option<Position>,
    answers: Answers,
}

impl<'a> Batch<'a> {
    /// Locks the head. `cached` is the registry as it was last known.
    pub(super) fn begin(
        connection: &'a mut AnyConnection,
        zone: &'a Zone,
        vault: &'a Vault,
        cached: Option<CachedRegistry>,
    ) -> Result<Batch<'a>, StoreError> {
        // The head row first: it is the only lock.
        let head = head::lock_head(connection)?;
        let registry = match cached {
            Some(cached) if cached.sequence == head.registry_sequence => cached.registry,
            _ => load::load_registry(connection)?,
        };
        Ok(Batch {
            connection,
            zone,
            vault,
            registry,
            first: None,
            answers: Vec::new(),
            head,
        })
    }

    /// Carries out submissions at a time, after those before them.
    pub(super) fn carry_out(
        &mut self,
        submissions: &[&Submission],
        now: Moment,
    ) -> Result<(), StoreError> {
        let registry = std::mem::take(&mut self.registry);
        let mut world = World::new(self.zone.clone(), registry);
        let requests = known_requests(self.connection, submissions)?;
        let mut needs = Needs::default();
        for submission in submissions {
            needs.add(&submission.command, self.zone);
        }
        load::load(self.connection, &needs, &mut world)?;

        let mut part = Part {
            world,
            now,
            requests,
            events: Vec::with_capacity(submissions.len()),
            new_requests: Vec::new(),
            last_sequence: self.head.last_sequence,
        };
        self.answers
            .extend(submissions.iter().map(|submission| part.take(submission)));
        if !part.events.is_empty() || !part.new_requests.is_empty() {
            let first = save::save(
                self.connection,
                &mut self.head,
                &part.world,
                &part.events,
                &part.new_requests,
                self.vault,
            )?;
            self.first = self.first.take().or(first);
        }
        self.registry = part.world.registry;
        Ok(())
    }

    /// What it leaves, once the transaction is committed.
    pub(super) fn finish(self) -> Committed {
        Committed {
            last_sequence: self.head.last_sequence,
            registry: CachedRegistry {
                sequence: self.head.registry_sequence,
                registry: self.registry,
            },
            first: self.first,
            answers: self.answers,
        }
    }
}

fn known_requests(
    connection: &mut AnyConnection,
    submissions: &[&Submission],
) -> Result<HashMap<[u8; 16], StoredRequest>, StoreError> {
    let ids: Vec<[u8; 16]> = submissions
        .iter()
        .filter_map(|submission| submission.request.map(|request| request.id))
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    find_requests(connection, &ids)
}

/// A part of a batch while its commands are decided, one after another.
struct Part {
    world: World,
    now: Moment,
    requests: HashMap<[u8; 16], StoredRequest>,
    events: Vec<Recorded>,
    new_requests: Vec<NewRequest>,
    last_sequence: i64,
}

impl Part {
    /// Decides one command; a rejected one leaves everything as it was.
    fn take(&mut self, submission: &Submission) -> Result<Receipt, Refusal> {
        if let Some(request) = submission.request
            && let Some(known) = self.requests.get(&request.id)
        {
            return repeat(known, request);
        }
        let context = Context {
            actor: &submission.actor,
            next_sequence: self.last_sequence + 1,
            now: self.now,
            import: submission.import,
        };
        // A defect that shows with one command must not hurt its neighbours; deciding changes nothing.
        let decided = catch_unwind(AssertUnwindSafe(|| {
            decide(&self.world, &submission.command, context)
        }))
        .map_err(|_| Refusal::Unavailable)??;
        let (subject, sequence, repeated) = match decided {
            Decided::Known { subject, sequence } => (subject, sequence, true),
            Decided::Event(new) => {
                let recorded = Recorded {
                    sequence: context.next_sequence,
                    happened: new.happened,
                    recorded: self.now,
                    actor: submission.actor.clone(),
                    event: new.event,
                    private: new.private,
                };
                let subject = recorded.event.subject();
                self.last_sequence = recorded.sequence;
                self.world.apply(&recorded);
                self.events.push(recorded);
                (subject, context.next_sequence, false)
            }
        };
        if let Some(request) = submission.request {
            self.remember(request, &subject, sequence);
        }
        Ok(Receipt {
            record: self.world.record(&subject),
            subject,
            sequence,
            repeated,
        })
    }

    fn remember(&mut self, request: RequestKey, subject: &Subject, sequence: i64) {
        let RequestKey { id, payload_hash } = request;
        self.requests.insert(
            id,
            StoredRequest {
                payload_hash,
                sequence,
                subject: subject.clone(),
            },
        );
        self.new_requests.push(NewRequest {
            id,
            payload_hash,
            sequence,
            subject: subject.clone(),
            recorded: self.now,
        });
    }
}

fn repeat(known: &StoredRequest, request: RequestKey) -> Result<Receipt, Refusal> {
    if known.payload_hash != request.payload_hash {
        return Err(Refusal::RequestReused {
            subject: known.subject.clone(),
        });
    }
    Ok(Receipt {
        subject: known.subject.clone(),
        sequence: known.sequence,
        record: None,
        repeated: true,
    })
}
