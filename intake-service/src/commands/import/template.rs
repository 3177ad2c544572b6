//! Texts with columns put in: `workOrders of {department|trim|code}`.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// A text with columns put in. `{{` and `}}` are braces.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Column { name: String, filters: Vec<Filter> },
}

/// What is done to a column's value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Filter {
    /// Makes an identifier of it: whatever may not stand in one becomes `_`.
    Code,
    /// A time → RFC 3339 in UTC.
    Time,
    /// A time or a date → its local date.
    Date,
    /// Translated by a table of the map.
    Table(String),
}

/// A template that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum TemplateError {
    #[error("`{{` without `}}`; write {{{{ for a brace")]
    Open,
    #[error("`}}` without `{{`; write }}}} for a brace")]
    Close,
    #[error("`{{}}` names no column")]
    NoColumn,
    #[error("there is no filter `{0}`; there are code, time, date and table:NAME")]
    NoFilter(String),
}

/// A value that cannot be put in. Says which column; never what is in it, for it may be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ValueError {
    #[error("the row has no column `{0}`")]
    NoColumn(String),
    #[error("column `{column}`: not a time in one of the forms of time_formats, nor RFC 3339")]
    NotATime { column: String },
    #[error("column `{column}`: a time without an offset; set time_zone")]
    NoZone { column: String },
    #[error(
        "column `{column}`: its value is not in the table `{table}`; add it, or `*` for every other value"
    )]
    NotInTable { column: String, table: String },
}

/// What filters need to know.
pub(super) struct Rules<'a> {
    pub(super) zone: Option<&'a TimeZone>,
    pub(super) time_formats: &'a [String],
    pub(super) tables: &'a BTreeMap<String, BTreeMap<String, String>>,
}

impl Template {
    /// The text with the columns of a row put in. A placeholder whose column is empty comes out empty.
    pub(super) fn fill<'r>(
        &self,
        column: impl Fn(&str) -> Option<&'r str>,
        rules: &Rules<'_>,
    ) -> Result<String, ValueError> {
        let mut text = String::new();
        let mut has_column = false;
        let mut has_value = false;
        for part in &self.0 {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Column { name, filters } => {
                    let value = column(name).ok_or_else(|| ValueError::NoColumn(name.clone()))?;
                    has_column = true;
                    let value = value.trim();
                    if !value.is_empty() {
                        has_value = true;
                        text.push_str(&filtered(name, value, filters, rules)?);
                    }
                }
            }
        }
        // `units/{department}` of an empty department is nothing, and not `units/`.
        if has_column && !has_value {
            text.clear();
        }
        Ok(text)
    }

    /// The columns and the tables that it names.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Column { name, filters } => {
                let tables = filters.iter().filter_map(|filter| match filter {
                    Filter::Table(table) => Some(table.as_str()),
                    Filter::Code | Filter::Time | Filter::Date => None,
                });
                Some((name.as_str(), tables.collect()))
            }
        })
    }
}

fn filtered(
    column: &str,
    value: &str,
    filters: &[Filter],
    rules: &Rules<'_>,
) -> Result<String, ValueError> {
    let mut value = value.to_owned();
    for filter in filters {
        value = match filter {
            Filter::Code => code(&value),
            Filter::Time => moment(column, &value, rules)?.to_string(),
            Filter::Date => date(column, &value, rules)?,
            Filter::Table(table) => {
                let entries = rules.tables.get(table);
                let found = entries.and_then(|table| table.get(&value).or_else(|| table.get("*")));
                found.cloned().ok_or_else(|| ValueError::NotInTable {
                    column: column.to_owned(),
                    table: table.clone(),
                })?
            }
        };
    }
    Ok(value)
}

/// An identifier: letters, digits, `.`, `_` and `-`, the first one a letter or a digit; at most 63.
fn code(value: &str) -> String {
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() || "._-".contains(character) {
            character
        } else {
            '_'
        }
    };
    let code: String = value.chars().map(plain).take(63).collect();
    match code.chars().next() {
        Some(first) if !first.is_ascii_alphanumeric() => {
            format!("0{code}").chars().take(63).collect()
        }
        _ => code,
    }
}

