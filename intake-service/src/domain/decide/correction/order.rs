//! Facts of an order: acceptance, direct handling, its link to an original.

use super::super::order::not_before_receipt;
use super::super::{duplicate, require, require_topics};
use super::{Case, Verdict, conflict};
use crate::domain::command::OrderTarget;
use crate::domain::correction::{Classification, Content, Dated};
use crate::domain::event::Event;
use crate::domain::names::{OrderNumber, Subject};
use crate::domain::rejection::Rejection;
use crate::domain::work_order::{Disposition, Dossier};

/// The field of the request that holds the time.
const TIME: &str = "corrected.happen_time";

impl Case<'_> {
    fn dossier(&self) -> Result<&Dossier, Rejection> {
        match &self.fact.subject {
            Subject::WorkOrder(number) => self.world.dossier(&OrderTarget::Number(*number)),
            _ => None,
        }
        .ok_or_else(|| self.missing())
    }

    pub(super) fn accepted(&self) -> Result<Verdict, Rejection> {
        let dossier = self.dossier()?;
        let order = &dossier.order;
        let Some(wanted) = self.wanted else {
            return Err(self.cannot_be_annulled(
                "link the order to another one with LinkDuplicate, or withdraw its assignments",
            ));
        };
        let mut changed = dossier.clone();
        if let Some(at) = wanted.at {
            let day = self.world.zone.day_of(order.received);
            if self.world.zone.day_of(at) != day {
                return Err(Rejection::invalid(
                    TIME,
                    format!("must stay on the local day {day}, which the order's number names"),
                ));
            }
            changed.order.received = at;
        }
        match &wanted.content {
            None => {}
            Some(Content::Classification(classification)) => {
                self.must_be_registered(classification)?;
                changed.order.classify(classification);
            }
            Some(_) => return Err(self.wrong_kind()),
        }
        conflict::check(&self.fact.subject, self.fact.sequence, dossier, &changed)?;
        let dated = |dossier: &Dossier| Dated {
            happened: dossier.order.received,
            event: Event::WorkOrderAccepted(Box::new(dossier.order.clone())),
        };
        Ok(Verdict {
            before: Some(dated(dossier)),
            after: Some(dated(&changed)),
            text: String::new(),
        })
    }

    fn must_be_registered(&self, classification: &Classification) -> Result<(), Rejection> {
        if let Some(category) = &classification.category {
            let known = self.world.registry.categories.contains_key(category);
            require(known, Subject::Category, category)?;
        }
        require_topics(self.world, &classification.topics)
    }

    pub(super) fn handled(&self) -> Result<Verdict, Rejection> {
        let order = &self.dossier()?.order;
        let text = match self.wanted.and_then(|wanted| wanted.content.as_ref()) {
            None => String::new(),
            Some(Content::Answer(answer)) => answer.clone(),
            Some(_) => return Err(self.wrong_kind()),
        };
        let stood = order
            .handled
            .filter(|_| !self.fact.annulled)
            .map(|(at, _)| at);
        let event = Event::WorkOrderHandledDirectly {
            order: order.number,
        };
        let verdict = Verdict {
            text,
            ..self.retimed(stood, &event)
        };
        if let Some(after) = &verdict.after {
            if self.fact.annulled && order.disposition() != Disposition::Pending {
                return Err(self.conflicts(format!(
                    "the order is {} by now",
                    order.disposition().word()
                )));
            }
            not_before_receipt(order, after.happened, TIME)?;
        }
        Ok(verdict)
    }

    pub(super) fn linked(&self, original: OrderNumber) -> Result<Verdict, Rejection> {
        self.must_have_no_content()?;
        let order = &self.dossier()?.order;
        let stood = order
            .duplicate
            .filter(|_| !self.fact.annulled)
            .map(|link| link.linked);
        let event = Event::DuplicateLinked {
            order: order.number,
            original,
        };
        let verdict = self.retimed(stood, &event);
        if let Some(after) = &verdict.after {
            let original = self
                .world
                .dossier(&OrderTarget::Number(original))
                .ok_or_else(|| self.missing())?;
            if self.fact.annulled {
                duplicate::check(self.world, order, &original.order, after.happened, TIME)?;
            }
            for one in [order, &original.order] {
                not_before_receipt(one, after.happened, TIME)?;
            }
        }
        Ok(verdict)
    }
}
