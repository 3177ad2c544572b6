//! The wire's enums in the words of the core. `None` for 0 and for numbers that this version does not know.

use hotline_proto::intake as wire;

use crate::score::{
    ActivityKind, AppreciationKind, CardColour, Channel, Grade, Group, Nature, Resolved, Role,
    SupervisionForm,
};

/// A function from the numbers of a wire enum to a word.
macro_rules! words {
    ($($function:ident: $wire:ident => $word:ty { $($from:ident => $to:expr,)+ })+) => {
        $(pub(super) fn $function(number: i32) -> Option<$word> {
            match wire::$wire::try_from(number).ok()? {
                wire::$wire::Unspecified => None,
                $(wire::$wire::$from => Some($to),)+
            }
        })+
    };
}

words! {
    group: UnitGroup => Group {
        County => Group::County,
        Department => Group::Department,
    }
    role: AssignmentRole => Role {
        Lead => Role::Lead,
        Assist => Role::Assist,
    }
    card: Card => CardColour {
        Yellow => CardColour::Yellow,
        Red => CardColour::Red,
    }
    channel: Channel => Channel {
        Phone => Channel::Phone,
        GovernorsMailbox => Channel::GovernorMailbox,
        LeaderSession => Channel::LeaderSession,
        Web => Channel::Web,
        Wechat => Channel::WeChat,
        App => Channel::App,
        Sms => Channel::Sms,
        Other => Channel::Other,
    }
    nature: Nature => Nature {
        Help => Nature::Help,
        Consultation => Nature::Consultation,
        Complaint => Nature::Complaint,
        Report => Nature::Report,
        Suggestion => Nature::Suggestion,
        Praise => Nature::Praise,
        Other => Nature::Other,
    }
    is_rated: VisitResult => bool {
        Rated => true,
        Unreachable => false,
        Refused => false,
        Invalid => false,
    }
    grade: Grade => Grade {
        VerySatisfied => Grade::VerySatisfied,
        Satisfied => Grade::Satisfied,
        BasicallySatisfied => Grade::BasicallySatisfied,
        Dissatisfied => Grade::Dissatisfied,
        VeryDissatisfied => Grade::VeryDissatisfied,
    }
    resolved: Resolved => Resolved {
        Yes => Resolved::Yes,
        Partly => Resolved::Partly,
        No => Resolved::No,
    }
    supervision_form: SupervisionForm => SupervisionForm {
        Telephone => SupervisionForm::Telephone,
        Written => SupervisionForm::Written,
        OnSite => SupervisionForm::OnSite,
    }
    appreciation_kind: AppreciationKind => AppreciationKind {
        ThanksCall => AppreciationKind::ThanksCall,
        Pennant => AppreciationKind::Pennant,
    }
    activity_kind: ActivityKind => ActivityKind {
        Publicity => ActivityKind::Publicity,
        Outreach => ActivityKind::Outreach,
        Inspection => ActivityKind::Inspection,
    }
}
