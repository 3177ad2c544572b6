//! Rows → records, as the map says.

use std::collections::{HashMap, HashSet};

use hotline_proto::FILE_DESCRIPTOR_SET;
use hotline_proto::intake::ImportRequest;
use jiff::tz::TimeZone;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _,
};
use serde_json::{Map as Object, Value};
use sha2::{Digest as _, Sha256};

use super::hex;
use super::map::{Check, Map, RecordMap, ValueMap};
use super::template::{Rules, Template, ValueError};

/// The message that an import sends.
const REQUEST: &str = "hotline.intake.v1.ImportRequest";

/// A map that cannot be used: what stands where, and what would do.
#[derive(Debug, thiserror::Error)]
pub(super) enum MapError {
    #[error("{place}: ImportRequest has no record `{name}`; there are {known}")]
    NoKind {
        place: String,
        name: String,
        known: String,
    },
    #[error("{place}: {message} has no field `{name}`; there are {known}")]
    NoField {
        place: String,
        message: String,
        name: String,
        known: String,
    },
    #[error("{place}: `{name}` has no fields of its own")]
    NotAMessage { place: String, name: String },
    #[error("{place}: the export has no column `{column}`; there are {known}")]
    NoColumn {
        place: String,
        column: String,
        known: String,
    },
    #[error("{place}: the map has no table `{table}`")]
    NoTable { place: String, table: String },
    #[error("the map has no records")]
    Empty,
}

/// Why a row, or a line of JSON, is no record.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordError {
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error("{first} is after {second}")]
    Check { first: String, second: String },
    /// The cause is not told: it may quote what could not be read.
    #[error(
        "{record}: the fields do not make up this record: a value is not of its field's type, or an enum has no such name{at}"
    )]
    Fields { record: String, at: String },
}

/// A record and which it is, for instance `accept_work_order`.
pub(super) struct Mapped {
    pub(super) kind: String,
    pub(super) request: ImportRequest,
}

/// Makes records of rows.
pub(super) struct Mapper {
    map: Map,
    request: MessageDescriptor,
    sent_once: HashSet<[u8; 16]>,
    identities: Identities,
}

/// Reads records as JSON, and gives an id to those that have no identity.
pub(super) struct JsonRecords {
    request: MessageDescriptor,
    identities: Identities,
}

impl JsonRecords {
    pub(super) fn new() -> JsonRecords {
        JsonRecords {
            request: request(),
            identities: Identities::default(),
        }
    }

    /// The record of one line.
    pub(super) fn record(&mut self, line: &str) -> Result<Mapped, RecordError> {
        let mut json = serde_json::Deserializer::from_str(line);
        let message = DynamicMessage::deserialize(self.request.clone(), &mut json);
        let ended = message.and_then(|message| json.end().map(|()| message));
        let message = ended.map_err(|error| RecordError::Fields {
            record: "the line".to_owned(),
            at: format!(", at column {}", error.column()),
        })?;
        Ok(self.identities.identified(message))
    }
}

