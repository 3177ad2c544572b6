//! Every method of the interface with every field wrong, whatever methods and fields there are.

use hotline_tests::pair::Pair;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::support::dynamic::{call, methods};
use crate::support::{Running, scene, start_pair};

/// What every field of its kind is filled with.
struct Filling {
    text: String,
    number: i64,
    time: (i64, i32),
    enumerated: i32,
    length: usize,
}

fn fillings() -> Vec<Filling> {
    let filling = |text: &str, number, time, length| Filling {
        text: text.to_owned(),
        number,
        time,
        enumerated: 99,
        length,
    };
    vec![
        filling("", 0, (i64::MAX, 0), 1),
        filling("-", -1, (i64::MIN, -1), 1),
        filling("\0", i64::MAX, (0, 1_000_000_000), 2),
        filling("../../etc", i64::MIN, (253_402_300_800, 0), 1),
        filling("'; DROP TABLE calls; --", 1, (32_503_680_000, 0), 1),
        filling(
            &"长".repeat(50_000),
            1_000_001,
            (-62_135_596_801, 999_999_999),
            3,
        ),
        filling(
            "workOrders/20150601-000001/assignments/99999999999999999999",
            7,
            (1, -1),
            30,
        ),
        Filling {
            enumerated: i32::MIN,
            ..filling("units/a", i64::from(i32::MIN), (1_433_000_000, 0), 1)
        },
    ]
}

#[tokio::test]
async fn no_request_however_wrong_gets_internal_or_unknown_or_writes_anything() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    pair.caught_up().await.expect("scoring catches up");
    let before = pair.intake_clients().head().await.expect("a head");

    let mut problems = Vec::new();
    for method in methods() {
        let channel = channel_of(&pair, &method);
        for request in requests(&method) {
            let outcome = call(channel.clone(), &method, vec![request]).await;
            if let Some(problem) = problem(&method, &outcome) {
                problems.push(problem);
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    let after = pair.intake_clients().head().await.expect("a head");
    assert_eq!(before, after, "nothing was written");
    for service in [&pair.intake, &pair.scoring] {
        assert!(!service.log().contains("panic"), "{}", service.log());
    }
}

fn channel_of(pair: &Pair, method: &MethodDescriptor) -> Channel {
    match method.parent_service().package_name() {
        "hotline.intake.v1" => pair.intake.channel(),
        _ => pair.scoring.channel(),
    }
}

/// An empty request, then one of each filling; of an import, one of each kind of record.
fn requests(method: &MethodDescriptor) -> Vec<DynamicMessage> {
    let input = method.input();
    let mut requests = vec![DynamicMessage::new(input.clone())];
    for filling in fillings() {
        let kinds: Vec<FieldDescriptor> = input
            .oneofs()
            .flat_map(|one| one.fields().collect::<Vec<_>>())
            .collect();
        if kinds.is_empty() {
            requests.push(filled(&input, &filling, 0));
        }
        for kind in kinds.iter().filter(|kind| kind.name() != "closing") {
            let mut request = DynamicMessage::new(input.clone());
            request.set_field(kind, value(kind, &filling, 0));
            requests.push(request);
        }
    }
    // A stream of events that follows would not end.
    for request in &mut requests {
        if input.get_field_by_name("follow").is_some() {
            request.set_field_by_name("follow", Value::Bool(false));
        }
    }
    requests
}

fn filled(descriptor: &MessageDescriptor, filling: &Filling, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields().filter(|_| depth < 4) {
        let value = value(&field, filling, depth);
        if field.is_list() {
            message.set_field(&field, Value::List(vec![value; filling.length]));
        } else if !field.is_map() {
            message.set_field(&field, value);
        }
    }
    message
}

fn value(field: &FieldDescriptor, filling: &Filling, depth: usize) -> Value {
    match field.kind() {
        Kind::Message(inner) if inner.full_name() == "google.protobuf.Timestamp" => {
            let mut time = DynamicMessage::new(inner);
            time.set_field_by_name("seconds", Value::I64(filling.time.0));
            time.set_field_by_name("nanos", Value::I32(filling.time.1));
            Value::Message(time)
        }
        Kind::Message(inner) => Value::Message(filled(&inner, filling, depth + 1)),
        Kind::String => Value::String(filling.text.clone()),
        Kind::Enum(_) => Value::EnumNumber(filling.enumerated),
        Kind::Bool => Value::Bool(true),
        Kind::Int32 => Value::I32(
            i32::try_from(filling.number.clamp(i32::MIN.into(), i32::MAX.into())).expect("clamped"),
        ),
        Kind::Int64 => Value::I64(filling.number),
        other => panic!("the interface has no {other:?} yet: add it here"),
    }
}

fn problem(
    method: &MethodDescriptor,
    outcome: &Result<Vec<DynamicMessage>, Status>,
) -> Option<String> {
    let reads = ["Get", "List", "StreamEvents", "Verify", "Rebuild", "Import"];
    match outcome {
        // What is asked for with nothing can be had, and an import rejects record by record.
        Ok(_) if reads.iter().any(|read| method.name().starts_with(read)) => None,
        Ok(answers) => Some(format!(
            "{} was carried out: {answers:?}",
            method.full_name()
        )),
        Err(status) => {
            let fine = [
                Code::InvalidArgument,
                Code::NotFound,
                Code::FailedPrecondition,
                Code::OutOfRange,
                // The answer of a service that rebuilds.
                Code::Unavailable,
            ];
            let short = status.message().chars().count() < 1_000;
            (!fine.contains(&status.code()) || !short)
                .then(|| format!("{}: {status:?}", method.full_name()))
        }
    }
}
