//! Numbers that look random and are the same on every machine.

/// `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u128::from(low.abs_diff(high)) + 1;
        let offset = (u128::from(self.next()) * width) >> 64;
        low + i64::try_from(offset).expect("an offset is less than the width")
    }

    /// An index of a slice of `length` items, which must not be 0.
    pub(super) fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).expect("a slice's length fits") - 1;
        usize::try_from(self.between(0, last)).expect("between 0 and the last index")
    }

    /// Puts the items into another order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// Each kind exactly as often as it says, in mixed order.
    pub(super) fn deal<T: Clone>(&mut self, kinds: &[(T, usize)]) -> Vec<T> {
        let mut dealt: Vec<T> = kinds
            .iter()
            .flat_map(|(kind, count)| std::iter::repeat_n(kind.clone(), *count))
            .collect();
        self.shuffle(&mut dealt);
        dealt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_has_each_kind_exactly_as_often_as_asked() {
        let dealt = Random::seeded(1).deal(&[('a', 3), ('b', 5), ('c', 0)]);
        let count = |kind| dealt.iter().filter(|dealt| **dealt == kind).count();
        assert_eq!([count('a'), count('b'), count('c')], [3, 5, 0]);
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_them() {
        let mut random = Random::seeded(2);
        let numbers: Vec<i64> = (0..1000).map(|_| random.between(-2, 3)).collect();
        assert_eq!(numbers.iter().min(), Some(&-2));
        assert_eq!(numbers.iter().max(), Some(&3));
    }
}