impl Mapper {
    /// Checks a map against the API and the columns that there are.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub(super) fn new(map: Map, columns: &[String]) -> Result<Mapper, MapError> {
        let request = request();
        if map.records.is_empty() {
            return Err(MapError::Empty);
        }
        for (place, template) in map.templates() {
            for (column, tables) in template.names() {
                if !columns.iter().any(|known| known == column) {
                    return Err(MapError::NoColumn {
                        place,
                        column: column.to_owned(),
                        known: columns.join(", "),
                    });
                }
                if let Some(table) = tables
                    .iter()
                    .find(|table| !map.tables.contains_key(**table))
                {
                    return Err(MapError::NoTable {
                        place,
                        table: (*table).to_owned(),
                    });
                }
            }
        }
        for (index, record) in map.records.iter().enumerate() {
            let place = format!("records[{index}]");
            let known = request.get_field_by_name(&record.kind);
            let Some(Kind::Message(message)) = known
                .filter(|field| field.containing_oneof().is_some() && field.name() != "closing")
                .map(|field| field.kind())
            else {
                return Err(MapError::NoKind {
                    place,
                    name: record.kind.clone(),
                    known: kinds(&request),
                });
            };
            for path in record.fields.keys() {
                check_path(&place, &message, path)?;
            }
        }
        Ok(Mapper {
            map,
            request,
            sent_once: HashSet::new(),
            identities: Identities::default(),
        })
    }

    /// The zone of the map.
    pub(super) fn zone(&self) -> Option<&TimeZone> {
        self.map.time_zone.as_ref()
    }

    /// The records of a row, in the order of the map.
    pub(super) fn records<'r>(
        &mut self,
        column: impl Fn(&str) -> Option<&'r str> + Copy,
    ) -> Result<Vec<Mapped>, RecordError> {
        let mut records = Vec::with_capacity(self.map.records.len());
        let rules = Rules {
            zone: self.zone(),
            time_formats: &self.map.time_formats,
            tables: &self.map.tables,
        };
        let fill = |template: &Template| template.fill(column, &rules);
        for Check {
            not_after: [first, second],
        } in &self.map.checks
        {
            let moment = |template| {
                fill(template)?
                    .parse::<jiff::Timestamp>()
                    .map_err(|_| ValueError::NotATime {
                        column: template.to_string(),
                    })
            };
            if !fill(first)?.is_empty()
                && !fill(second)?.is_empty()
                && moment(second)? < moment(first)?
            {
                return Err(RecordError::Check {
                    first: first.to_string(),
                    second: second.to_string(),
                });
            }
        }
        let mut once = Vec::new();
        for record in &self.map.records {
            if let Some(when) = &record.when
                && fill(when)?.is_empty()
            {
                continue;
            }
            let message = message(&self.request, record, fill)?;
            if record.once {
                let hash = hash(&message);
                if self.sent_once.contains(&hash) || once.contains(&hash) {
                    continue;
                }
                once.push(hash);
            }
            records.push(message);
        }
        self.sent_once.extend(once);
        Ok(records
            .into_iter()
            .map(|message| self.identities.identified(message))
            .collect())
    }
}

/// One record as a message: through its JSON form, in which names of enums and times are texts.
fn message(
    request: &MessageDescriptor,
    record: &RecordMap,
    fill: impl Fn(&Template) -> Result<String, ValueError>,
) -> Result<DynamicMessage, RecordError> {
    let mut whole = Object::new();
    let mut said = Object::new();
    for (path, value) in &record.fields {
        let value = match value {
            ValueMap::Truth(truth) => Value::from(*truth),
            ValueMap::Number(number) => Value::from(*number),
            ValueMap::Text(template) => match fill(template)? {
                text if text.is_empty() => continue,
                text => Value::from(text),
            },
            ValueMap::List(templates) => {
                let mut texts = Vec::new();
                for template in templates {
                    let text = fill(template)?;
                    if !text.is_empty() {
                        texts.push(Value::from(text));
                    }
                }
                Value::from(texts)
            }
        };
        set(&mut said, path, value);
    }
    whole.insert(record.kind.clone(), Value::Object(said));
    if let Some(reference) = &record.work_order_reference {
        let parts = Object::from_iter([
            ("source".to_owned(), Value::from(fill(&reference.source)?)),
            ("id".to_owned(), Value::from(fill(&reference.id)?)),
        ]);
        whole.insert("work_order_reference".to_owned(), Value::Object(parts));
    }
    if let Some(id) = &record.telephone_system_id {
        whole.insert("telephone_system_id".to_owned(), Value::from(fill(id)?));
    }
    DynamicMessage::deserialize(request.clone(), Value::Object(whole)).map_err(|_| {
        RecordError::Fields {
            record: record.kind.clone(),
            at: String::new(),
        }
    })
}

