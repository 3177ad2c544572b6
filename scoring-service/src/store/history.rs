//! How an assignment's history is kept: one byte that says the form, then the history in it.

use hotline_common::db::DbError;
use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

use super::values::unreadable;
use crate::score::{AssignmentHistory, Facts, Role};

/// The only form so far: postcard.
const VERSION: u8 = 1;

/// What of a history is not in columns of its own.
#[derive(Serialize, Deserialize)]
struct Body<F> {
    assigned: Moment,
    due: Option<Moment>,
    governors_mailbox: bool,
    facts: F,
}

pub(super) fn encode(history: &AssignmentHistory) -> Result<Vec<u8>, DbError> {
    let body = Body {
        assigned: history.assigned,
        due: history.due,
        governors_mailbox: history.governors_mailbox,
        facts: &history.facts,
    };
    postcard::to_extend(&body, vec![VERSION])
        .map_err(|_| DbError::Other("a history cannot be stored".to_owned()))
}

pub(super) fn decode(
    order: i64,
    number: u32,
    unit: String,
    role: Role,
    stored: &[u8],
) -> Result<AssignmentHistory, DbError> {
    let unreadable = || unreadable("assignments.history");
    let (version, body) = stored.split_first().ok_or_else(unreadable)?;
    if *version != VERSION {
        return Err(unreadable());
    }
    let body: Body<Facts> = postcard::from_bytes(body).map_err(|_| unreadable())?;
    Ok(AssignmentHistory {
        order,
        number,
        unit,
        role,
        assigned: body.assigned,
        due: body.due,
        governors_mailbox: body.governors_mailbox,
        facts: body.facts,
    })
}
