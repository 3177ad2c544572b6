//! Masking: how personal data is shown unless somebody has it revealed. 138****0000, 王**.

use super::event::Private;

/// The fewest digits in a row that are taken for a number in a text. Ids of the staff, amounts and times of day are shorter.
const RUN: usize = 7;
/// The fewest characters of a name that is looked for in texts.
const NAME: usize = 2;
/// An ASCII name that is shorter than this is only masked where it is a word of its own.
const WORD: usize = 4;

/// A private part as answers show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// A citizen's number.
    pub number: String,
    /// A citizen's name.
    pub name: String,
    /// A text.
    pub text: String,
    /// Why a fact was corrected, in words.
    pub note: String,
    /// References to attachments.
    pub attachments: Vec<String>,
    /// Where a call's recording lies.
    pub recording: String,
    /// It was there and was purged.
    pub purged: bool,
}

/// How the private parts of one order, call or other record are masked.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mask {
    name: String,
    confidential: bool,
}

/// Without the name.
impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mask")
            .field("confidential", &self.confidential)
            .finish_non_exhaustive()
    }
}

impl Mask {
    /// Of what belongs to a requester with this name, empty where it is not known. Of a confidential one nothing is left.
    pub fn new(requester_name: &str, confidential: bool) -> Mask {
        Mask {
            name: requester_name.trim().to_owned(),
            confidential,
        }
    }

    /// A private part, masked.
    pub fn private(&self, private: &Private) -> Masked {
        let Private {
            number,
            name,
            text,
            note,
            attachments,
            recording,
        } = private;
        Masked {
            number: self.number(number),
            name: self.name(name),
            text: self.text(text),
            note: self.text(note),
            attachments: attachments.iter().map(|one| self.text(one)).collect(),
            recording: self.text(recording),
            purged: false,
        }
    }

    fn number(&self, number: &str) -> String {
        if self.confidential {
            return String::new();
        }
        let number: Vec<char> = number.chars().collect();
        self.digits(&number)
    }

    fn name(&self, name: &str) -> String {
        if self.confidential {
            return String::new();
        }
        masked_name(name)
    }

    /// A text in which the requester's name and all that may be a number are masked.
    pub fn text(&self, text: &str) -> String {
        let text: Vec<char> = self.without_name(text).chars().collect();
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(next) = text.get(at) {
            let rest = &text[at..];
            let length = match (date(rest), next.is_numeric()) {
                (Some(length), _) => {
                    masked.extend(&rest[..length]);
                    length
                }
                (None, true) => {
                    let run = &rest[..run(rest)];
                    if run.iter().filter(|one| is_part(**one)).count() < RUN {
                        masked.extend(run);
                    } else {
                        masked.push_str(&self.digits(run));
                    }
                    run.len()
                }
                (None, false) => {
                    masked.push(*next);
                    1
                }
            };
            at += length;
        }
        masked
    }

    /// Digits with what stands between them: the first and last few are left, none of a short or a confidential number.
    fn digits(&self, run: &[char]) -> String {
        let count = run.iter().filter(|one| is_part(**one)).count();
        let (first, last) = match count {
            _ if self.confidential => (0, 0),
            0..=6 => (0, 0),
            7..=10 => (2, 2),
            11..=12 => (3, 4),
            _ => (3, 2),
        };
        let mut seen = 0;
        let one = |character: &char| {
            if !is_part(*character) {
                return *character;
            }
            seen += 1;
            if seen <= first || count - last < seen {
                *character
            } else {
                '*'
            }
        };
        run.iter().map(one).collect()
    }

    fn without_name(&self, text: &str) -> String {
        let length = self.name.chars().count();
        if length < NAME {
            return text.to_owned();
        }
        let shown = if self.confidential {
            "*".repeat(length)
        } else {
            masked_name(&self.name)
        };
        let whole_word = self.name.is_ascii() && length < WORD;
        let (low_text, low_name) = (text.to_ascii_lowercase(), self.name.to_ascii_lowercase());
        let mut masked = String::with_capacity(text.len());
        let mut rest = 0;
        for (at, found) in low_text.match_indices(&low_name) {
            let end = at + found.len();
            let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let bytes = low_text.as_bytes();
            let in_word = letter(at.checked_sub(1).and_then(|before| bytes.get(before)))
                || letter(bytes.get(end));
            if whole_word && in_word {
                continue;
            }
            masked.push_str(&text[rest..at]);
            masked.push_str(&shown);
            rest = end;
        }
        masked.push_str(&text[rest..]);
        masked
    }
}

/// The first character, and a star for each other one; of a single character only the star.
fn masked_name(name: &str) -> String {
    let length = name.chars().count();
    let first = name.chars().next().filter(|_| 1 < length);
    let stars = length - usize::from(first.is_some());
    first
        .into_iter()
        .chain(std::iter::repeat_n('*', stars))
        .collect()
}

