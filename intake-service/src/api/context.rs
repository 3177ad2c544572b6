//! What decoding needs to know beside the message.

use std::cell::Cell;

use hotline_common::time::{Moment, Zone};

use crate::domain::names::ExternalReference;

/// A keyed hash over some parts, as [`Ledger::keyed_hash`](crate::ledger::Ledger::keyed_hash).
pub(super) type KeyedHash<'a> = &'a dyn Fn(&[&[u8]]) -> [u8; 16];

/// What decoding needs to know beside the message.
pub(super) struct Context<'a> {
    /// The present: what lies after it is refused.
    pub(super) now: Moment,
    /// The hotline's zone.
    pub(super) zone: &'a Zone,
    /// Hashes what a repeat is compared by.
    pub(super) hash: KeyedHash<'a>,
    /// What `-` stands for.
    pub(super) references: &'a References,
}

/// What `-` stands for in the names of a record: only an import has any.
#[derive(Debug, Default)]
pub(super) struct References {
    order: Option<ExternalReference>,
    call: Option<String>,
    order_used: Cell<bool>,
    call_used: Cell<bool>,
}

impl References {
    /// `-` stands for nothing.
    pub(super) fn none() -> References {
        References::default()
    }

    /// `workOrders/-` and `calls/-` stand for these.
    pub(super) fn new(order: Option<ExternalReference>, call: Option<String>) -> References {
        References {
            order,
            call,
            ..References::default()
        }
    }

    /// What `workOrders/-` stands for.
    pub(super) fn order(&self) -> Option<&ExternalReference> {
        self.order_used.set(true);
        self.order.as_ref()
    }

    /// What `calls/-` stands for.
    pub(super) fn call(&self) -> Option<&str> {
        self.call_used.set(true);
        self.call.as_deref()
    }

    /// Whether an order was referred to although the record names no `workOrders/-`.
    pub(super) fn has_unused_order(&self) -> bool {
        self.order.is_some() && !self.order_used.get()
    }

    /// Whether a call was referred to although the record names no `calls/-`.
    pub(super) fn has_unused_call(&self) -> bool {
        self.call.is_some() && !self.call_used.get()
    }

    /// What they add to the content of a record: nothing where there are none.
    pub(super) fn content(&self) -> Vec<&[u8]> {
        let mut parts: Vec<&[u8]> = Vec::new();
        if let Some(ExternalReference { source, id }) = &self.order {
            parts.extend([b"order".as_slice(), source.as_bytes(), id.as_bytes()]);
        }
        if let Some(call) = &self.call {
            parts.extend([b"call".as_slice(), call.as_bytes()]);
        }
        parts
    }
}
