//! Why a command is refused.

use super::etag::Etag;
use super::names::Subject;

/// Why a command is refused. Says what to do, and never holds personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Fields that contradict what is known, for instance a completion before the assignment.
    #[error("{}", first_of(.0))]
    Invalid(Vec<FieldViolation>),
    /// Something that the command names does not exist.
    #[error("{kind} {name} does not exist")]
    NotFound {
        /// What kind of resource.
        kind: &'static str,
        /// Its name, as the command gave it.
        name: String,
    },
    /// The state of a record stands in the way.
    #[error("{subject}: {description}")]
    State {
        /// A stable reason, for instance `ASSIGNMENT_COMPLETED`.
        reason: &'static str,
        /// Whose state.
        subject: Subject,
        /// What stands in the way, in words.
        description: String,
    },
    /// Whoever asks may not.
    #[error("{subject}: {description}")]
    Denied {
        /// A stable reason, for instance `ORDER_CONFIDENTIAL`.
        reason: &'static str,
        /// What it is about.
        subject: Subject,
        /// Why not, in words.
        description: String,
    },
    /// Somebody else changed the record since the caller saw it.
    #[error(
        "{subject} was changed meanwhile: read it again and decide again; its etag is {etag} now"
    )]
    Changed {
        /// Which record.
        subject: Subject,
        /// Its etag now.
        etag: Etag,
    },
    /// A record of that identity exists, with another content.
    #[error("{description}")]
    Exists {
        /// A stable reason, for instance `CALL_EXISTS`.
        reason: &'static str,
        /// Which record.
        subject: Subject,
        /// What is in the way, in words.
        description: String,
    },
}

/// A wrong field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolation {
    /// The field's path within the request, for instance `complete_time`.
    pub field: String,
    /// What is wrong, in words.
    pub description: String,
}

impl Rejection {
    /// One wrong field.
    pub fn invalid(field: &str, description: impl Into<String>) -> Rejection {
        Rejection::Invalid(vec![FieldViolation {
            field: field.to_owned(),
            description: description.into(),
        }])
    }

    /// A record that does not exist.
    pub fn not_found(subject: &Subject) -> Rejection {
        Rejection::NotFound {
            kind: subject.kind(),
            name: subject.to_string(),
        }
    }

    /// A state that stands in the way.
    pub fn state(
        reason: &'static str,
        subject: Subject,
        description: impl Into<String>,
    ) -> Rejection {
        Rejection::State {
            reason,
            subject,
            description: description.into(),
        }
    }
}

fn first_of(violations: &[FieldViolation]) -> String {
    violations
        .iter()
        .map(|violation| format!("{}: {}", violation.field, violation.description))
        .collect::<Vec<_>>()
        .join("; ")
}
