//! Corrections of earlier facts.

use hotline_proto::intake as wire;

use super::fields::Fields;
use crate::pull::change::Change;
use crate::pull::problem::BrokenFeed;
use crate::pull::record::RecordKey;

impl Fields {
    /// A correction must be about the record that its subject names.
    pub(super) fn correction(self, correction: wire::FactCorrected) -> Result<Change, BrokenFeed> {
        let wire::FactCorrected {
            corrected_sequence,
            subject,
            reason: _,
            corrected,
        } = correction;
        let record = self.record("subject", &subject)?;
        let to = match corrected {
            None => None,
            Some(event) => {
                let happened = self.moment("corrected.happen_time", event.happen_time)?;
                let detail = event.detail.ok_or(BrokenFeed::TooNew {
                    sequence: self.sequence,
                })?;
                match self.change(detail)? {
                    Change::Told(told) if told.record() == record => Some((happened, told)),
                    _ => return Err(self.wrong("corrected")),
                }
            }
        };
        Ok(Change::Corrected {
            record,
            target: corrected_sequence,
            to,
        })
    }

    /// The record that a name is of; that of a visit, an exclusion or an extension is its assignment.
    fn record(self, field: &'static str, name: &str) -> Result<RecordKey, BrokenFeed> {
        let (collection, rest) = name.split_once('/').ok_or_else(|| self.wrong(field))?;
        let make = match collection {
            "workOrders" => return self.of_an_order(field, name, rest),
            "calls" => RecordKey::Call,
            "supervisions" => RecordKey::Supervision,
            "leaderSessions" => RecordKey::LeaderSession,
            "appreciations" => RecordKey::Appreciation,
            "activities" => RecordKey::Activity,
            "typicalCases" => RecordKey::TypicalCase,
            _ => return Err(self.wrong(field)),
        };
        Ok(make(self.id(field, collection, name)?))
    }

    fn of_an_order(
        self,
        field: &'static str,
        name: &str,
        rest: &str,
    ) -> Result<RecordKey, BrokenFeed> {
        let mut parts = rest.split('/').skip(3);
        Ok(match (parts.next(), rest.contains('/')) {
            (Some(collection), _) => RecordKey::Assignment(self.part(field, collection, name)?),
            (None, true) => RecordKey::Assignment(self.assignment(field, name)?),
            (None, false) => RecordKey::Order(self.order_number(field, name)?),
        })
    }
}
