//! The ledger over a real database: batches, repeats, restarts, a full disk.

mod replicas;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use hotline_common::db::{AnyConnection, Database, DatabaseUrl};
use hotline_common::shutdown::Shutdown;
use hotline_common::testing::Scratch;
use hotline_common::time::{Moment, Zone};
use proptest::prelude::*;
use tokio::sync::{mpsc, oneshot, watch};

use super::session::Session;
use super::writer::Writer;
use super::*;
use crate::domain::assignment::{AssignmentRole, RedoReason, SendBackReason};
use crate::domain::call::RecordCall;
use crate::domain::command::{AssignmentAction, AssignmentTarget, CallTarget, OrderTarget};
use crate::domain::deadline::{NewDue, WantedDue};
use crate::domain::names::{Code, ExternalReference};
use crate::domain::registry::{UnitGroup, UpdateUnit};
use crate::domain::work_order::{AcceptWorkOrder, Channel, Nature, Urgency};
use crate::store;
use crate::testing::{cases, is_about_files_alone};

/// A fixed clock, so that two databases can be compared: 2015-07-01T04:00:00Z.
fn clock() -> Moment {
    at(720)
}

fn at(hours: i64) -> Moment {
    Moment::from_micros(1_433_131_200_000_000 + hours * 3_600_000_000).expect("within bounds")
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

struct Bench {
    database: Database,
    ledger: Ledger,
    /// Dropped after those that use it.
    scratch: Scratch,
}

impl Bench {
    fn new() -> Bench {
        let scratch = Scratch::new();
        let (database, ledger) = open(scratch.url(), None).expect("opens");
        Bench {
            database,
            ledger,
            scratch,
        }
    }

    fn reopen(&mut self) {
        (self.database, self.ledger) = open(self.scratch.url(), None).expect("opens again");
    }

    /// All rows of the table, in order, as text.
    fn dump(&self, table: &str, columns: &str) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            line: String,
        }
        let read = self.database.read_blocking(|connection| {
            let line = match connection {
                AnyConnection::Sqlite(_) => format!("json_array({columns})"),
                AnyConnection::Postgres(_) => {
                    // Bytes are hexadecimal in its JSON anyway.
                    let columns: Vec<&str> = columns
                        .split(", ")
                        .map(|column| {
                            let bytes = column.strip_prefix("hex(");
                            bytes.map_or(column, |column| column.trim_end_matches(')'))
                        })
                        .collect();
                    format!("json_build_array({})::text", columns.join(", "))
                }
            };
            let query = format!("SELECT {line} AS line FROM {table} ORDER BY 1");
            let lines: Vec<Line> = diesel::sql_query(query).load(connection)?;
            Ok::<_, store::StoreError>(lines)
        });
        read.expect("readable")
            .into_iter()
            .map(|line| line.line)
            .collect()
    }
}

fn open(url: &DatabaseUrl, zone: Option<&str>) -> Result<(Database, Ledger), LedgerError> {
    let database = Database::open_blocking(url.clone(), &store::MIGRATIONS).expect("a database");
    let settings = Settings {
        zone: zone.map(|name| Zone::named(name).expect("known")),
        clock,
        keys: crate::vault::tests::keys(),
    };
    let ledger = Ledger::open(&database, &settings, Shutdown::new())?;
    Ok((database, ledger))
}

fn submission(command: Command) -> Submission {
    Submission {
        command,
        actor: "li".to_owned(),
        request: None,
        import: false,
    }
}

fn with_id(id: u8, payload: u8, command: Command) -> Submission {
    Submission {
        request: Some(RequestKey {
            id: [id; 16],
            payload_hash: [payload; 16],
        }),
        ..submission(command)
    }
}

fn unit(name: &str) -> Command {
    Command::UpdateUnit(UpdateUnit {
        code: code(name),
        display_name: Some(name.to_owned()),
        group: Some(UnitGroup::County),
        position: Some(1),
        parent: None,
        active_from: None,
        active_to: None,
        allow_missing: true,
    })
}

fn call(id: Option<u8>) -> Command {
    Command::RecordCall(RecordCall {
        telephone_system_id: id.map(|id| format!("T-{id}")),
        caller_number: "13800000000".to_owned(),
        started: at(1),
        queued: None,
        answered: None,
        abandoned: None,
        ended: None,
        agent: String::new(),
        recording_reference: String::new(),
        content_hash: [1; 16],
    })
}

