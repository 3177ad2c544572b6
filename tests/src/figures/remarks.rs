//! The rates and shares that stand in the comments of `headline.toml`, as the bulletin printed them.

use std::collections::BTreeMap;

/// The comment beside each key, and the comment lines of each section.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    beside: BTreeMap<(String, String), String>,
    lines: Vec<(String, String)>,
}

impl Remarks {
    /// Collects the comments of a TOML file of tables, plain keys and values without `#`.
    pub fn read(text: &str) -> Remarks {
        let mut remarks = Remarks::default();
        let mut section = String::new();
        for line in text.lines() {
            let (code, comment) = line.split_once('#').unwrap_or((line, ""));
            let (code, comment) = (code.trim(), comment.trim());
            if let Some(name) = code.strip_prefix('[') {
                name.trim_end_matches(']').clone_into(&mut section);
            } else if let Some((key, _)) = code.split_once('=') {
                let place = (section.clone(), key.trim().to_owned());
                remarks.beside.insert(place, comment.to_owned());
            } else if code.is_empty() && !comment.is_empty() {
                remarks.lines.push((section.clone(), comment.to_owned()));
            }
        }
        remarks
    }

    /// The first percentage beside a key, with two decimals and without a sign: `92.15`.
    ///
    /// # Panics
    /// When there is none.
    pub fn percent(&self, section: &str, key: &str) -> String {
        let place = (section.to_owned(), key.to_owned());
        self.beside
            .get(&place)
            .and_then(|comment| percentages(comment).into_iter().next())
            .unwrap_or_else(|| panic!("headline.toml has no percentage beside {section}.{key}"))
    }

    /// The number before a word beside a key: `numbers("…", "completed_fully_units", "departments")` is 25.
    ///
    /// # Panics
    /// When there is none.
    pub fn number(&self, section: &str, key: &str, word: &str) -> i64 {
        let place = (section.to_owned(), key.to_owned());
        self.beside
            .get(&place)
            .and_then(|comment| comment.split(word).next())
            .and_then(|before| before.split_whitespace().next_back())
            .and_then(|number| number.parse().ok())
            .unwrap_or_else(|| {
                panic!("headline.toml has no number of {word} beside {section}.{key}")
            })
    }

    /// The percentages of the comment line in a section that has these words.
    ///
    /// # Panics
    /// When there is no such line.
    pub fn percentages(&self, section: &str, words: &str) -> Vec<String> {
        let line = self
            .lines
            .iter()
            .find(|(place, comment)| place == section && comment.contains(words));
        let (_, comment) =
            line.unwrap_or_else(|| panic!("headline.toml has no comment {words:?} in {section}"));
        percentages(comment)
    }
}

/// What stands before each ` %`.
fn percentages(comment: &str) -> Vec<String> {
    let mut parts: Vec<&str> = comment.split(" %").collect();
    parts.pop();
    parts
        .into_iter()
        .filter_map(|before| before.split_whitespace().next_back())
        .map(|number| number.trim_start_matches(['+', '(']).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
[calls]
first = 40412         # first-answer rate 92.15 %
change = 192          # against May, +15.12 %
# printed: together 36.78 % (the exact share is 36.77 %)
[units]
full = 26             # completion 100 %: 1 county unit, 25 departments
";

    #[test]
    fn a_rate_is_read_from_the_comment_beside_its_count() {
        let remarks = Remarks::read(SAMPLE);
        assert_eq!(remarks.percent("calls", "first"), "92.15");
        assert_eq!(remarks.percent("calls", "change"), "15.12");
    }

    #[test]
    fn a_line_of_its_own_may_have_several() {
        let remarks = Remarks::read(SAMPLE);
        assert_eq!(
            remarks.percentages("calls", "printed: together"),
            ["36.78", "36.77"]
        );
    }

    #[test]
    fn a_number_is_known_by_the_word_after_it() {
        let remarks = Remarks::read(SAMPLE);
        assert_eq!(remarks.number("units", "full", "departments"), 25);
        assert_eq!(remarks.number("units", "full", "county"), 1);
    }
}
