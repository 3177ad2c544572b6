//! `list`, `describe` and calls, for the flags that the documents use.

use std::fmt::Write as _;

use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor,
    MethodDescriptor, ServiceDescriptor,
};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

use super::Outcome;
use super::reflect::{Version, describe, services};
use super::shell::Command;
use crate::support::dynamic;
use crate::support::errors::reason;

/// Current versions of grpcurl ask for this one first.
const VERSION: Version = Version::V1;

/// Runs the command.
pub(super) async fn run(command: &Command) -> Outcome {
    let mut data = String::new();
    let mut plain: Vec<&str> = Vec::new();
    let mut plaintext = false;
    let mut words = command.words[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-plaintext" => plaintext = true,
            "-d" => data.clone_from(words.next().ok_or("-d needs data")?),
            flag if flag.starts_with('-') => {
                return Err(format!("the flag {flag} is not known here"));
            }
            word => plain.push(word),
        }
    }
    if !plaintext {
        return Err("there is no TLS here: -plaintext is needed".to_owned());
    }
    if data == "@" {
        data = command.input.clone().ok_or("-d @ needs a here-document")?;
    }
    let [address, verb @ ..] = plain.as_slice() else {
        return Err("an address is needed".to_owned());
    };
    let channel = Endpoint::from_shared(format!("http://{address}"))
        .map_err(|error| error.to_string())?
        .connect_lazy();
    match verb {
        ["list"] => Ok(services(channel, VERSION)
            .await
            .map_err(|status| told(&status))?
            .join("\n")
            + "\n"),
        ["list", service] => {
            let pool = describe(channel, VERSION, service)
                .await
                .map_err(|status| told(&status))?;
            let service = pool
                .get_service_by_name(service)
                .ok_or("there is no such service")?;
            let names: Vec<_> = service
                .methods()
                .map(|method| method.full_name().to_owned())
                .collect();
            Ok(names.join(
                "
",
            ) + "
")
        }
        ["describe", symbol] => {
            let pool = describe(channel, VERSION, symbol)
                .await
                .map_err(|status| told(&status))?;
            described(&pool, symbol).ok_or_else(|| format!("{symbol} cannot be described"))
        }
        [method] => {
            let (service, method) = method.rsplit_once(['/', '.']).ok_or("a method is needed")?;
            let pool = describe(channel.clone(), VERSION, service)
                .await
                .map_err(|status| told(&status))?;
            let service = pool
                .get_service_by_name(service)
                .ok_or("there is no such service")?;
            let method = service.methods().find(|found| found.name() == method);
            call(channel, &method.ok_or("there is no such method")?, &data).await
        }
        other => Err(format!("{other:?} is not known here")),
    }
}

async fn call(channel: Channel, method: &MethodDescriptor, data: &str) -> Outcome {
    let mut requests = Vec::new();
    for value in serde_json::Deserializer::from_str(data).into_iter::<serde_json::Value>() {
        let value = value.map_err(|error| format!("the data is no JSON: {error}"))?;
        let message = DynamicMessage::deserialize(method.input(), value)
            .map_err(|error| format!("the data is no {}: {error}", method.input().full_name()))?;
        requests.push(message);
    }
    if requests.is_empty() && !method.is_client_streaming() {
        requests.push(DynamicMessage::new(method.input()));
    }
    let answers = dynamic::call(channel, method, requests)
        .await
        .map_err(|status| told(&status))?;
    let mut text = String::new();
    for answer in answers {
        text += &serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
        text.push('\n');
    }
    Ok(text)
}

fn told(status: &Status) -> String {
    format!(
        "{:?} ({}): {}",
        status.code(),
        reason(status),
        status.message()
    )
}

fn described(pool: &DescriptorPool, symbol: &str) -> Option<String> {
    if let Some(service) = pool.get_service_by_name(symbol) {
        return Some(service_text(&service));
    }
    if let Some(message) = pool.get_message_by_name(symbol) {
        return Some(message_text(&message));
    }
    let declared = pool.get_enum_by_name(symbol)?;
    let mut text = format!("{symbol} is an enum:\nenum {} {{\n", declared.name());
    for value in declared.values() {
        let _ = writeln!(text, "  {} = {};", value.name(), value.number());
    }
    Some(text + "}\n")
}

fn service_text(service: &ServiceDescriptor) -> String {
    let mut text = format!(
        "{} is a service:\nservice {} {{\n",
        service.full_name(),
        service.name()
    );
    for method in service.methods() {
        let stream = |streams| if streams { "stream " } else { "" };
        let _ = writeln!(
            text,
            "  rpc {} ( {}.{} ) returns ( {}.{} );",
            method.name(),
            stream(method.is_client_streaming()),
            method.input().full_name(),
            stream(method.is_server_streaming()),
            method.output().full_name(),
        );
    }
    text + "}\n"
}

fn message_text(message: &MessageDescriptor) -> String {
    let mut text = format!(
        "{} is a message:\nmessage {} {{\n",
        message.full_name(),
        message.name()
    );
    for field in message.fields() {
        let many = match field.cardinality() {
            Cardinality::Repeated => "repeated ",
            _ => "",
        };
        let _ = writeln!(
            text,
            "  {many}{} {} = {};",
            kind(&field),
            field.name(),
            field.number()
        );
    }
    text + "}\n"
}

fn kind(field: &FieldDescriptor) -> String {
    match field.kind() {
        Kind::Message(message) => format!(".{}", message.full_name()),
        Kind::Enum(declared) => format!(".{}", declared.full_name()),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}