fn accept(id: Option<u8>) -> Command {
    Command::AcceptWorkOrder(Box::new(AcceptWorkOrder {
        external_reference: id.map(reference),
        channel: Channel::Phone,
        call: None,
        requester_name: "某人".to_owned(),
        requester_number: String::new(),
        anonymous: false,
        confidential: false,
        nature: Nature::Help,
        urgency: Urgency::Normal,
        category: None,
        topics: Vec::new(),
        area: String::new(),
        text: "停水".to_owned(),
        attachments: Vec::new(),
        received: at(0),
        content_hash: [2; 16],
    }))
}

fn reference(id: u8) -> ExternalReference {
    ExternalReference {
        source: "old".to_owned(),
        id: id.to_string(),
    }
}

fn act(order: u8, number: u32, hours: i64, action: AssignmentAction) -> Command {
    Command::Assignment {
        assignment: AssignmentTarget {
            order: OrderTarget::Reference(reference(order)),
            number,
        },
        at: at(hours),
        action,
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let id = 0..4_u8;
    prop_oneof![
        Just(unit("chiping")),
        Just(unit("yanggu")),
        prop::option::of(id.clone()).prop_map(call),
        (id.clone(), 0..5_i64).prop_map(|(id, hours)| Command::RecordCallback {
            call: CallTarget::TelephoneSystemId(format!("T-{id}")),
            at: at(hours),
            agent: "7".to_owned(),
        }),
        prop::option::of(id.clone()).prop_map(accept),
        (id.clone(), any::<bool>(), 0..5_i64).prop_map(|(id, chiping, hours)| Command::Assign {
            order: OrderTarget::Reference(reference(id)),
            unit: code(if chiping { "chiping" } else { "yanggu" }),
            role: AssignmentRole::Lead,
            at: at(hours),
            due: WantedDue::Given(Some(at(hours + 50))),
            sign_due: None,
        }),
        (id.clone(), 0..5_i64).prop_map(|(id, hours)| Command::HandleDirectly {
            order: OrderTarget::Reference(reference(id)),
            at: at(hours),
            answer: "好".to_owned(),
        }),
        (id, 1..3_u32, 0..30_i64, any_action())
            .prop_map(|(id, number, hours, action)| act(id, number, hours, action)),
    ]
}

fn any_action() -> impl Strategy<Value = AssignmentAction> {
    prop_oneof![
        Just(AssignmentAction::Complete {
            contact: None,
            reply: "已办".to_owned()
        }),
        Just(AssignmentAction::Redo {
            due: NewDue::Old,
            reason: RedoReason::Recurred,
            note: String::new()
        }),
        Just(AssignmentAction::RequestSendBack {
            reason: SendBackReason::Other,
            note: "不归我管".to_owned()
        }),
        any::<bool>().prop_map(|accept| AssignmentAction::DecideSendBack {
            accept,
            note: String::new()
        }),
    ]
}

const TABLES: [(&str, &str); 8] = [
    (
        "events",
        "sequence, kind, happened, recorded, order_number, actor, hex(payload)",
    ),
    ("event_private", "sequence, key_id, length(payload)"),
    // Another database has another key.
    ("citizen_numbers", "sequence"),
    (
        "requests",
        "hex(request_id), hex(payload_hash), sequence, subject",
    ),
    ("units", "code, display_name, sequence"),
    ("calls", "id, telephone_system_id, called_back, sequence"),
    (
        "work_orders",
        "number, external_id, transferred, handled, sequence",
    ),
    (
        "assignments",
        "order_number, number, unit, state, completed, removed, redo_count, sequence",
    ),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(24)))]

    /// Design §1.3: a command sees what its predecessors in the batch did, a rejected one leaves its neighbours untouched.
    #[test]
    fn a_batch_gives_the_same_state_and_answers_as_the_same_commands_one_by_one(
        commands in prop::collection::vec((any_command(), prop::option::of((0..6_u8, 0..2_u8)), any::<bool>()), 1..40),
        cut in 1..40_usize,
    ) {
        let submissions: Vec<Submission> = commands
            .into_iter()
            .map(|(command, request, import)| Submission {
                import,
                request: request.map(|(id, payload)| RequestKey {
                    id: [id; 16],
                    payload_hash: [payload; 16],
                }),
                ..submission(command)
            })
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (together, single) = (Bench::new(), Bench::new());
        let (mut batch_answers, mut single_answers) = (Vec::new(), Vec::new());
        for chunk in submissions.chunks(cut) {
            batch_answers.extend(runtime.block_on(together.ledger.submit_all(chunk.to_vec())));
        }
        for one in submissions {
            single_answers.push(runtime.block_on(single.ledger.submit(one)));
        }
        prop_assert_eq!(batch_answers, single_answers);
        for (table, columns) in TABLES {
            prop_assert_eq!(together.dump(table, columns), single.dump(table, columns), "{}", table);
        }
        let sequences = together.dump("events", "sequence");
        let expected: Vec<String> = (1..=sequences.len()).map(|sequence| format!("[{sequence}]")).collect();
        let mut sorted = sequences.clone();
        sorted.sort_by_key(String::len);
        prop_assert_eq!(sequences.len(), expected.len());
        for line in expected {
            prop_assert!(sequences.contains(&line), "a gap at {line}");
        }
    }
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_also_after_a_restart() {
    let mut bench = Bench::new();
    let first = bench
        .ledger
        .submit(with_id(1, 1, call(None)))
        .await
        .expect("recorded");
    assert!(!first.repeated);
    bench
        .ledger
        .submit(submission(call(None)))
        .await
        .expect("recorded");
    for _ in 0..2 {
        let again = bench
            .ledger
            .submit(with_id(1, 1, call(None)))
            .await
            .expect("known");
        assert_eq!(
            (&again.subject, again.sequence),
            (&first.subject, first.sequence)
        );
        assert!(again.repeated);
        bench.reopen();
    }
    assert_eq!(*bench.ledger.head().borrow(), 2);
}

