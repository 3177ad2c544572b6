//! Extensions: how they are read, and shown without their grounds.

use hotline_common::decode::timestamp;
use hotline_proto::intake as proto;
use tonic::{Request, Response, Status};

use super::decode::list;
use crate::api::Api;
use crate::api::fields::pattern;
use crate::api::read::{decoded, of_parent, parent_name};
use crate::domain::assignment::{Extension, ExtensionDecision, ExtensionFate};
use crate::domain::etag::Etag;
use crate::domain::names::Subject;
use crate::domain::record::ExtensionRecord;
use crate::store::extensions;

impl Api {
    /// `GetExtension`.
    pub(super) async fn extension(
        &self,
        request: Request<proto::GetExtensionRequest>,
    ) -> Result<Response<proto::Extension>, Status> {
        let proto::GetExtensionRequest { name } = request.into_inner();
        let pattern = pattern::EXTENSION;
        let id = decoded(|violations| list::part(violations, "name", pattern, &name))?;
        let (extension, private) = self
            .find_masked(Subject::Extension(id), move |connection, vault| {
                extensions::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Extension {
            note: private.text,
            purged: private.purged,
            ..extension.into()
        }))
    }

    /// `ListExtensions`.
    pub(super) async fn extensions(
        &self,
        request: Request<proto::ListExtensionsRequest>,
    ) -> Result<Response<proto::ListExtensionsResponse>, Status> {
        let (extensions, next_page_token) = self
            .list(
                request,
                list::extensions,
                |connection, (parent, state), after, limit| {
                    let rows = extensions::list(connection, *parent, *state, after, limit)?;
                    of_parent(connection, parent_name(*parent), rows)
                },
                |extension| extension.id,
            )
            .await?;
        Ok(Response::new(proto::ListExtensionsResponse {
            extensions,
            next_page_token,
        }))
    }
}

impl From<ExtensionRecord> for proto::Extension {
    fn from(record: ExtensionRecord) -> proto::Extension {
        let ExtensionRecord {
            id,
            extension,
            annulled,
        } = record;
        let (state, sequence) = (extension.state().number(), extension.sequence());
        let Extension {
            number: _,
            reason,
            due,
            requested_by,
            requested,
            requested_sequence: _,
            fate,
        } = extension;
        let shown = proto::Extension {
            name: Subject::Extension(id).to_string(),
            reason: reason.number(),
            note: String::new(),
            due_time: Some(timestamp(due)),
            requested_by,
            request_time: Some(timestamp(requested)),
            granted_due_time: None,
            decided_by: String::new(),
            decide_time: None,
            lapse_time: None,
            state,
            annulled,
            sequence,
            purged: false,
            etag: Etag::of(sequence).to_string(),
        };
        match fate {
            ExtensionFate::Pending => shown,
            ExtensionFate::Decided(ExtensionDecision {
                granted,
                decided_by,
                decided,
                sequence: _,
            }) => proto::Extension {
                granted_due_time: granted.map(timestamp),
                decided_by,
                decide_time: Some(timestamp(decided)),
                ..shown
            },
            ExtensionFate::Lapsed { at, sequence: _ } => proto::Extension {
                lapse_time: Some(timestamp(at)),
                ..shown
            },
        }
    }
}
