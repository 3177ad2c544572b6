//! What is beside the orders: supervisions, leader sessions, appreciations, activities, typical cases.

use hotline_common::time::{Day, Month};
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{
    Activity, ActivityCounts, ActivityKind, Appreciation, AppreciationKind, AssignmentRole,
    ChooseTypicalCaseRequest, ExternalReference, ImportRequest, IssueSupervisionRequest,
    LeaderSession, RecordActivityRequest, RecordAppreciationRequest, RecordLeaderSessionRequest,
    Supervision, SupervisionForm, SupervisionReason, TypicalCase,
};

use super::clock::{Clock, DAY, HOUR};
use super::order_records::ORDER;
use super::orders::{Fate, PlannedOrders};
use super::record::{about_order, plain, request_id, split, time};
use crate::figures::{Figures, Headline};

/// Everything of the month, and something at either side of its borders that must not count.
pub(super) fn records(
    figures: &Figures,
    clock: &Clock,
    orders: &PlannedOrders,
) -> Vec<ImportRequest> {
    let mut beside = Beside {
        clock,
        orders,
        month: orders.month,
        records: Vec::new(),
    };
    beside.supervisions(figures);
    beside.leader_sessions(figures);
    beside.appreciations(&figures.headline);
    beside.activities(&figures.headline);
    beside.typical_cases(&figures.headline);
    beside.records
}

struct Beside<'a> {
    clock: &'a Clock,
    orders: &'a PlannedOrders,
    month: Month,
    records: Vec<ImportRequest>,
}

