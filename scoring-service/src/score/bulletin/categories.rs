//! Orders by category, rolled up to the roots of the tree, the branches below them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::score::rate::Figure;

/// A category as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryInfo {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of the category above it; `None` for a root.
    pub parent: Option<String>,
    /// Its place among its sisters.
    pub position: u32,
}

/// The share of a category and of everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryShare {
    /// Its code.
    pub code: String,
    /// Its name; the code when the registry does not know it.
    pub name: String,
    /// Orders of it and of all below it ÷ all orders.
    pub share: Figure,
    /// The categories below it that have orders, largest first.
    pub branches: Vec<CategoryShare>,
}

/// The roots that have orders, largest first; then by position and code. A category that the registry
/// does not know, or whose parent it does not know, is a root.
pub(super) fn roll_up(
    categories: &[CategoryInfo],
    counts: &BTreeMap<&str, i64>,
    whole: i64,
) -> Vec<CategoryShare> {
    let known: BTreeMap<&str, &CategoryInfo> = categories
        .iter()
        .map(|category| (category.code.as_str(), category))
        .collect();
    let mut tree = Tree {
        known: &known,
        counts,
        whole,
        children: BTreeMap::new(),
        seen: BTreeSet::new(),
    };
    let mut roots = Vec::new();
    let unknown = counts.keys().filter(|code| !known.contains_key(*code));
    for &code in known.keys().chain(unknown) {
        let parent = known
            .get(code)
            .and_then(|category| category.parent.as_deref())
            .filter(|parent| known.contains_key(parent));
        match parent {
            Some(parent) => tree.children.entry(parent).or_default().push(code),
            None => roots.push(code),
        }
    }
    let mut shares = tree.shares(&roots);
    // A circle of parents has no root. The registry refuses one; were it there, its orders would
    // still be shown, category by category.
    for &code in counts.keys() {
        if !tree.seen.contains(code) {
            shares.extend(tree.shares(&[code]));
        }
    }
    shares
}

struct Tree<'a> {
    known: &'a BTreeMap<&'a str, &'a CategoryInfo>,
    counts: &'a BTreeMap<&'a str, i64>,
    whole: i64,
    children: BTreeMap<&'a str, Vec<&'a str>>,
    seen: BTreeSet<&'a str>,
}

impl<'a> Tree<'a> {
    fn shares(&mut self, codes: &[&'a str]) -> Vec<CategoryShare> {
        let mut shares: Vec<CategoryShare> = codes
            .iter()
            .filter_map(|code| self.share(code))
            .filter(|share| share.share.rate.numerator != 0)
            .collect();
        let known = self.known;
        shares.sort_by(|left, right| {
            let key = |share: &CategoryShare| {
                let info = known.get(share.code.as_str());
                let position = info.map_or(u32::MAX, |category| category.position);
                (Reverse(share.share.rate.numerator), position)
            };
            (key(left), &left.code).cmp(&(key(right), &right.code))
        });
        shares
    }

    /// `None` when it was already counted, which only a circle of parents can bring about.
    fn share(&mut self, code: &'a str) -> Option<CategoryShare> {
        if !self.seen.insert(code) {
            return None;
        }
        let children = self.children.get(code).cloned().unwrap_or_default();
        let branches = self.shares(&children);
        let below: i64 = branches
            .iter()
            .map(|branch| branch.share.rate.numerator)
            .sum();
        let own = self.counts.get(code).copied().unwrap_or_default();
        let info = self.known.get(code);
        Some(CategoryShare {
            code: code.to_owned(),
            name: info.map_or(code, |category| &category.name).to_owned(),
            share: Figure::new(own + below, self.whole),
            branches,
        })
    }
}
