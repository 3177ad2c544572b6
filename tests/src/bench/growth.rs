//! A picture of how cost grows with the size of the month.

use std::fmt::Write as _;
use std::path::Path;

use super::size::Count;

const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 460.0;
/// Where the axes cross, and where they end.
const LEFT: f64 = 90.0;
const BOTTOM: f64 = 390.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 70.0;
const NAME_HEIGHT: f64 = 17.0;

/// What was measured of a month of one size, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) lives: u64,
    pub(super) ranking: Option<f64>,
    pub(super) duckdb: Option<f64>,
    pub(super) verify: Option<f64>,
}

/// Months of some sizes, small ones first.
#[derive(Clone, Debug)]
pub(super) struct Growth {
    pub(super) points: Vec<Point>,
}

/// A line of the picture: its name, its colour, its values.
type Line = (&'static str, &'static str, fn(&Point) -> Option<f64>);

const LINES: [Line; 3] = [
    ("Verify, from the facts", "#b45309", |point| point.verify),
    ("DuckDB, the same ranking", "#6b7280", |point| point.duckdb),
    ("GetRanking", "#1d4ed8", |point| point.ranking),
];

impl Growth {
    /// Writes the picture.
    pub(super) fn draw(&self, file: &Path) -> std::io::Result<()> {
        std::fs::write(file, self.svg())
    }

    fn svg(&self) -> String {
        let values = || {
            let points = self.points.iter();
            points.flat_map(|point| LINES.map(|(_, _, value)| value(point)))
        };
        let lowest = values().flatten().fold(f64::INFINITY, f64::min);
        let highest = values().flatten().fold(0.0, f64::max);
        let across = Axis::over(
            self.points.iter().map(|point| digits(point.lives)),
            LEFT,
            RIGHT,
        );
        let up = Axis::over([lowest.log10(), highest.log10()], BOTTOM, TOP);

        let mut svg = Svg::default();
        svg.text(
            LEFT,
            30.0,
            "start",
            16,
            "Cost of one answer by the size of the month",
        );
        svg.text(
            f64::midpoint(LEFT, RIGHT),
            BOTTOM + 48.0,
            "middle",
            13,
            "assignments in the month",
        );
        svg.text(16.0, TOP - 16.0, "start", 13, "milliseconds");
        for point in &self.points {
            let x = across.place(digits(point.lives));
            svg.rule(x, BOTTOM, x, TOP);
            let label = Count(point.lives).to_string();
            svg.text(x, BOTTOM + 22.0, "middle", 13, &label);
        }
        for decade in up.decades() {
            let y = up.place(f64::from(decade));
            svg.rule(LEFT, y, RIGHT, y);
            let label = decade_label(decade);
            svg.text(LEFT - 10.0, y + 4.0, "end", 13, &label);
        }
        let mut ends = Vec::new();
        for (name, colour, value) in LINES {
            let places: Vec<(f64, f64)> = self
                .points
                .iter()
                .filter_map(|point| {
                    let y = up.place(value(point)?.log10());
                    Some((across.place(digits(point.lives)), y))
                })
                .collect();
            if let Some((x, y)) = places.last() {
                ends.push((*y, *x, name, colour));
                svg.line(&places, colour);
            }
        }
        // Names of lines that end close to each other are moved apart.
        ends.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut free = f64::NEG_INFINITY;
        for (y, x, name, colour) in ends {
            let y = y.max(free);
            free = y + NAME_HEIGHT;
            svg.name(x, y, name, colour);
        }
        svg.finished()
    }
}

/// A logarithmic axis that ends at whole decades.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Axis {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            low = low.min(value.floor());
            high = high.max(value.ceil());
        }
        Axis {
            low,
            high: high.max(low + 1.0),
            from,
            to,
        }
    }

    fn place(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a decade is a small whole number"
    )]
    fn decades(&self) -> std::ops::RangeInclusive<i32> {
        self.low as i32..=self.high as i32
    }
}

#[derive(Default)]
struct Svg(String);

impl Svg {
    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // A string takes everything.
        let _ = self.0.write_fmt(element);
        self.0.push('\n');
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, size: u32, text: &str) {
        self.add(format_args!(
            r##"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-size="{size}" fill="#111827">{text}</text>"##
        ));
    }

    fn rule(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.add(format_args!(
            r##"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" stroke="#e5e7eb"/>"##
        ));
    }

    /// A line with a dot at each value.
    fn line(&mut self, places: &[(f64, f64)], colour: &str) {
        let list: Vec<String> = places
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let list = list.join(" ");
        self.add(format_args!(
            r#"<polyline points="{list}" fill="none" stroke="{colour}" stroke-width="2"/>"#
        ));
        for (x, y) in places {
            self.add(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.5" fill="{colour}"/>"#
            ));
        }
    }

    /// The name of a line that ends here.
    fn name(&mut self, x: f64, y: f64, name: &str, colour: &str) {
        let (x, y) = (x + 10.0, y + 4.0);
        self.add(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" font-size="13" fill="{colour}">{name}</text>"#
        ));
    }

    fn finished(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.0
        )
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a place in a picture is not exact"
)]
fn digits(count: u64) -> f64 {
    (count as f64).log10()
}

fn decade_label(decade: i32) -> String {
    let value = 10_f64.powi(decade);
    if decade < 0 {
        format!("{value:.*}", usize::try_from(-decade).unwrap_or(0))
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_within_the_axes() {
        let point = |lives, ranking, verify| Point {
            lives,
            ranking: Some(ranking),
            duckdb: None,
            verify: Some(verify),
        };
        let points = vec![point(10_000, 0.4, 20.0), point(1_000_000, 0.41, 9_000.0)];
        let svg = Growth { points }.svg();
        assert_eq!(svg.matches("<circle").count(), 4);
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(svg.contains(">1 M</text>") && svg.contains(">0.1</text>"));
        for circle in svg.lines().filter(|line| line.starts_with("<circle")) {
            let number = |name: &str| -> f64 {
                let (_, rest) = circle.split_once(name).expect("given");
                rest.split('"')
                    .next()
                    .expect("given")
                    .parse()
                    .expect("a number")
            };
            assert!((LEFT..=RIGHT).contains(&number("cx=\"")), "{circle}");
            assert!((TOP..=BOTTOM).contains(&number("cy=\"")), "{circle}");
        }
    }
}
