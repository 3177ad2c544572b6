//! `headline.toml`, key by key.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The figures of the bulletin's text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// Which bulletin.
    pub bulletin: Bulletin,
    /// Calls.
    pub calls: Calls,
    /// Work orders.
    pub work_orders: WorkOrders,
    /// Units and their assignments.
    pub assignments: Assignments,
    /// Supervisions.
    pub supervision: Supervision,
    /// The date of each unit's leader session, by the unit's code.
    pub leader_sessions: BTreeMap<String, String>,
    /// Thanks given.
    pub appreciation: Appreciation,
    /// What the hotline did in public.
    pub publicity: Publicity,
}

/// Which bulletin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulletin {
    /// `YYYY-MM`.
    pub month: String,
    /// The issue's number.
    pub issue: i32,
    /// The issue's date, `YYYY-MM-DD`.
    pub dated: String,
    /// The hotline's zone.
    pub time_zone: String,
}

/// The calls of the month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// All that came in.
    pub inbound: usize,
    /// Answered at once.
    pub answered_first: usize,
    /// Missed, called back and reached.
    pub answered_by_callback: usize,
    /// Missed, not reached, notified by SMS.
    pub unreached_notified_by_sms: usize,
    /// Answered in all.
    pub answered_total: usize,
    /// Answered in all, January to this month.
    pub answered_year_to_date: usize,
    /// The change of the daily average.
    pub daily_average_change: i64,
    /// Its growth, in percent.
    pub daily_average_growth_percent: f64,
    /// What the comparison needs.
    pub history: CallHistory,
}

/// Calls of earlier months.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallHistory {
    /// The calls that came in in May.
    pub may_inbound: usize,
}

/// The orders of the month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkOrders {
    /// All that were accepted.
    pub accepted: usize,
    /// 直办.
    pub handled_directly: usize,
    /// 转办.
    pub transferred: usize,
    /// The change of the daily average.
    pub daily_average_change: i64,
    /// Its growth, in percent.
    pub daily_average_growth_percent: f64,
    /// What the comparison needs.
    pub history: OrderHistory,
    /// By nature.
    pub nature: OrderNature,
    /// By root category.
    pub category: OrderCategory,
    /// By topic.
    pub topic: OrderTopic,
}

/// Orders of earlier months.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderHistory {
    /// The orders of May.
    pub may_accepted: usize,
}

/// Orders by nature.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderNature {
    /// 求助 and 咨询.
    pub help_and_consultation: usize,
    /// 投诉 and 举报.
    pub complaint_and_report: usize,
}

/// Orders by root category; each field's name is the category's code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderCategory {
    /// 城市综合.
    pub urban_general: usize,
    /// 三农.
    pub agriculture_rural: usize,
    /// 社会事业.
    pub social_services: usize,
    /// 人力资源社会保障.
    pub labour_social_security: usize,
    /// 城乡建设.
    pub urban_construction: usize,
}

impl OrderCategory {
    /// The code and the count of each, largest first.
    pub const fn by_code(&self) -> [(&'static str, usize); 5] {
        [
            ("urban_general", self.urban_general),
            ("agriculture_rural", self.agriculture_rural),
            ("social_services", self.social_services),
            ("labour_social_security", self.labour_social_security),
            ("urban_construction", self.urban_construction),
        ]
    }
}

/// Orders by hot topic; each field's name is the topic's code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderTopic {
    /// 耕地灌溉.
    pub farmland_irrigation: usize,
    /// 农业补贴政策.
    pub agricultural_subsidy: usize,
    /// 教育管理.
    pub education_management: usize,
}

impl OrderTopic {
    /// The code and the count of each, largest first.
    pub const fn by_code(&self) -> [(&'static str, usize); 3] {
        [
            ("farmland_irrigation", self.farmland_irrigation),
            ("agricultural_subsidy", self.agricultural_subsidy),
            ("education_management", self.education_management),
        ]
    }
}

/// Units and their assignments.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignments {
    /// Units in the registry.
    pub units_registered: usize,
    /// Units with volume.
    pub units_with_orders: usize,
    /// The volume of the counties.
    pub county_volume: usize,
    /// The volume of the departments.
    pub department_volume: usize,
    /// Units with everything rated completed.
    pub completed_fully_units: usize,
    /// Units with a printed completion rate of 90 or more, but not all.
    pub completed_over_90_units: usize,
    /// Units with less.
    pub completed_under_90_units: usize,
    /// The departments by satisfaction rate.
    pub satisfaction_departments: Band,
}

/// How many units are in which band.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// All of it.
    pub full: usize,
    /// 90.00 or more.
    pub from_90: usize,
    /// Under 90.00.
    pub under_90: usize,
}

/// Supervisions of the month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// All.
    pub total: usize,
    /// On site.
    pub on_site: usize,
}

/// Thanks given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appreciation {
    /// Calls to say thanks.
    pub thanks_calls: usize,
    /// Pennants.
    pub pennants: usize,
}

/// What the hotline did in public.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publicity {
    /// Articles in newspapers.
    pub newspaper_articles: i32,
    /// Articles on line.
    pub online_articles: i32,
    /// Out among the citizens.
    pub outreach: Outreach,
}

/// One outreach.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outreach {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Leaflets handed out.
    pub leaflets: i32,
    /// Consultations given.
    pub consultations: i32,
    /// Suggestions taken.
    pub suggestions: i32,
}
