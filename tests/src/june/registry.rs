//! The registry of June 2015: the units of the tables, two more without orders, categories and topics.

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{
    Category, ImportRequest, Topic, Unit, UnitGroup, UpdateCategoryRequest, UpdateTopicRequest,
    UpdateUnitRequest,
};

use super::record::plain;
use crate::figures::{Figures, Group};

/// Units that were registered and got no order in the month.
const WITHOUT_ORDERS: [(&str, &str); 2] = [("qixiangju", "市气象局"), ("danganju", "市档案局")];

/// A root of the tree of categories.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Code, name, and the part of the root's orders in percent; the rest is the root's own.
    pub(super) branches: &'static [(&'static str, &'static str, usize)],
    /// The part of the orders outside the published roots, in thousandths; 0 for a published root.
    pub(super) weight: usize,
}

/// The published roots first, then those of under 4 % each.
pub(super) const ROOTS: [Root; 19] = [
    Root {
        code: "urban_general",
        name: "城市综合",
        branches: &[
            ("urban_general.sanitation", "市容环卫", 31),
            ("urban_general.illegal_building", "违法建设", 24),
            ("urban_general.street_trade", "占道经营", 28),
        ],
        weight: 0,
    },
    Root {
        code: "agriculture_rural",
        name: "三农",
        branches: &[
            ("agriculture_rural.farming", "农业生产", 52),
            ("agriculture_rural.village", "村务", 30),
        ],
        weight: 0,
    },
    Root {
        code: "social_services",
        name: "社会事业",
        branches: &[
            ("social_services.schools", "学校教育", 38),
            ("social_services.sport", "体育", 9),
        ],
        weight: 0,
    },
    Root {
        code: "labour_social_security",
        name: "人力资源社会保障",
        branches: &[("labour_social_security.wages", "工资支付", 44)],
        weight: 0,
    },
    Root {
        code: "urban_construction",
        name: "城乡建设",
        branches: &[],
        weight: 0,
    },
    other("transport", "交通运输", 95),
    other("public_security", "公安政法", 92),
    other("utilities", "供水供气供暖", 90),
    other("power_and_telecom", "电力通信", 88),
    other("environment", "环境保护", 85),
    other("housing", "房产管理", 80),
    other("market_supervision", "市场监管", 76),
    other("health", "医疗卫生", 72),
    other("civil_affairs", "民政", 68),
    other("land_resources", "国土资源", 64),
    other("finance_and_tax", "金融财税", 60),
    other("culture_and_tourism", "文化旅游", 54),
    other("enterprise", "企业服务", 46),
    other("everything_else", "其他", 30),
];

const fn other(code: &'static str, name: &'static str, weight: usize) -> Root {
    Root {
        code,
        name,
        branches: &[],
        weight,
    }
}

/// A topic and where its orders are.
#[derive(Debug)]
pub(super) struct HotTopic {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) root: &'static str,
    /// Orders in June; 0 where the figures say how many.
    pub(super) count: usize,
}

/// The published topics first, then some that are less hot.
pub(super) const TOPICS: [HotTopic; 8] = [
    topic("farmland_irrigation", "耕地灌溉", "agriculture_rural", 0),
    topic(
        "agricultural_subsidy",
        "农业补贴政策",
        "agriculture_rural",
        0,
    ),
    topic("education_management", "教育管理", "social_services", 0),
    topic("street_cleaning", "道路保洁", "urban_general", 702),
    topic("water_supply", "供水", "utilities", 548),
    topic("power_cuts", "停电", "power_and_telecom", 517),
    topic("wage_arrears", "拖欠工资", "labour_social_security", 389),
    topic("property_management", "物业管理", "housing", 344),
];

const fn topic(
    code: &'static str,
    name: &'static str,
    root: &'static str,
    count: usize,
) -> HotTopic {
    HotTopic {
        code,
        name,
        root,
        count,
    }
}

/// Every entry, parents first.
pub(super) fn records(figures: &Figures) -> Vec<ImportRequest> {
    let ranked = figures.units.iter().map(|unit| {
        let group = match unit.group {
            Group::County => UnitGroup::County,
            Group::Department => UnitGroup::Department,
        };
        entry(&unit.unit_code, &unit.name, group, unit.position)
    });
    let last = figures
        .units
        .iter()
        .map(|unit| unit.position)
        .max()
        .unwrap_or(0);
    let others = (last + 1..)
        .zip(WITHOUT_ORDERS)
        .map(|(position, (code, name))| entry(code, name, UnitGroup::Department, position));
    let categories = ROOTS.iter().flat_map(|root| {
        let branches = root
            .branches
            .iter()
            .map(|(code, name, _)| category(code, name, &format!("categories/{}", root.code)));
        std::iter::once(category(root.code, root.name, "")).chain(branches)
    });
    let topics = TOPICS.iter().map(|topic| {
        plain(Record::UpdateTopic(UpdateTopicRequest {
            topic: Some(Topic {
                name: format!("topics/{}", topic.code),
                display_name: topic.name.to_owned(),
                ..Topic::default()
            }),
            allow_missing: true,
            ..UpdateTopicRequest::default()
        }))
    });
    ranked
        .chain(others)
        .chain(categories)
        .chain(topics)
        .collect()
}

fn entry(code: &str, name: &str, group: UnitGroup, position: i32) -> ImportRequest {
    plain(Record::UpdateUnit(UpdateUnitRequest {
        unit: Some(Unit {
            name: format!("units/{code}"),
            display_name: name.to_owned(),
            group: group.into(),
            position,
            ..Unit::default()
        }),
        allow_missing: true,
        ..UpdateUnitRequest::default()
    }))
}

fn category(code: &str, name: &str, parent: &str) -> ImportRequest {
    plain(Record::UpdateCategory(UpdateCategoryRequest {
        category: Some(Category {
            name: format!("categories/{code}"),
            display_name: name.to_owned(),
            parent: parent.to_owned(),
            ..Category::default()
        }),
        allow_missing: true,
        ..UpdateCategoryRequest::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_units_are_registered_as_the_bulletin_says() {
        let figures = Figures::june_2015();
        let units = records(&figures)
            .into_iter()
            .filter(|request| matches!(request.record, Some(Record::UpdateUnit(_))))
            .count();
        assert_eq!(units, figures.headline.assignments.units_registered);
    }

    #[test]
    fn every_published_category_and_topic_is_there() {
        let orders = Figures::june_2015().headline.work_orders;
        for (code, _) in orders.category.by_code() {
            assert!(ROOTS.iter().any(|root| root.code == code), "{code}");
        }
        for (code, _) in orders.topic.by_code() {
            assert!(TOPICS.iter().any(|topic| topic.code == code), "{code}");
        }
    }
}