impl Beside<'_> {
    fn next_id(&self) -> String {
        request_id(self.records.len() + 1)
    }

    fn yesterday_of_month(&self) -> Day {
        self.month.first_day().previous()
    }

    fn tomorrow_of_month(&self) -> Day {
        self.month.last_day().next()
    }

    /// The first at the month's first moment, the last at its last, two more just outside.
    fn supervisions(&mut self, figures: &Figures) {
        let span = self.clock.span(self.month);
        let wanted = &figures.headline.supervision;
        let supervised: Vec<usize> = figures
            .units
            .iter()
            .enumerate()
            .flat_map(|(unit, figures)| std::iter::repeat_n(unit, figures.supervisions))
            .collect();
        let remote = supervised.len() - wanted.on_site;
        let last = supervised.len().saturating_sub(1);
        for (turn, unit) in supervised.into_iter().enumerate() {
            let form = match turn {
                turn if turn.is_multiple_of(2) && turn < remote => SupervisionForm::Telephone,
                turn if turn < remote => SupervisionForm::Written,
                _ => SupervisionForm::OnSite,
            };
            let days = i64::try_from(turn).unwrap_or(0);
            let (issued, about) = match turn {
                0 => (span.start, None),
                turn if turn == last => (span.last(), None),
                turn if turn % 3 == 1 => (span.start.plus_micros((14 + days) * DAY), None),
                _ => (
                    span.start.plus_micros((14 + days) * DAY + 10 * HOUR),
                    self.early_assignment(unit),
                ),
            };
            let code = figures.units[unit].unit_code.clone();
            self.supervision(&code, form, issued, about);
        }
        let code = figures.units[0].unit_code.clone();
        let before = span.start.plus_micros(-1);
        self.supervision(&code, SupervisionForm::OnSite, before, None);
        self.supervision(&code, SupervisionForm::OnSite, span.end, None);
    }

    fn supervision(
        &mut self,
        unit: &str,
        form: SupervisionForm,
        issued: hotline_common::time::Moment,
        about: Option<(ExternalReference, usize)>,
    ) {
        let reason = match about {
            Some(_) => SupervisionReason::Overdue,
            None => SupervisionReason::MajorMatter,
        };
        let supervision = Supervision {
            unit: format!("units/{unit}"),
            form: form.into(),
            issue_time: time(issued),
            reason: reason.into(),
            assignment: about.as_ref().map_or_else(String::new, |(_, number)| {
                format!("{ORDER}/assignments/{number}")
            }),
            ..Supervision::default()
        };
        let record = Record::IssueSupervision(IssueSupervisionRequest {
            supervision: Some(supervision),
            request_id: self.next_id(),
            actor: "supervisor-1".to_owned(),
        });
        self.records.push(match about {
            Some((reference, _)) => about_order(reference, record),
            None => plain(record),
        });
    }

    /// An assignment of the unit from the first half of the month.
    fn early_assignment(&self, unit: usize) -> Option<(ExternalReference, usize)> {
        let middle = self.clock.span(self.month).start.plus_micros(14 * DAY);
        self.orders
            .orders
            .iter()
            .enumerate()
            .find_map(|(index, order)| {
                let Fate::Transferred(lives) = &order.fate else {
                    return None;
                };
                let number = lives.iter().position(|life| {
                    life.unit == unit && life.role == AssignmentRole::Lead && life.assigned < middle
                })?;
                Some((self.orders.reference(index), number + 1))
            })
    }

    fn leader_sessions(&mut self, figures: &Figures) {
        let sessions: Vec<(String, String)> = figures
            .headline
            .leader_sessions
            .iter()
            .map(|(unit, date)| (unit.clone(), date.clone()))
            .chain([
                ("gonganju".to_owned(), self.yesterday_of_month().to_string()),
                ("jiaoyuju".to_owned(), self.tomorrow_of_month().to_string()),
            ])
            .collect();
        for (calls_answered, (unit, session_date)) in (14..).zip(sessions) {
            let session = LeaderSession {
                unit: format!("units/{unit}"),
                leader_post: "主要负责人".to_owned(),
                session_date,
                calls_answered,
                topics: vec!["topics/street_cleaning".to_owned()],
                ..LeaderSession::default()
            };
            let record = Record::RecordLeaderSession(RecordLeaderSessionRequest {
                leader_session: Some(session),
                request_id: self.next_id(),
                actor: "editor-1".to_owned(),
            });
            self.records.push(plain(record));
        }
    }

    fn appreciations(&mut self, headline: &Headline) {
        let days = self.month.days();
        let thanks = (1..=days).cycle().map(|turn| {
            let day = u8::try_from(turn * 7 % days + 1).expect("a day of the month");
            (AppreciationKind::ThanksCall, self.month.day(day))
        });
        let pennants = std::iter::repeat((AppreciationKind::Pennant, self.month.day(17)));
        let all: Vec<(AppreciationKind, Day)> = thanks
            .take(headline.appreciation.thanks_calls)
            .chain(pennants.take(headline.appreciation.pennants))
            .chain([
                (AppreciationKind::ThanksCall, self.yesterday_of_month()),
                (AppreciationKind::Pennant, self.tomorrow_of_month()),
            ])
            .collect();
        for (kind, day) in all {
            let appreciation = Appreciation {
                kind: kind.into(),
                occur_date: day.to_string(),
                note: "市民致谢。".to_owned(),
                ..Appreciation::default()
            };
            let record = Record::RecordAppreciation(RecordAppreciationRequest {
                appreciation: Some(appreciation),
                request_id: self.next_id(),
                actor: "editor-1".to_owned(),
            });
            self.records.push(plain(record));
        }
    }

    fn activities(&mut self, headline: &Headline) {
        let publicity = &headline.publicity;
        let parts = |count: i32| split(usize::try_from(count).unwrap_or(0), &[3, 4, 2, 4]);
        let weeks = parts(publicity.newspaper_articles)
            .into_iter()
            .zip(parts(publicity.online_articles));
        for (week, (newspaper, online)) in (0_u8..).zip(weeks) {
            let counts = ActivityCounts {
                newspaper_articles: i32::try_from(newspaper).unwrap_or(0),
                online_articles: i32::try_from(online).unwrap_or(0),
                ..ActivityCounts::default()
            };
            let day = self.month.day(5 + 7 * week);
            self.activity(
                ActivityKind::Publicity,
                day.to_string(),
                "热线宣传报道",
                counts,
            );
        }
        let outreach = &publicity.outreach;
        let counts = ActivityCounts {
            leaflets: outreach.leaflets,
            consultations: outreach.consultations,
            suggestions: outreach.suggestions,
            ..ActivityCounts::default()
        };
        self.activity(
            ActivityKind::Outreach,
            outreach.date.clone(),
            "热线进社区",
            counts,
        );
        let counts = ActivityCounts {
            newspaper_articles: 2,
            ..ActivityCounts::default()
        };
        let before = self.yesterday_of_month().to_string();
        self.activity(ActivityKind::Publicity, before, "五月宣传报道", counts);
    }

    fn activity(
        &mut self,
        kind: ActivityKind,
        occur_date: String,
        title: &str,
        counts: ActivityCounts,
    ) {
        let activity = Activity {
            kind: kind.into(),
            occur_date,
            title: title.to_owned(),
            counts: Some(counts),
            ..Activity::default()
        };
        let record = Record::RecordActivity(RecordActivityRequest {
            activity: Some(activity),
            request_id: self.next_id(),
            actor: "editor-1".to_owned(),
        });
        self.records.push(plain(record));
    }

    /// One order for each of the hot topics.
    fn typical_cases(&mut self, headline: &Headline) {
        for (topic, _) in headline.work_orders.topic.by_code() {
            let typical = self.orders.orders.iter().position(|order| {
                order.subject.topics.contains(&topic) && matches!(order.fate, Fate::Transferred(_))
            });
            let Some(order) = typical else { continue };
            let record = Record::ChooseTypicalCase(ChooseTypicalCaseRequest {
                typical_case: Some(TypicalCase {
                    work_order: ORDER.to_owned(),
                    month: self.month.to_string(),
                    topic: format!("topics/{topic}"),
                    ..TypicalCase::default()
                }),
                request_id: self.next_id(),
                actor: "editor-1".to_owned(),
            });
            self.records
                .push(about_order(self.orders.reference(order), record));
        }
    }
}
