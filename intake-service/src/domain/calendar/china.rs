//! Two real years of China's calendar, as the State Council's office announced them, for tests.
//!
//! The files in `docs/calendars` hold the same; a test of the API compares them.

use hotline_common::time::Day;

use super::{Calendar, CalendarYear};

/// First and last day of the holidays of 2015, as month and day.
const HOLIDAYS_2015: [(&str, &str); 8] = [
    // 元旦 New Year.
    ("01-01", "01-03"),
    // 春节 Spring Festival: 19 February was the first day of the lunar year.
    ("02-18", "02-24"),
    // 清明节 Qingming.
    ("04-04", "04-06"),
    // 劳动节 Labour Day.
    ("05-01", "05-03"),
    // 端午节 Dragon Boat Festival.
    ("06-20", "06-22"),
    // The 70th anniversary of the victory, once.
    ("09-03", "09-05"),
    // 中秋节 Mid-Autumn Festival.
    ("09-26", "09-27"),
    // 国庆节 National Day.
    ("10-01", "10-07"),
];

/// Sundays and Saturdays that were worked in 2015.
const MAKE_UP_2015: [&str; 5] = ["01-04", "02-15", "02-28", "09-06", "10-10"];

const HOLIDAYS_2024: [(&str, &str); 7] = [
    ("01-01", "01-01"),
    // 10 February was the first day of the lunar year.
    ("02-10", "02-17"),
    ("04-04", "04-06"),
    ("05-01", "05-05"),
    ("06-08", "06-10"),
    ("09-15", "09-17"),
    ("10-01", "10-07"),
];

const MAKE_UP_2024: [&str; 8] = [
    "02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12",
];

pub(crate) fn year_2015() -> CalendarYear {
    year(2015, &HOLIDAYS_2015, &MAKE_UP_2015)
}

pub(crate) fn year_2024() -> CalendarYear {
    year(2024, &HOLIDAYS_2024, &MAKE_UP_2024)
}

/// Both years.
pub(crate) fn calendar() -> Calendar {
    Calendar::new([year_2015(), year_2024()])
}

fn year(year: i16, holidays: &[(&str, &str)], make_up: &[&str]) -> CalendarYear {
    let day = |text: &str| -> Day { format!("{year}-{text}").parse().expect("a day") };
    let run = |(first, last): &(&str, &str)| {
        let last = day(last);
        std::iter::successors(Some(day(first)), |day| Some(day.next()))
            .take_while(move |day| *day <= last)
    };
    CalendarYear {
        year,
        holidays: holidays.iter().flat_map(run).collect(),
        working_days: make_up.iter().map(|text| day(text)).collect(),
        sequence: i64::from(year),
    }
}
