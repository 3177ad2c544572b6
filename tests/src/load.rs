//! Brings June 2015 into a running intake.

use std::sync::Arc;

use hotline_proto::intake::{
    BatchCommitted, ImportRejection, LiftSupervisionRequest, ListSupervisionsRequest, Supervision,
};
use tokio::task::JoinSet;
use tonic::Status;
use tonic::transport::Channel;

use crate::client::{ImportError, import};
use crate::june::June;
use crate::pair::IntakeClients;

/// What came of bringing the month in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// Records that were sent.
    pub received: i64,
    /// Records that were new.
    pub recorded: i64,
    /// Records that were known already.
    pub repeated: i64,
    /// Records that were rejected.
    pub rejections: Vec<ImportRejection>,
}

/// Sends the registry, then all lanes at the same time, each over a connection of its own.
///
/// # Errors
/// The first import that does not go through.
pub async fn load(
    connect: impl Fn() -> Channel,
    june: &Arc<June>,
    progress: impl Fn(&BatchCommitted) + Clone + Send + Sync + 'static,
) -> Result<Loaded, ImportError> {
    let mut imports = vec![import(connect(), june.registry(), progress.clone()).await?];
    let mut lanes = JoinSet::new();
    for lane in june.lanes() {
        lanes.spawn(import(connect(), lane.records, progress.clone()));
    }
    while let Some(ended) = lanes.join_next().await {
        let imported =
            ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
        imports.push(imported);
    }
    let mut loaded = Loaded::default();
    for imported in imports {
        loaded.received += imported.summary.received_count;
        loaded.recorded += imported.summary.recorded_count;
        loaded.repeated += imported.summary.repeated_count;
        loaded.rejections.extend(imported.rejections);
    }
    Ok(loaded)
}

/// Lifts the first few supervisions, a day after they were issued. They still count.
///
/// (An import cannot: it does not know the numbers that the ledger gives.)
///
/// # Errors
/// When intake refuses.
pub async fn lift_supervisions(clients: &IntakeClients, count: usize) -> Result<(), Status> {
    let mut orders = clients.orders.clone();
    let listed = orders
        .list_supervisions(ListSupervisionsRequest::default())
        .await?;
    let open = |supervision: &Supervision| supervision.lift_time.is_none();
    for supervision in listed
        .into_inner()
        .supervisions
        .into_iter()
        .filter(open)
        .take(count)
    {
        let lift_time = supervision.issue_time.map(|issued| prost_types::Timestamp {
            seconds: issued.seconds + 24 * 60 * 60,
            ..issued
        });
        orders
            .lift_supervision(LiftSupervisionRequest {
                supervision: supervision.name,
                lift_time,
                actor: "supervisor-1".to_owned(),
                ..LiftSupervisionRequest::default()
            })
            .await?;
    }
    Ok(())
}
