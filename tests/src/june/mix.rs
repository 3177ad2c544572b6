//! What the orders of a month are about: natures, categories and topics, each in its exact count.

use std::ops::Range;

use hotline_proto::intake::Nature;

use super::random::Random;
use super::record::split;
use super::registry::{ROOTS, Root, TOPICS};
use crate::figures::WorkOrders;

/// Orders with both of a root's topics.
const TWO_TOPICS: usize = 60;

/// How many orders of each kind there are.
#[derive(Debug)]
pub(super) struct Mix {
    natures: Vec<(Nature, usize)>,
    roots: Vec<(&'static Root, usize)>,
    topics: Vec<(&'static str, &'static str, usize)>,
}

/// What one order is about.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) nature: Nature,
    pub(super) category: &'static str,
    /// The root category's name.
    pub(super) name: &'static str,
    pub(super) topics: Vec<&'static str>,
}

impl Mix {
    /// The published month.
    pub(super) fn published(orders: &WorkOrders) -> Mix {
        let help = split(orders.nature.help_and_consultation, &[5, 4]);
        let complaint = split(orders.nature.complaint_and_report, &[85, 15]);
        let rest = orders.accepted - help[0] - help[1] - complaint[0] - complaint[1];
        let rest = split(rest, &[22, 6, 72]);
        let natures = vec![
            (Nature::Help, help[0]),
            (Nature::Consultation, help[1]),
            (Nature::Complaint, complaint[0]),
            (Nature::Report, complaint[1]),
            (Nature::Suggestion, rest[0]),
            (Nature::Praise, rest[1]),
            (Nature::Other, rest[2]),
        ];

        let published = orders.category.by_code();
        let outside = orders.accepted - published.iter().map(|(_, count)| count).sum::<usize>();
        let weights: Vec<usize> = ROOTS.iter().map(|root| root.weight).collect();
        let roots = ROOTS
            .iter()
            .zip(split(outside, &weights))
            .map(|(root, other)| {
                let count = published.iter().find(|(code, _)| *code == root.code);
                (root, count.map_or(other, |(_, count)| *count))
            })
            .collect();

        let published = orders.topic.by_code();
        let topics = TOPICS
            .iter()
            .map(|topic| {
                let count = published.iter().find(|(code, _)| *code == topic.code);
                (
                    topic.code,
                    topic.root,
                    count.map_or(topic.count, |(_, count)| *count),
                )
            })
            .collect();
        Mix {
            natures,
            roots,
            topics,
        }
    }

    /// About the same shares for another number of orders.
    pub(super) fn scaled(&self, orders: usize) -> Mix {
        let all: usize = self.natures.iter().map(|(_, count)| count).sum();
        let parts = |counts: Vec<usize>| split(orders, &counts);
        let natures = parts(self.natures.iter().map(|(_, count)| *count).collect());
        let roots = parts(self.roots.iter().map(|(_, count)| *count).collect());
        Mix {
            natures: self
                .natures
                .iter()
                .map(|(nature, _)| *nature)
                .zip(natures)
                .collect(),
            roots: self
                .roots
                .iter()
                .map(|(root, _)| *root)
                .zip(roots)
                .collect(),
            topics: self
                .topics
                .iter()
                .map(|(topic, root, count)| (*topic, *root, count * orders / all))
                .collect(),
        }
    }

    /// What each order is about, in mixed order.
    pub(super) fn deal(&self, random: &mut Random) -> Vec<Subject> {
        let mut about: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for (root, count) in &self.roots {
            let from = about.len();
            let own = root
                .branches
                .iter()
                .map(|(_, _, percent)| percent)
                .sum::<usize>();
            let mut weights: Vec<usize> = root
                .branches
                .iter()
                .map(|(_, _, percent)| *percent)
                .collect();
            weights.push(100 - own);
            let codes = root
                .branches
                .iter()
                .map(|(code, _, _)| *code)
                .chain([root.code]);
            for (code, count) in codes.zip(split(*count, &weights)) {
                about.extend(std::iter::repeat_n((code, root.name, Vec::new()), count));
            }
            self.add_topics(root.code, from..about.len(), &mut about, random);
        }
        random.shuffle(&mut about);
        random
            .deal(&self.natures)
            .into_iter()
            .zip(about)
            .map(|(nature, (category, name, topics))| Subject {
                nature,
                category,
                name,
                topics,
            })
            .collect()
    }

    fn add_topics(
        &self,
        root: &str,
        orders: Range<usize>,
        about: &mut [(&'static str, &'static str, Vec<&'static str>)],
        random: &mut Random,
    ) {
        let topics: Vec<(&'static str, usize)> = self
            .topics
            .iter()
            .filter(|(_, of, _)| *of == root)
            .map(|(topic, _, count)| (*topic, *count))
            .collect();
        if topics.is_empty() {
            return;
        }
        let both = if topics.len() == 2 { TWO_TOPICS } else { 0 };
        let mut kinds: Vec<(Vec<&str>, usize)> = topics
            .iter()
            .map(|(topic, count)| (vec![*topic], count - both))
            .collect();
        kinds.push((topics.iter().map(|(topic, _)| *topic).collect(), both));
        let none = orders.len() - kinds.iter().map(|(_, count)| count).sum::<usize>();
        kinds.push((Vec::new(), none));
        for (order, topics) in orders.zip(random.deal(&kinds)) {
            about[order].2 = topics;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Figures;

    #[test]
    fn the_published_counts_come_out_exactly() {
        let orders = Figures::june_2015().headline.work_orders;
        let subjects = Mix::published(&orders).deal(&mut Random::seeded(6));
        assert_eq!(subjects.len(), orders.accepted);
        for (code, count) in orders.category.by_code() {
            let found = subjects
                .iter()
                .filter(|subject| subject.category.split('.').next() == Some(code))
                .count();
            assert_eq!(found, count, "{code}");
        }
        for (code, count) in orders.topic.by_code() {
            let found = subjects
                .iter()
                .filter(|subject| subject.topics.contains(&code))
                .count();
            assert_eq!(found, count, "{code}");
        }
        let help = [Nature::Help, Nature::Consultation];
        let found = subjects
            .iter()
            .filter(|subject| help.contains(&subject.nature))
            .count();
        assert_eq!(found, orders.nature.help_and_consultation);
    }

    #[test]
    fn no_other_root_has_four_percent() {
        let orders = Figures::june_2015().headline.work_orders;
        for (root, count) in Mix::published(&orders).roots {
            assert!(
                root.weight == 0 || count * 100 < orders.accepted * 4,
                "{}",
                root.code
            );
        }
    }

    #[test]
    fn a_scaled_mix_has_as_many_orders_as_asked() {
        let orders = Figures::june_2015().headline.work_orders;
        let mix = Mix::published(&orders).scaled(orders.history.may_accepted);
        assert_eq!(
            mix.deal(&mut Random::seeded(7)).len(),
            orders.history.may_accepted
        );
    }
}