fn moment(column: &str, value: &str, rules: &Rules<'_>) -> Result<jiff::Timestamp, ValueError> {
    if let Ok(moment) = value.parse() {
        return Ok(moment);
    }
    for format in rules.time_formats {
        if let Ok(time) = jiff::fmt::strtime::parse(format, value) {
            if time.offset().is_some()
                && let Ok(moment) = time.to_timestamp()
            {
                return Ok(moment);
            }
            if let Ok(local) = time.to_datetime() {
                return in_zone(column, local, rules);
            }
        }
    }
    Err(ValueError::NotATime {
        column: column.to_owned(),
    })
}

/// The instant of a local time: of two the earlier one, and of none (the clocks went forward) as if they had not.
fn in_zone(
    column: &str,
    local: DateTime,
    rules: &Rules<'_>,
) -> Result<jiff::Timestamp, ValueError> {
    let zone = rules.zone.ok_or_else(|| ValueError::NoZone {
        column: column.to_owned(),
    })?;
    zone.to_ambiguous_timestamp(local)
        .compatible()
        .map_err(|_| ValueError::NotATime {
            column: column.to_owned(),
        })
}

fn date(column: &str, value: &str, rules: &Rules<'_>) -> Result<String, ValueError> {
    if let Ok(date) = value.parse::<jiff::civil::Date>()
        && value.len() == "2015-06-01".len()
    {
        return Ok(date.to_string());
    }
    for format in rules.time_formats {
        if let Ok(time) = jiff::fmt::strtime::parse(format, value)
            && time.offset().is_none()
            && let Ok(date) = time.to_date()
        {
            return Ok(date.to_string());
        }
    }
    let zone = rules.zone.ok_or_else(|| ValueError::NoZone {
        column: column.to_owned(),
    })?;
    let moment = moment(column, value, rules)?;
    Ok(moment.to_zoned(zone.clone()).date().to_string())
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut fixed = String::new();
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '{' | '}' if rest.next_if_eq(&character).is_some() => fixed.push(character),
                '}' => return Err(TemplateError::Close),
                '{' => {
                    let mut inside = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(character) => inside.push(character),
                            None => return Err(TemplateError::Open),
                        }
                    }
                    if !fixed.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut fixed)));
                    }
                    parts.push(placeholder(&inside)?);
                }
                character => fixed.push(character),
            }
        }
        if !fixed.is_empty() {
            parts.push(Part::Text(fixed));
        }
        Ok(Template(parts))
    }
}

fn placeholder(inside: &str) -> Result<Part, TemplateError> {
    let mut words = inside.split('|').map(str::trim);
    let name = words.next().unwrap_or_default();
    if name.is_empty() {
        return Err(TemplateError::NoColumn);
    }
    let filter = |word: &str| match word {
        "code" => Ok(Filter::Code),
        "time" => Ok(Filter::Time),
        "date" => Ok(Filter::Date),
        _ => match word.strip_prefix("table:") {
            Some(table) => Ok(Filter::Table(table.to_owned())),
            None => Err(TemplateError::NoFilter(word.to_owned())),
        },
    };
    Ok(Part::Column {
        name: name.to_owned(),
        filters: words.map(filter).collect::<Result<_, _>>()?,
    })
}

