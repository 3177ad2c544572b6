//! Where answers go: back to the runtime that asked, all of a batch by one message.
//!
//! To wake a task from another thread costs more than to wake it from its own, often a system call. And callers that are woken together
//! answer together: the connection that they share is written once for all of them.

use std::cell::RefCell;

use tokio::runtime::{Handle, Id};
use tokio::sync::{mpsc, oneshot};

use super::{Receipt, Refusal, Submission};

/// The answers to a job, in the order of its submissions.
pub(super) type Answers = Vec<Result<Receipt, Refusal>>;

/// An answer and the caller that waits for it.
pub(super) struct Letter {
    pub(super) caller: oneshot::Sender<Answers>,
    pub(super) answers: Answers,
    /// What was asked for: its memory is given back where it was taken.
    pub(super) asked: Vec<Submission>,
}

thread_local! {
    /// The home of whoever asks on this thread, for as long as the thread works for the same runtime.
    static HERE: RefCell<Option<Home>> = const { RefCell::new(None) };
}

/// A runtime in which callers wait for answers. Cheap to clone.
#[derive(Clone)]
pub(super) struct Home {
    runtime: Id,
    letters: mpsc::UnboundedSender<Vec<Letter>>,
}

impl Home {
    /// The home of the caller; `None` outside of any runtime.
    pub(super) fn here() -> Option<Home> {
        let runtime = Handle::try_current().ok()?;
        HERE.with_borrow_mut(|here| match here {
            Some(home) if home.runtime == runtime.id() => Some(home.clone()),
            _ => Some(here.insert(Home::new(&runtime)).clone()),
        })
    }

    fn new(runtime: &Handle) -> Home {
        let (letters, mut arriving) = mpsc::unbounded_channel::<Vec<Letter>>();
        runtime.spawn(async move {
            while let Some(batch) = arriving.recv().await {
                deliver(batch);
            }
        });
        Home {
            runtime: runtime.id(),
            letters,
        }
    }
}

/// The answers of a batch on their way, by home.
#[derive(Default)]
pub(super) struct Mail {
    bags: Vec<(Option<Home>, Vec<Letter>)>,
}

impl Mail {
    /// Adds the answer to one caller.
    pub(super) fn add(&mut self, home: Option<Home>, letter: Letter) {
        match self
            .bags
            .iter_mut()
            .find(|(known, _)| is_same(known.as_ref(), home.as_ref()))
        {
            Some((_, letters)) => letters.push(letter),
            None => self.bags.push((home, vec![letter])),
        }
    }

    /// Sends all of them off.
    pub(super) fn send(self) {
        for (home, letters) in self.bags {
            match home {
                // A runtime that has ended has no callers left.
                Some(home) => _ = home.letters.send(letters),
                None => deliver(letters),
            }
        }
    }
}

fn is_same(one: Option<&Home>, other: Option<&Home>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.letters.same_channel(&other.letters),
        (None, None) => true,
        _ => false,
    }
}

fn deliver(letters: Vec<Letter>) {
    for letter in letters {
        // A caller that went away needs no answer; what it asked for is recorded all the same.
        let _ = letter.caller.send(letter.answers);
        drop(letter.asked);
    }
}