fn set(object: &mut Object<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = object
                .entry(first)
                .or_insert_with(|| Value::Object(Object::new()));
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

fn check_path(place: &str, message: &MessageDescriptor, path: &str) -> Result<(), MapError> {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some(field) = message.get_field_by_name(first) else {
        return Err(MapError::NoField {
            place: place.to_owned(),
            message: message.name().to_owned(),
            name: first.to_owned(),
            known: names(message),
        });
    };
    match (field.kind(), rest) {
        (_, None) => Ok(()),
        (Kind::Message(inner), Some(rest)) => check_path(place, &inner, rest),
        (_, Some(_)) => Err(MapError::NotAMessage {
            place: place.to_owned(),
            name: first.to_owned(),
        }),
    }
}

fn names(message: &MessageDescriptor) -> String {
    let names: Vec<String> = message
        .fields()
        .map(|field| field.name().to_owned())
        .collect();
    names.join(", ")
}

fn kinds(request: &MessageDescriptor) -> String {
    let in_choice = request
        .fields()
        .filter(|field| field.containing_oneof().is_some() && field.name() != "closing");
    let names: Vec<String> = in_choice.map(|field| field.name().to_owned()).collect();
    names.join(", ")
}

fn request() -> MessageDescriptor {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptors are our own");
    pool.get_message_by_name(REQUEST)
        .expect("the message is our own")
}

/// Records that nothing else tells apart get an id of their content and of how many equal ones went before, so that
/// running an import again, or going on with it, adds none of them twice.
#[derive(Default)]
struct Identities {
    seen: HashMap<[u8; 16], u32>,
}

/// Records that are known by what they say.
const WITH_IDENTITY: [&str; 2] = ["accept_work_order", "record_call"];

impl Identities {
    fn identified(&mut self, mut message: DynamicMessage) -> Mapped {
        let descriptor = message.descriptor();
        let record = descriptor
            .fields()
            .find(|field| field.containing_oneof().is_some() && message.has_field(field));
        if let Some(record) = &record {
            self.give_id(&mut message, record);
        }
        Mapped {
            kind: record
                .map(|record| record.name().to_owned())
                .unwrap_or_default(),
            request: message
                .transcode_to()
                .expect("the descriptor is the message's own"),
        }
    }

    fn give_id(&mut self, message: &mut DynamicMessage, record: &FieldDescriptor) {
        let hash = hash(message);
        let is_about_another = message.has_field_by_name("work_order_reference")
            || message.has_field_by_name("telephone_system_id");
        if is_about_another && record.name() != "issue_supervision" {
            return;
        }
        let value = message.get_field_mut(record);
        let Some(said) = value.as_message_mut() else {
            return;
        };
        if WITH_IDENTITY.contains(&record.name()) && names_itself(said) {
            return;
        }
        let Some(field) = said.descriptor().get_field_by_name("request_id") else {
            return;
        };
        if said.has_field(&field) {
            return;
        }
        let before = self.seen.entry(hash).or_default();
        let id = uuid(hash, *before);
        *before += 1;
        said.set_field(&field, prost_reflect::Value::String(id));
    }
}

/// Whether an order has an external reference, or a call the telephone system's id.
fn names_itself(said: &DynamicMessage) -> bool {
    ["work_order", "call"].iter().any(|part| {
        said.get_field_by_name(part).is_some_and(|part| {
            part.as_message().is_some_and(|part| {
                part.has_field_by_name("external_reference")
                    || part.has_field_by_name("telephone_system_id")
            })
        })
    })
}

fn hash(message: &DynamicMessage) -> [u8; 16] {
    cut(&Sha256::digest(message.encode_to_vec()))
}

/// A UUID of version 8 (RFC 9562): of a record's content and its number among its equals.
fn uuid(hash: [u8; 16], number: u32) -> String {
    let mut digest = Sha256::new();
    digest.update(hash);
    digest.update(number.to_be_bytes());
    let mut bytes = cut(&digest.finalize());
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

fn cut(digest: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes
}