/// As it was written, but for the space around filters.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}"))?,
                Part::Column { name, filters } => {
                    write!(f, "{{{name}")?;
                    for filter in filters {
                        match filter {
                            Filter::Code => f.write_str("|code")?,
                            Filter::Time => f.write_str("|time")?,
                            Filter::Date => f.write_str("|date")?,
                            Filter::Table(table) => write!(f, "|table:{table}")?,
                        }
                    }
                    f.write_str("}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Result<Template, TemplateError> {
        Template::try_from(text.to_owned())
    }

    fn filled(text: &str, value: &str, zone: Option<&str>) -> Result<String, ValueError> {
        let zone = zone.map(|name| TimeZone::get(name).expect("a zone"));
        let channel = [("Phone", "CHANNEL_PHONE"), ("*", "CHANNEL_OTHER")];
        let strict = [("Phone", "CHANNEL_PHONE")];
        let table = |entries: &[(&str, &str)]| {
            let owned = entries
                .iter()
                .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()));
            owned.collect()
        };
        let tables = BTreeMap::from([
            ("channel".to_owned(), table(&channel)),
            ("strict".to_owned(), table(&strict)),
        ]);
        let rules = Rules {
            zone: zone.as_ref(),
            time_formats: &["%Y-%m-%d %H:%M:%S".to_owned(), "%d/%m/%Y %H:%M".to_owned()],
            tables: &tables,
        };
        let columns = |name: &str| (name == "x").then_some(value);
        template(text).expect("a template").fill(columns, &rules)
    }

    #[test]
    fn columns_are_put_in_and_braces_are_doubled() {
        assert_eq!(filled("a {x} {{b}}", " v ", None).as_deref(), Ok("a v {b}"));
        assert_eq!(filled("units/{x}", "", None).as_deref(), Ok(""));
        assert_eq!(filled("fixed", "v", None).as_deref(), Ok("fixed"));
        assert_eq!(
            filled("{y}", "v", None),
            Err(ValueError::NoColumn("y".to_owned()))
        );
    }

    #[test]
    fn a_code_is_made_of_anything() {
        for (value, code) in [
            ("No Q", "No_Q"),
            ("_x", "0_x"),
            ("局 1", "0__1"),
            ("GEN_", "GEN_"),
        ] {
            assert_eq!(filled("{x|code}", value, None).as_deref(), Ok(code));
        }
    }

    #[test]
    fn a_table_translates_and_says_what_it_lacks() {
        assert_eq!(
            filled("{x|table:channel}", "Phone", None).as_deref(),
            Ok("CHANNEL_PHONE")
        );
        assert_eq!(
            filled("{x|table:channel}", "Fax", None).as_deref(),
            Ok("CHANNEL_OTHER")
        );
        let lacks = ValueError::NotInTable {
            column: "x".to_owned(),
            table: "strict".to_owned(),
        };
        assert_eq!(filled("{x|table:strict}", "Fax", None), Err(lacks));
    }

    #[test]
    fn local_times_become_instants() {
        let zone = Some("America/New_York");
        for (local, instant) in [
            ("2015-01-01 00:20:09", "2015-01-01T05:20:09Z"),
            ("2015-01-01T00:20:09Z", "2015-01-01T00:20:09Z"),
            ("01/07/2015 08:30", "2015-07-01T12:30:00Z"),
            // Comes twice: the earlier one, in summer time.
            ("2015-11-01 01:30:00", "2015-11-01T05:30:00Z"),
            // Does not come: as if the clocks had stayed.
            ("2015-03-08 02:30:00", "2015-03-08T07:30:00Z"),
        ] {
            assert_eq!(
                filled("{x|time}", local, zone).as_deref(),
                Ok(instant),
                "{local}"
            );
        }
        assert_eq!(
            filled("{x|date}", "2015-01-01T04:00:00Z", zone).as_deref(),
            Ok("2014-12-31")
        );
        assert_eq!(
            filled("{x|date}", "2015-01-01", None).as_deref(),
            Ok("2015-01-01")
        );
        assert!(matches!(
            filled("{x|time}", "yesterday", zone),
            Err(ValueError::NotATime { .. })
        ));
        assert!(matches!(
            filled("{x|time}", "2015-01-01 00:20:09", None),
            Err(ValueError::NoZone { .. })
        ));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for wrong in ["{x", "x}", "{}", "{x|upper}", "{|code}"] {
            assert!(template(wrong).is_err(), "{wrong}");
        }
        let text = "a{{{x|code|table:t}b";
        assert_eq!(template(text).expect("a template").to_string(), text);
    }
}
