//! Canary values, and a watch over everything that comes back.

use std::sync::Mutex;

use prost::Message;
use tonic::{Response, Status};

/// Digits that stand in every canary number, and a word that stands in every canary text.
pub(super) const NUMBER: &str = "770077007700";
pub(super) const WORD: &str = "金丝雀";

/// Canary values, each used once, and everything that came back.
#[derive(Default)]
pub(super) struct Watch {
    next: u32,
    seen: Mutex<Vec<(String, Vec<u8>)>>,
}

impl Watch {
    /// A telephone number.
    pub(super) fn number(&mut self) -> String {
        self.next += 1;
        format!("{NUMBER}{:06}", self.next)
    }

    /// A name or another text.
    pub(super) fn text(&mut self) -> String {
        self.next += 1;
        format!("{WORD}{:06}", self.next)
    }

    /// Keeps an answer, which must have no canary in it, and passes it on.
    pub(super) fn quiet<T: Message + Clone>(
        &self,
        what: &str,
        answer: Result<Response<T>, Status>,
    ) -> Option<T> {
        let (bytes, message) = match answer {
            Ok(answer) => (answer.get_ref().encode_to_vec(), Some(answer.into_inner())),
            Err(status) => {
                let mut bytes = status.message().as_bytes().to_vec();
                bytes.extend_from_slice(status.details());
                bytes.extend_from_slice(format!("{:?}", status.metadata()).as_bytes());
                (bytes, None)
            }
        };
        self.keep(what, bytes);
        message
    }

    /// As [`Watch::quiet`], of a request that must fail.
    pub(super) fn refused<T: Message + Clone>(
        &self,
        what: &str,
        answer: Result<Response<T>, Status>,
    ) {
        assert!(
            self.quiet(what, answer).is_none(),
            "{what} should be refused"
        );
    }

    pub(super) fn keep(&self, what: &str, bytes: Vec<u8>) {
        self.seen
            .lock()
            .expect("not poisoned")
            .push((what.to_owned(), bytes));
    }

    pub(super) fn assert_clean(&self) {
        let seen = self.seen.lock().expect("not poisoned");
        let dirty: Vec<&str> = seen
            .iter()
            .filter(|(_, bytes)| contains(bytes, NUMBER) || contains(bytes, WORD))
            .map(|(what, _)| what.as_str())
            .collect();
        assert!(dirty.is_empty(), "personal data in: {dirty:#?}");
    }
}

pub(super) fn contains(bytes: &[u8], text: &str) -> bool {
    let escaped: String = text.escape_unicode().to_string();
    [text.as_bytes(), escaped.as_bytes()]
        .iter()
        .any(|wanted| bytes.windows(wanted.len()).any(|window| window == *wanted))
}
