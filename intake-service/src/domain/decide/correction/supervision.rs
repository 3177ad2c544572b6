//! Supervisions, and that they were lifted.

use super::{Case, Verdict};
use crate::domain::command::{AssignmentTarget, OrderTarget};
use crate::domain::correction::{Content, Dated};
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::supervision::Supervision;

impl Case<'_> {
    fn supervision(&self) -> Result<&Supervision, Rejection> {
        match self.fact.subject {
            Subject::Supervision(id) => self.world.supervision(id),
            _ => None,
        }
        .ok_or_else(|| self.missing())
    }

    pub(super) fn supervised(&self) -> Result<Verdict, Rejection> {
        let supervision = self.supervision()?;
        let (after, text) = match self.wanted {
            None => {
                if let Some(lifted) = supervision.lifted {
                    return Err(self.conflicts(format!(
                        "the supervision was lifted at {lifted}; annul that first"
                    )));
                }
                (None, String::new())
            }
            Some(wanted) => {
                let mut after = supervision.clone();
                after.issued = wanted.at.unwrap_or(after.issued);
                let text = match &wanted.content {
                    None => String::new(),
                    Some(Content::Supervision { form, reason, note }) => {
                        (after.form, after.reason) = (*form, *reason);
                        note.clone()
                    }
                    Some(_) => return Err(self.wrong_kind()),
                };
                self.must_fit(&after)?;
                (Some(after), text)
            }
        };
        let dated = |supervision: &Supervision| Dated {
            happened: supervision.issued,
            event: Event::SupervisionIssued(supervision.clone()),
        };
        Ok(Verdict {
            before: (!supervision.annulled).then(|| dated(supervision)),
            after: after.as_ref().map(dated),
            text,
        })
    }

    fn must_fit(&self, supervision: &Supervision) -> Result<(), Rejection> {
        let issued = supervision.issued;
        if let Some(lifted) = supervision.lifted
            && lifted < issued
        {
            return Err(self.conflicts(format!(
                "the supervision was lifted at {lifted}, before that; correct that first"
            )));
        }
        let about = supervision.assignment.and_then(|id| {
            self.world.assignment(&AssignmentTarget {
                order: OrderTarget::Number(id.order),
                number: id.number,
            })
        });
        match about {
            Some((_, assignment)) if issued < assignment.assigned => Err(Rejection::invalid(
                "corrected.happen_time",
                format!(
                    "must not be before the assignment, at {}",
                    assignment.assigned
                ),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn lifted(&self) -> Result<Verdict, Rejection> {
        self.must_have_no_content()?;
        let supervision = self.supervision()?;
        let stood = supervision.lifted.filter(|_| !self.fact.annulled);
        let event = Event::SupervisionLifted {
            supervision: supervision.id,
            order: self.fact.order,
        };
        let verdict = self.retimed(stood, &event);
        if let Some(after) = &verdict.after {
            if supervision.annulled {
                return Err(self.conflicts("the supervision is annulled; let it stand again first"));
            }
            if let (true, Some(other)) = (self.fact.annulled, supervision.lifted) {
                return Err(self.conflicts(format!("it was lifted anew, at {other}")));
            }
            if after.happened < supervision.issued {
                return Err(Rejection::invalid(
                    "corrected.happen_time",
                    format!(
                        "must not be before the supervision was issued, at {}",
                        supervision.issued
                    ),
                ));
            }
        }
        Ok(verdict)
    }
}
