//! On a database server, in the background: whether it answers, which health tells, and how far other replicas have moved the feed's head, which those
//! who follow the feed wait for.

use std::time::Duration;

use hotline_common::db::{AnyConnection, Database, DbError};
use hotline_common::run::chain;
use hotline_common::server::Health;
use hotline_common::shutdown::Shutdown;

use crate::ledger::Ledger;
use crate::store::{StoreError, head};

/// Between two looks while somebody follows the feed, and otherwise.
const FOLLOWED: Duration = Duration::from_millis(200);
const IDLE: Duration = Duration::from_secs(1);
/// How long a look may take until the server counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks at the head again and again, until the shutdown.
pub async fn run(database: Database, ledger: Ledger, health: Health, shutdown: Shutdown) {
    let mut session = None;
    loop {
        let before = *ledger.head().borrow();
        let look = {
            let (database, session) = (database.clone(), session.take());
            tokio::task::spawn_blocking(move || look(&database, session))
        };
        tokio::pin!(look);
        let looked = tokio::select! {
            () = shutdown.requested() => return,
            looked = &mut look => looked,
            () = tokio::time::sleep(PATIENCE) => {
                health.not_ready("the database does not answer");
                tokio::select! {
                    () = shutdown.requested() => return,
                    looked = &mut look => looked,
                }
            }
        };
        match looked.map_err(|_| DbError::Interrupted.into()).flatten() {
            Ok((connection, found)) => {
                session = Some(connection);
                ledger.found_head(before, found);
                health.ready();
            }
            Err(error) => {
                health.not_ready(&format!("the database cannot be used: {}", chain(&error)));
            }
        }
        let pause = if ledger.is_followed() { FOLLOWED } else { IDLE };
        tokio::select! {
            () = shutdown.requested() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Where the head is now, by a session that is opened where there is none. One that fails is dropped.
fn look(
    database: &Database,
    session: Option<AnyConnection>,
) -> Result<(AnyConnection, i64), StoreError> {
    let mut connection = match session {
        Some(connection) => connection,
        None => database.open_writer()?,
    };
    let head =
        head::find_head(&mut connection)?.ok_or_else(|| StoreError::missing("feed_head", "1"))?;
    Ok((connection, head.last_sequence))
}

#[cfg(test)]
mod tests {
    use hotline_common::args::ServerSettings;
    use hotline_common::server::Server;
    use hotline_common::testing::Scratch;
    use hotline_common::time::Moment;

    use super::*;
    use crate::domain::call::RecordCall;
    use crate::domain::command::Command;
    use crate::ledger::{Settings, Submission};
    use crate::store::MIGRATIONS;
    use crate::testing::server;

    fn open(scratch: &Scratch) -> (Database, Ledger) {
        let database =
            Database::open_blocking(scratch.url().clone(), &MIGRATIONS).expect("a database");
        let settings = Settings {
            zone: None,
            clock: Moment::now,
            keys: crate::vault::tests::keys(),
        };
        let ledger = Ledger::open(&database, &settings, Shutdown::new()).expect("a ledger");
        (database, ledger)
    }

    fn call() -> Submission {
        Submission {
            command: Command::RecordCall(RecordCall {
                telephone_system_id: None,
                caller_number: String::new(),
                started: Moment::MIN,
                queued: None,
                answered: None,
                abandoned: None,
                ended: None,
                agent: String::new(),
                recording_reference: String::new(),
                content_hash: [0; 16],
            }),
            actor: String::new(),
            request: None,
            import: true,
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn those_who_follow_learn_what_another_replica_recorded() {
        if server().is_none() {
            return;
        }
        let scratch = Scratch::new();
        let ((database, ledger), (_, other)) = (open(&scratch), open(&scratch));
        let shutdown = Shutdown::new();
        let bound = Server::bind(&ServerSettings::default(), shutdown.clone()).await;
        let health = bound.expect("a port").health();
        let mut head = ledger.head();
        let looking = tokio::spawn(run(database, ledger, health.clone(), shutdown.clone()));
        for sequence in 1..=3 {
            other.submit(call()).await.expect("recorded");
            let moved = head.wait_for(|head| sequence <= *head).await;
            assert_eq!(*moved.expect("a ledger"), sequence);
        }
        assert!(health.is_ready());
        shutdown.trigger("test");
        looking.await.expect("no panic");
    }
}
