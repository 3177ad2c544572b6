//! `MAP.toml`: how a row of another system's export becomes records.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::template::Template;

/// How the rows of an export become records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Map {
    /// The zone of times without an offset: an IANA name. Of a local time that comes twice the earlier one is taken.
    #[serde(default, deserialize_with = "zone")]
    pub(super) time_zone: Option<TimeZone>,
    /// How times are written, in the words of `strptime`; tried in turn. RFC 3339 is always understood.
    #[serde(default)]
    pub(super) time_formats: Vec<String>,
    /// The text encoding, as the web calls it, for instance `gb18030`; without it UTF-8.
    #[serde(default)]
    pub(super) encoding: Option<String>,
    /// What parts the columns: one character.
    #[serde(default = "comma")]
    pub(super) delimiter: char,
    /// Translations of values, by name; the key `*` stands for every other value that is not empty.
    #[serde(default)]
    pub(super) tables: BTreeMap<String, BTreeMap<String, String>>,
    /// What must hold of a row; one that breaks it is rejected whole.
    #[serde(default)]
    pub(super) checks: Vec<Check>,
    /// What a row becomes, in this order.
    pub(super) records: Vec<RecordMap>,
}

/// What must hold of a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// Two times; where both are there, the first is not after the second.
    pub(super) not_after: [Template; 2],
}

/// One record of a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordMap {
    /// The field of `ImportRequest`, for instance `accept_work_order`.
    pub(super) kind: String,
    /// Only rows in which this is not empty have the record.
    pub(super) when: Option<Template>,
    /// Of several equal ones only the first is sent, for instance a unit.
    #[serde(default)]
    pub(super) once: bool,
    /// The order that the record is about, as `workOrders/-` in its fields.
    pub(super) work_order_reference: Option<ReferenceMap>,
    /// The call that the record is about, as `calls/-` in its fields.
    pub(super) telephone_system_id: Option<Template>,
    /// The fields of the record's request, by their dotted paths.
    pub(super) fields: BTreeMap<String, ValueMap>,
}

/// How another system calls an order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferenceMap {
    pub(super) source: Template,
    pub(super) id: Template,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub(super) enum ValueMap {
    /// A constant.
    Truth(bool),
    /// A constant.
    Number(i64),
    /// A text with columns put in; where it comes out empty the field is left out.
    Text(Template),
    /// A list of them; the empty ones are left out.
    List(Vec<Template>),
}

impl Map {
    /// Every template, with where it stands.
    pub(super) fn templates(&self) -> Vec<(String, &Template)> {
        let mut templates = Vec::new();
        for (index, Check { not_after }) in self.checks.iter().enumerate() {
            let place = || format!("checks[{index}].not_after");
            templates.extend(not_after.iter().map(|template| (place(), template)));
        }
        for (index, record) in self.records.iter().enumerate() {
            let place = |what: &str| format!("records[{index}] ({}).{what}", record.kind);
            if let Some(when) = &record.when {
                templates.push((place("when"), when));
            }
            if let Some(ReferenceMap { source, id }) = &record.work_order_reference {
                templates.push((place("work_order_reference.source"), source));
                templates.push((place("work_order_reference.id"), id));
            }
            if let Some(id) = &record.telephone_system_id {
                templates.push((place("telephone_system_id"), id));
            }
            for (path, value) in &record.fields {
                match value {
                    ValueMap::Truth(_) | ValueMap::Number(_) => {}
                    ValueMap::Text(template) => templates.push((place(path), template)),
                    ValueMap::List(list) => {
                        templates.extend(list.iter().map(|template| (place(path), template)));
                    }
                }
            }
        }
        templates
    }
}

/// By hand, so that a template that cannot be read says why.
impl<'de> Deserialize<'de> for ValueMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ValueMap, D::Error> {
        let template = |text: String| Template::try_from(text).map_err(D::Error::custom);
        match toml::Value::deserialize(deserializer)? {
            toml::Value::Boolean(truth) => Ok(ValueMap::Truth(truth)),
            toml::Value::Integer(number) => Ok(ValueMap::Number(number)),
            toml::Value::String(text) => Ok(ValueMap::Text(template(text)?)),
            toml::Value::Array(list) => {
                let texts = list.into_iter().map(|value| match value {
                    toml::Value::String(text) => template(text),
                    _ => Err(D::Error::custom("a list is a list of texts")),
                });
                Ok(ValueMap::List(texts.collect::<Result<_, _>>()?))
            }
            _ => Err(D::Error::custom(
                "a field is a text, a whole number, true or false, or a list of texts",
            )),
        }
    }
}

const fn comma() -> char {
    ','
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeZone>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let zone = TimeZone::get(&name).map_err(D::Error::custom)?;
    Ok(Some(zone))
}
