//! The red and black lists 红黑榜: the top and the bottom of a group.

use super::row::Row;
use crate::score::policy::Lists;

/// How many of a group's ranked units are on the red list, from the top, and on the black list, from the bottom.
///
/// Units of equal score at the edge of a list are all on it. Where a small group would have a unit on both, it is on the red list alone.
pub(super) fn lengths(ranked: &[Row], lists: &Lists) -> (usize, usize) {
    let red = edge(ranked.iter(), lists.red_count);
    let black = edge(ranked.iter().rev(), lists.black_count);
    (red, black.min(ranked.len() - red))
}

/// How many rows come before the first that has a score other than the `count`-th one has.
fn edge<'a>(mut rows: impl Iterator<Item = &'a Row> + Clone, count: u32) -> usize {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let Some(last) = count.checked_sub(1) else {
        return 0;
    };
    let all = rows.clone().count();
    let Some(edge) = rows.nth(last) else {
        return all;
    };
    let tied = rows.take_while(|row| row.composite == edge.composite);
    count + tied.count()
}