#[tokio::test]
async fn a_request_id_is_not_used_for_two_things() {
    let bench = Bench::new();
    let first = bench
        .ledger
        .submit(with_id(1, 1, call(None)))
        .await
        .expect("recorded");
    let other = bench.ledger.submit(with_id(1, 2, call(None))).await;
    assert_eq!(
        other,
        Err(Refusal::RequestReused {
            subject: first.subject
        })
    );
}

#[tokio::test]
async fn a_rejected_request_may_be_repeated_once_its_cause_is_gone() {
    let bench = Bench::new();
    let callback = || {
        with_id(
            1,
            1,
            Command::RecordCallback {
                call: CallTarget::TelephoneSystemId("T-3".to_owned()),
                at: at(2),
                agent: String::new(),
            },
        )
    };
    assert!(bench.ledger.submit(callback()).await.is_err());
    bench
        .ledger
        .submit(submission(call(Some(3))))
        .await
        .expect("recorded");
    bench.ledger.submit(callback()).await.expect("recorded now");
}

#[tokio::test]
async fn the_zone_is_fixed_when_the_database_is_made() {
    let bench = Bench::new();
    assert_eq!(bench.ledger.zone().name(), "Asia/Shanghai");
    let other = open(bench.scratch.url(), Some("America/New_York"));
    assert!(
        matches!(other, Err(LedgerError::OtherZone { .. })),
        "{other:?}"
    );
    open(bench.scratch.url(), Some("Asia/Shanghai")).expect("the same zone is fine");
}

#[tokio::test]
async fn the_registry_that_another_process_changed_is_seen() {
    let bench = Bench::new();
    let (_, other) = open(bench.scratch.url(), None).expect("a second process");
    let assign = || {
        submission(Command::Assign {
            order: OrderTarget::Reference(reference(1)),
            unit: code("chiping"),
            role: AssignmentRole::Lead,
            at: at(1),
            due: WantedDue::IfAny,
            sign_due: None,
        })
    };
    bench
        .ledger
        .submit(submission(accept(Some(1))))
        .await
        .expect("accepted");
    assert!(bench.ledger.submit(assign()).await.is_err());
    other
        .submit(submission(unit("chiping")))
        .await
        .expect("created");
    let receipt = bench
        .ledger
        .submit(assign())
        .await
        .expect("the unit is known now");
    assert_eq!(receipt.sequence, 3);
}

