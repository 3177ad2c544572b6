//! Reading from the store.

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::run::chain;
use hotline_common::status::{self, Violations};
use tonic::{Request, Status};

use super::Api;
use super::page::{ListRequest, Page, PageKey};
use super::refusal::resource_type;
use crate::domain::names::{OrderNumber, Subject};
use crate::store::{Parent, StoreError, records};
use crate::vault::Vault;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    /// There is no such record.
    #[error("{0} does not exist")]
    NotFound(Subject),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl From<DbError> for ReadError {
    fn from(error: DbError) -> ReadError {
        ReadError::Store(error.into())
    }
}

/// What clients learn of it; a failure is logged here.
impl From<ReadError> for Status {
    fn from(error: ReadError) -> Status {
        match error {
            ReadError::NotFound(subject) => {
                status::not_found(&resource_type(subject.kind()), &subject.to_string())
            }
            ReadError::Store(StoreError::Database(error)) => status::database(&error),
            ReadError::Store(error) => {
                tracing::error!(error = chain(&error), "the ledger's tables cannot be read");
                status::internal()
            }
        }
    }
}

/// Decodes what a request asks for.
///
/// # Errors
/// `INVALID_ARGUMENT` with every violation.
pub(super) fn decoded<T>(decode: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, Status> {
    let mut violations = Violations::new();
    let value = decode(&mut violations);
    violations.finish(value)
}

impl Api {
    /// Reads from the store, off the asynchronous threads.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, Status> {
        self.database.read(work).await.map_err(Status::from)
    }

    /// Reads the record of this name, which must be there.
    pub(super) async fn find<T: Send + 'static>(
        &self,
        subject: Subject,
        find: impl FnOnce(&mut AnyConnection) -> Result<Option<T>, StoreError> + Send + 'static,
    ) -> Result<T, Status> {
        self.read(move |connection| find(connection)?.ok_or(ReadError::NotFound(subject)))
            .await
    }

    /// As [`Api::find`], of a record with personal data, which the vault opens and the store masks.
    pub(super) async fn find_masked<T: Send + 'static>(
        &self,
        subject: Subject,
        find: impl FnOnce(&mut AnyConnection, &Vault) -> Result<Option<T>, StoreError> + Send + 'static,
    ) -> Result<T, Status> {
        let vault = self.ledger.vault();
        self.find(subject, move |connection| find(connection, &vault))
            .await
    }

    /// Reads a page of a list: the resources, and the token of the next page.
    pub(super) async fn list<R, F, K, T, A>(
        &self,
        request: Request<R>,
        decode: impl FnOnce(R, &mut Violations) -> Option<F>,
        list: impl FnOnce(&mut AnyConnection, &F, Option<K>, u32) -> Result<Vec<T>, ReadError>
        + Send
        + 'static,
        key: impl Fn(&T) -> K,
    ) -> Result<(Vec<A>, String), Status>
    where
        R: ListRequest,
        F: Send + 'static,
        K: PageKey,
        T: Send + 'static,
        A: From<T>,
    {
        let (page, filter) = Page::decode(request.into_inner(), decode)?;
        let (after, limit) = (page.after.clone(), page.limit());
        let rows = self
            .read(move |connection| list(connection, &filter, after, limit))
            .await?;
        let (rows, next_page_token) = page.cut(rows, key);
        Ok((rows.into_iter().map(A::from).collect(), next_page_token))
    }
}

/// What of an order, or of one of its assignments, a list holds: where it holds nothing, the parent may be missing.
pub(super) fn of_parent<T>(
    connection: &mut AnyConnection,
    parent: Option<Subject>,
    rows: Vec<T>,
) -> Result<Vec<T>, ReadError> {
    if rows.is_empty()
        && let Some(parent) = parent
        && records::get(connection, &parent)?.is_none()
    {
        return Err(ReadError::NotFound(parent));
    }
    Ok(rows)
}

/// The parent's name, where it is a single record.
pub(super) fn parent_name(parent: Parent) -> Option<Subject> {
    match parent {
        Parent::All => None,
        Parent::Order(order) => Some(Subject::WorkOrder(order)),
        Parent::Assignment(id) => Some(Subject::Assignment(id)),
    }
}

/// As [`parent_name`], of an order.
pub(super) fn order_name(order: Option<OrderNumber>) -> Option<Subject> {
    order.map(Subject::WorkOrder)
}
