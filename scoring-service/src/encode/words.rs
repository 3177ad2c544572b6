//! The core's words as the protocol has them.

use hotline_proto::scoring::UnitGroup;

use crate::score::{ActivityKind, Channel, Group, Nature};

pub(super) const fn group(group: Option<Group>) -> UnitGroup {
    match group {
        None => UnitGroup::Unspecified,
        Some(Group::County) => UnitGroup::County,
        Some(Group::Department) => UnitGroup::Department,
    }
}

/// The key of a nature, and what people call it.
pub(super) const fn nature(nature: Nature) -> (&'static str, &'static str) {
    match nature {
        Nature::Help => ("help", "求助"),
        Nature::Consultation => ("consultation", "咨询"),
        Nature::Complaint => ("complaint", "投诉"),
        Nature::Report => ("report", "举报"),
        Nature::Suggestion => ("suggestion", "建议"),
        Nature::Praise => ("praise", "表扬"),
        Nature::Other => ("other", "其他"),
    }
}

/// The key of a channel, and what people call it.
pub(super) const fn channel(channel: Channel) -> (&'static str, &'static str) {
    match channel {
        Channel::Phone => ("phone", "电话"),
        Channel::GovernorMailbox => ("governors_mailbox", "省长信箱"),
        Channel::LeaderSession => ("leader_session", "领导接听"),
        Channel::Web => ("web", "网站"),
        Channel::WeChat => ("wechat", "微信"),
        Channel::App => ("app", "手机应用"),
        Channel::Sms => ("sms", "短信"),
        Channel::Other => ("other", "其他"),
    }
}

pub(super) const fn activity_kind(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Publicity => "publicity",
        ActivityKind::Outreach => "outreach",
        ActivityKind::Inspection => "inspection",
    }
}
