//! Calls, callbacks and SMS notices.

use std::sync::Arc;

use super::super::super::call;
use super::{Case, Verdict};
use crate::domain::command::CallTarget;
use crate::domain::correction::{Dated, FactKind};
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn call(&self) -> Result<Verdict, Rejection> {
        self.must_have_no_content()?;
        let Subject::Call(id) = self.fact.subject else {
            return Err(self.missing());
        };
        let call = self
            .world
            .call(&CallTarget::Id(id))
            .ok_or_else(|| self.missing())?;
        if self.fact.kind == FactKind::CallRecorded {
            return self.recorded(call);
        }
        let (time, event) = if self.fact.kind == FactKind::CalledBack {
            let agent = String::new();
            (call.called_back, Event::CallCalledBack { call: id, agent })
        } else {
            (call.notified, Event::CallNotified { call: id })
        };
        let stood = time.filter(|_| !self.fact.annulled);
        let verdict = self.retimed(stood, &event);
        if let Some(after) = &verdict.after {
            if call.annulled {
                return Err(self.conflicts("the call is annulled; let it stand again first"));
            }
            if let (true, Some(other)) = (self.fact.annulled, time) {
                return Err(self.conflicts(format!("the same was recorded anew, at {other}")));
            }
            call::not_before_missed(call, after.happened, "corrected.happen_time")?;
        }
        Ok(verdict)
    }

    fn recorded(&self, call: &call::Call) -> Result<Verdict, Rejection> {
        self.must_have_no_time()?;
        if self.wanted.is_none() {
            for (what, time) in [
                ("called back", call.called_back),
                ("notified by SMS", call.notified),
            ] {
                if let Some(time) = time {
                    return Err(self
                        .conflicts(format!("the caller was {what} at {time}; annul that first")));
                }
            }
        }
        let dated = || Dated {
            happened: call.started,
            event: Event::CallRecorded(Arc::new(call.clone())),
        };
        Ok(Verdict {
            before: (!call.annulled).then(dated),
            after: self.wanted.map(|_| dated()),
            text: String::new(),
        })
    }
}
