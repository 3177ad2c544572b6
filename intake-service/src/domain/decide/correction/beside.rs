//! Leader sessions, appreciations, activities and typical cases: annulled, or standing again.

use super::{Case, Verdict};
use crate::domain::correction::Dated;
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn beside(&self) -> Result<Verdict, Rejection> {
        self.must_have_no_content()?;
        self.must_have_no_time()?;
        let record = self
            .world
            .record(&self.fact.subject)
            .ok_or_else(|| self.missing())?;
        let (event, annulled) = match record {
            Record::LeaderSession(mut session) => {
                let annulled = session.annulled.take();
                (Event::LeaderSessionRecorded(session), annulled)
            }
            Record::Appreciation(mut thanks) => {
                let annulled = thanks.annulled.take();
                (Event::AppreciationRecorded(thanks), annulled)
            }
            Record::Activity(mut activity) => {
                let annulled = activity.annulled.take();
                (Event::ActivityRecorded(activity), annulled)
            }
            Record::TypicalCase(mut case) => {
                let stands = self.world.typical_case(case.order, case.month);
                if let Some(other) = stands
                    && self.wanted.is_some()
                    && other.id != case.id
                {
                    return Err(self.conflicts(format!(
                        "the order is a typical case of {} by now: {}",
                        case.month,
                        Subject::TypicalCase(other.id)
                    )));
                }
                let annulled = case.annulled.take();
                (Event::TypicalCaseChosen(case), annulled)
            }
            _ => return Err(self.missing()),
        };
        let dated = || Dated {
            happened: self.fact.happened,
            event: event.clone(),
        };
        Ok(Verdict {
            before: annulled.is_none().then(dated),
            after: self.wanted.map(|_| dated()),
            text: String::new(),
        })
    }
}