/// `SQLITE_FULL`: the batch is refused, and the ledger goes on when there is room (design §10.2).
#[test]
fn a_full_disk_refuses_the_batch_and_the_ledger_goes_on() {
    if is_about_files_alone() {
        return;
    }
    let bench = Bench::new();
    let zone = Zone::named("Asia/Shanghai").expect("built in");
    let mut other = bench.database.open_writer().expect("another writer");
    other
        .batch_execute("CREATE TABLE ballast AS SELECT zeroblob(1000000) AS filler")
        .expect("a table that takes room");
    let mut connection = bench.database.open_writer().expect("a writer");
    limit_pages(&mut connection, 1);
    let (head, heads) = watch::channel(0);
    let shutdown = Shutdown::new();
    let writer = Writer::new(
        Session::new(&bench.database, connection),
        zone,
        bench.ledger.vault(),
        clock,
        Arc::new(head),
        shutdown.clone(),
    );
    let (jobs, waiting) = mpsc::channel(10);
    let thread = std::thread::spawn(move || writer.run(waiting));
    let ask = |commands: Vec<Command>| {
        let (answer, answers) = oneshot::channel();
        let submissions = commands.into_iter().map(submission).collect();
        let sent = jobs.blocking_send(Job {
            submissions,
            answer,
            home: None,
        });
        assert!(sent.is_ok());
        answers.blocking_recv().expect("an answer")
    };
    // A page holds more than one call, so some may still fit; ten thousand do not.
    let many = |count: usize| (0..count).map(|_| call(None)).collect::<Vec<_>>();
    let mut refused = false;
    for _ in 0..40 {
        refused |= ask(many(250)).contains(&Err(Refusal::Full));
    }
    assert!(refused, "the disk never was full");
    assert!(!shutdown.is_requested());
    let before = *heads.borrow();
    let calls = bench.dump("calls", "id").len();
    assert_eq!(
        calls,
        usize::try_from(before).expect("small"),
        "a refused call was recorded"
    );
    other
        .batch_execute("DROP TABLE ballast")
        .expect("room is made");
    let answers = ask(many(250));
    assert!(
        answers.iter().all(Result::is_ok),
        "the ledger does not go on: {:?}",
        answers.iter().find(|answer| answer.is_err())
    );
    assert_eq!(*heads.borrow(), before + 250);
    drop(jobs);
    thread.join().expect("the writer ended well");
}

fn limit_pages(connection: &mut AnyConnection, pages: u32) {
    // SQLite takes the present size where the limit lies below it.
    connection
        .batch_execute(&format!("PRAGMA max_page_count = {pages}"))
        .expect("a pragma");
}

#[test]
fn whoever_asks_from_another_runtime_of_the_same_thread_is_answered() {
    let bench = Bench::new();
    let runtime = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.build().expect("a runtime")
    };
    // Both live on, and each runs only while something waits for it.
    let runtimes = [runtime(), runtime()];
    for (index, sequence) in [0, 1, 0].into_iter().zip(1..) {
        let answer = runtimes[index].block_on(bench.ledger.submit(submission(call(None))));
        assert_eq!(answer.expect("recorded").sequence, sequence);
    }
}

thread_local! {
    /// What happens when the writer of a test looks at its clock.
    static AT_THE_CLOCK: std::cell::RefCell<Vec<Box<dyn FnOnce()>>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn clock_with_events() -> Moment {
    let next = AT_THE_CLOCK.with_borrow_mut(Vec::pop);
    if let Some(next) = next {
        next();
    }
    clock()
}

#[test]
fn what_comes_while_a_batch_is_carried_out_is_committed_with_it() {
    let bench = Bench::new();
    let (head, heads) = watch::channel(0);
    let writer = Writer::new(
        Session::new(
            &bench.database,
            bench.database.open_writer().expect("a writer"),
        ),
        Zone::named("Asia/Shanghai").expect("known"),
        bench.ledger.vault(),
        clock_with_events,
        Arc::new(head),
        Shutdown::new(),
    );
    let (jobs, waiting) = mpsc::channel(10);
    let ask = |jobs: &mpsc::Sender<Job>| {
        let (answer, answers) = oneshot::channel();
        let sent = jobs.try_send(Job {
            submissions: vec![submission(call(None))],
            answer,
            home: None,
        });
        assert!(sent.is_ok());
        answers
    };
    let first = ask(&jobs);
    let (tell, told) = std::sync::mpsc::channel();
    let database = bench.database.clone();
    AT_THE_CLOCK.set(vec![
        // While the second is carried out, the first is not committed.
        Box::new(move || {
            let head = database.read_blocking(store::feed::head_position);
            let head = head.expect("readable").expect("there");
            assert_eq!(head.sequence, 0);
        }),
        // While the first is carried out, the second comes.
        Box::new(move || tell.send(ask(&jobs)).expect("heard")),
    ]);
    writer.run(waiting);
    let second = told.recv().expect("it came");
    for (answers, sequence) in [(first, 1), (second, 2)] {
        let answers = answers.blocking_recv().expect("answered");
        let answer = answers.into_iter().next().expect("one");
        assert_eq!(answer.expect("recorded").sequence, sequence);
    }
    assert_eq!(*heads.borrow(), 2);
}
