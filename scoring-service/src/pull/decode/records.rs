//! The registry, and what is told about orders, calls, supervisions and what the bulletin tells besides.

use hotline_proto::intake as wire;

use super::fields::Fields;
use super::words;
use crate::pull::problem::BrokenFeed;
use crate::pull::record::Told;
use crate::score::{
    ActivityCounts, ActivityFacts, AppreciationFacts, CallFact, LeaderSessionFacts, OrderFact,
    SupervisionFact, TypicalCase, UnitInfo,
};

impl Fields {
    pub(super) fn unit(self, unit: wire::Unit) -> Result<UnitInfo, BrokenFeed> {
        let wire::Unit {
            name,
            display_name,
            group,
            position,
            parent,
            active_from_date,
            active_to_date,
            sequence: _,
            etag: _,
        } = unit;
        Ok(UnitInfo {
            code: self.code("unit.name", "units", &name)?,
            name: display_name,
            group: self.word("unit.group", group, words::group)?,
            position: self.count("unit.position", position)?,
            parent: self.optional_code("unit.parent", "units", &parent)?,
            active_from: self.optional_day("unit.active_from_date", &active_from_date)?,
            active_to: self.optional_day("unit.active_to_date", &active_to_date)?,
        })
    }

    pub(super) fn call(self, call: &wire::CallRecorded) -> Result<Told, BrokenFeed> {
        let wire::CallRecorded {
            call,
            answered,
            wait_milliseconds,
        } = call;
        Ok(Told::Call(
            self.id("call", "calls", call)?,
            CallFact::Recorded {
                answered: *answered,
                wait: *wait_milliseconds,
            },
        ))
    }

    pub(super) fn order(self, order: wire::WorkOrderAccepted) -> Result<Told, BrokenFeed> {
        let wire::WorkOrderAccepted {
            work_order,
            channel,
            nature,
            urgency: _,
            category,
            topics,
            call: _,
        } = order;
        Ok(Told::Order(
            self.order_number("work_order", &work_order)?,
            OrderFact::Accepted {
                channel: self.word("channel", channel, words::channel)?,
                nature: self.word("nature", nature, words::nature)?,
                category: self.optional_code("category", "categories", &category)?,
                topics: self.codes("topics", "topics", &topics)?,
            },
        ))
    }

    pub(super) fn supervision(self, issued: &wire::SupervisionIssued) -> Result<Told, BrokenFeed> {
        let wire::SupervisionIssued {
            supervision,
            unit,
            form,
            reason: _,
            assignment: _,
        } = issued;
        Ok(Told::Supervision(
            self.id("supervision", "supervisions", supervision)?,
            SupervisionFact::Issued {
                unit: self.code("unit", "units", unit)?,
                form: self.word("form", *form, words::supervision_form)?,
            },
        ))
    }

    pub(super) fn leader_session(self, session: wire::LeaderSession) -> Result<Told, BrokenFeed> {
        let wire::LeaderSession {
            name,
            unit,
            leader_post,
            leader_name,
            session_date,
            calls_answered,
            topics,
            sequence: _,
            annulled: _,
        } = session;
        Ok(Told::LeaderSession(
            self.id("leader_session.name", "leaderSessions", &name)?,
            LeaderSessionFacts {
                date: self.day("leader_session.session_date", &session_date)?,
                unit: self.code("leader_session.unit", "units", &unit)?,
                post: leader_post,
                name: leader_name,
                calls_answered: self.count("leader_session.calls_answered", calls_answered)?,
                topics: self.codes("leader_session.topics", "topics", &topics)?,
            },
        ))
    }

    pub(super) fn appreciation(
        self,
        appreciation: &wire::Appreciation,
    ) -> Result<Told, BrokenFeed> {
        let kind = words::appreciation_kind;
        Ok(Told::Appreciation(
            self.id("appreciation.name", "appreciations", &appreciation.name)?,
            AppreciationFacts {
                date: self.day("appreciation.occur_date", &appreciation.occur_date)?,
                kind: self.word("appreciation.kind", appreciation.kind, kind)?,
            },
        ))
    }

    pub(super) fn activity(self, activity: wire::Activity) -> Result<Told, BrokenFeed> {
        let wire::Activity {
            name,
            kind,
            occur_date,
            title,
            counts,
            sequence: _,
            annulled: _,
        } = activity;
        let counts = counts.unwrap_or_default();
        let count = |value| self.count("activity.counts", value);
        Ok(Told::Activity(
            self.id("activity.name", "activities", &name)?,
            ActivityFacts {
                date: self.day("activity.occur_date", &occur_date)?,
                kind: self.word("activity.kind", kind, words::activity_kind)?,
                title,
                counts: ActivityCounts {
                    newspaper_articles: count(counts.newspaper_articles)?,
                    online_articles: count(counts.online_articles)?,
                    leaflets: count(counts.leaflets)?,
                    consultations: count(counts.consultations)?,
                    suggestions: count(counts.suggestions)?,
                    units_inspected: count(counts.units_inspected)?,
                },
            },
        ))
    }

    pub(super) fn typical_case(self, case: &wire::TypicalCase) -> Result<Told, BrokenFeed> {
        Ok(Told::TypicalCase(
            self.id("typical_case.name", "typicalCases", &case.name)?,
            TypicalCase {
                month: self.parsed("typical_case.month", &case.month)?,
                order: self.order_number("typical_case.work_order", &case.work_order)?,
                topic: self.code("typical_case.topic", "topics", &case.topic)?,
            },
        ))
    }
}