/// A digit of any script, or the X at the end of an identity card's number.
fn is_part(character: char) -> bool {
    character.is_numeric() || matches!(character, 'X' | 'x')
}

/// How many characters a run of digits has, from its first one. One sign may stand between two digits.
fn run(text: &[char]) -> usize {
    const BETWEEN: &[char] = &[
        ' ', '-', '.', '\u{3000}', '－', '—', '–', '‐', '·', '_', '\u{200b}',
    ];
    /// Of an identity card before its check digit, where that is an X.
    const CARD: usize = 17;
    let digit = |at: usize| text.get(at).is_some_and(|next| next.is_numeric());
    let mut length = 0;
    loop {
        while digit(length) {
            length += 1;
        }
        let is_between = text.get(length).is_some_and(|next| BETWEEN.contains(next));
        if !is_between || !digit(length + 1) {
            break;
        }
        length += 1;
    }
    let digits = text[..length].iter().filter(|one| one.is_numeric()).count();
    let has_check = matches!(text.get(length), Some('X' | 'x'));
    length + usize::from(digits == CARD && has_check)
}

/// The length of a date `YYYY-MM-DD` at the start of a text: that is no number, and is worth reading.
fn date(text: &[char]) -> Option<usize> {
    const LENGTH: usize = 10;
    let shown: String = text.get(..LENGTH)?.iter().collect();
    let goes_on = |at: usize| text.get(at).is_some_and(|next| next.is_numeric());
    let is_date = shown.parse::<hotline_common::time::Day>().is_ok()
        && (shown.starts_with("19") || shown.starts_with("20"));
    let is_longer = goes_on(LENGTH) || (text.get(LENGTH) == Some(&'-') && goes_on(LENGTH + 1));
    (is_date && !is_longer).then_some(LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        Mask::new("王小明", false).text(text)
    }

    fn number(number: &str) -> String {
        Mask::default().number(number)
    }

    #[test]
    fn a_number_shows_only_its_ends() {
        assert_eq!(number("13800000000"), "138****0000");
        assert_eq!(number("138-1234-5678"), "138-****-5678");
        assert_eq!(number("+86 13812345678"), "+86 1********78");
        assert_eq!(number("0635-8123456"), "063*-***3456");
        assert_eq!(number("8123456"), "81***56");
        assert_eq!(number("12345"), "*****");
        assert_eq!(number(""), "");
    }

    #[test]
    fn a_name_shows_only_its_first_character() {
        let name = |name| Mask::default().name(name);
        assert_eq!(name("王小明"), "王**");
        assert_eq!(name("王"), "*");
        assert_eq!(name("Ann Li"), "A*****");
        assert_eq!(name(""), "");
    }

    #[test]
    fn numbers_in_texts_are_masked_however_they_are_written() {
        assert_eq!(text("电话13812345678。"), "电话138****5678。");
        assert_eq!(text("138 1234 5678,"), "138 **** 5678,");
        assert_eq!(text("１３８１２３４５６７８"), "１３８****５６７８");
        assert_eq!(text("371521199001011234"), "371*************34");
        assert_eq!(text("37152119900101123X."), "371*************3X.");
        assert_eq!(text("8123456"), "81***56");
        assert_eq!(
            text("138\u{200b}1234\u{200b}5678"),
            "138\u{200b}****\u{200b}5678"
        );
    }

    #[test]
    fn what_is_no_number_stays() {
        for plain in [
            "共123456元",
            "2015-06-01停水2天",
            "2015-06-01 10:30到2015-06-02",
            "第12号楼3单元",
            "x-X-x",
            "",
        ] {
            assert_eq!(text(plain), plain);
        }
        // No date: nothing leads from it to one.
        assert_eq!(text("1380-06-01"), "13**-**-01");
        assert_eq!(text("2015-06-013"), "20**-**-*13");
    }

    #[test]
    fn the_requesters_own_name_is_masked_in_texts() {
        assert_eq!(text("我是王小明，王小明来电"), "我是王**，王**来电");
        let ascii = Mask::new("Li", false);
        assert_eq!(ascii.text("Li listens to li."), "L* listens to L*.");
        assert_eq!(Mask::new("John", false).text("JOHNNY"), "J***NY");
        assert_eq!(Mask::new("", false).text("王小明"), "王小明");
    }

    #[test]
    fn of_a_confidential_requester_nothing_is_left() {
        let private = Private {
            number: "13812345678".to_owned(),
            name: "王小明".to_owned(),
            text: "王小明13812345678".to_owned(),
            note: "王小明".to_owned(),
            attachments: vec!["13812345678.jpg".to_owned()],
            recording: "r/13812345678".to_owned(),
        };
        let masked = Mask::new("王小明", true).private(&private);
        let expected = Masked {
            text: "**************".to_owned(),
            note: "***".to_owned(),
            attachments: vec!["***********.jpg".to_owned()],
            recording: "r/***********".to_owned(),
            ..Masked::default()
        };
        assert_eq!(masked, expected);
    }
}
