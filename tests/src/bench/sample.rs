//! What several runs come to.

use std::time::Duration;

/// The runs of one side of a pair.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample(Vec<f64>);

impl Sample {
    pub(super) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The median, if there is one.
    pub(super) fn some_median(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.median())
    }

    /// The middle one; of an even number the mean of both in the middle.
    ///
    /// # Panics
    /// When nothing was added.
    pub(super) fn median(&self) -> f64 {
        let mut values = self.0.clone();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        }
    }
}

/// How many in a second.
#[expect(
    clippy::cast_precision_loss,
    reason = "a rate is not told to the last of sixteen digits"
)]
pub(super) fn per_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(values: &[f64]) -> String {
        format!("{:.1}", Sample(values.to_vec()).median())
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0]), "3.0");
        assert_eq!(median(&[9.0, 1.0, 2.0]), "2.0");
        assert_eq!(median(&[9.0, 1.0, 2.0, 4.0]), "3.0");
    }
}
