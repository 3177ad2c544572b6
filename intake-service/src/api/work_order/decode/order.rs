//! Accepting an order, handling it directly, giving it to a unit.

use hotline_common::decode::{self, Text, timestamp};
use hotline_common::status::Violations;
use hotline_proto::intake as proto;
use prost::Message as _;

use super::deadline;
use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::write::{Write, content_hash};
use crate::domain::command::{CallTarget, Command, OrderTarget};
use crate::domain::names::{ExternalReference, Subject};
use crate::domain::work_order::{AcceptWorkOrder, Urgency};

/// The characters of what a citizen says, of an answer and of a reply.
pub(super) const TEXT: usize = 10_000;
/// The characters of a citizen's name.
const FULL_NAME: usize = 100;
/// The characters of an area.
pub(super) const AREA: usize = 64;
/// How many attachments there may be, and the characters of each.
const ATTACHMENTS: (usize, usize) = (20, 500);
/// The characters of a system's name and of its id of an order.
const REFERENCE: (usize, usize) = (64, 200);

/// Decodes `AcceptWorkOrder`.
pub(in crate::api) fn accept(
    request: proto::AcceptWorkOrderRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::AcceptWorkOrderRequest {
        work_order,
        request_id: _,
        actor,
    } = request;
    let order =
        decode::required_message(violations, "work_order", work_order, |violations, given| {
            order(violations, context, given)
        });
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::AcceptWorkOrder(Box::new(order?)),
        actor,
    })
}

fn order(
    violations: &mut Violations,
    context: &Context<'_>,
    order: proto::WorkOrder,
) -> Option<AcceptWorkOrder> {
    let proto::WorkOrder {
        name: _,
        external_reference: reference,
        channel,
        call,
        requester: who,
        nature,
        urgency,
        category,
        topics,
        area,
        text,
        attachments: files,
        receive_time,
        disposition: _,
        handle_time: _,
        answer: _,
        record_time: _,
        sequence: _,
        duplicate_of: _,
        duplicates: _,
        purged: _,
        etag: _,
    } = order;
    let external_reference = decode::optional_message(
        violations,
        "external_reference",
        reference,
        external_reference,
    );
    let channel = enums::required(violations, "channel", channel);
    let call = (!call.is_empty())
        .then(|| fields::call(violations, context, "call", &call))
        .flatten();
    let requester = decode::optional_message(violations, "requester", who, |violations, who| {
        Some(requester(violations, who))
    });
    let nature = enums::required(violations, "nature", nature);
    let urgency = enums::optional(violations, "urgency", urgency);
    let category = fields::optional_code(violations, "category", pattern::CATEGORY, &category);
    let topics = fields::topics(violations, "topics", &topics);
    let area = fields::line(violations, "area", AREA, area);
    let text = fields::lines(violations, "text", TEXT, text);
    let attachments = attachments(violations, files);
    let received = fields::past(violations, context, "receive_time", receive_time);
    let requester = requester.unwrap_or_default();
    let mut order = AcceptWorkOrder {
        external_reference,
        channel: channel?,
        call,
        requester_name: requester.full_name,
        requester_number: requester.phone_number,
        anonymous: requester.anonymous,
        confidential: requester.confidential,
        nature: nature?,
        urgency: urgency.unwrap_or(Urgency::Normal),
        category,
        topics,
        area,
        text,
        attachments,
        received: received?,
        content_hash: [0; 16],
    };
    order.content_hash = order_hash(&order, context);
    Some(order)
}

/// Decodes the name that another system gave an order.
pub(in crate::api) fn external_reference(
    violations: &mut Violations,
    reference: proto::ExternalReference,
) -> Option<ExternalReference> {
    let proto::ExternalReference { source, id } = reference;
    let source = decode::required_text(violations, "source", Text::Line(REFERENCE.0), source);
    let id = decode::required_text(violations, "id", Text::Line(REFERENCE.1), id);
    Some(ExternalReference {
        source: source?,
        id: id?,
    })
}

fn requester(violations: &mut Violations, requester: proto::Requester) -> proto::Requester {
    let proto::Requester {
        full_name,
        phone_number,
        anonymous,
        confidential,
    } = requester;
    let full_name = fields::line(violations, "full_name", FULL_NAME, full_name);
    let phone_number = fields::phone_number(violations, "phone_number", phone_number);
    if anonymous && !full_name.is_empty() {
        violations.push(
            "full_name",
            "must be empty where the requester is anonymous",
        );
    }
    proto::Requester {
        full_name,
        phone_number,
        anonymous,
        confidential,
    }
}

fn attachments(violations: &mut Violations, files: Vec<String>) -> Vec<String> {
    let (most, longest) = ATTACHMENTS;
    if most < files.len() {
        violations.push("attachments", format!("must have at most {most} elements"));
        return Vec::new();
    }
    let one = |(index, file)| {
        let path = format!("attachments[{index}]");
        decode::required_text(violations, &path, Text::Line(longest), file)
    };
    files.into_iter().enumerate().filter_map(one).collect()
}

/// A hash over what the caller says of an order.
fn order_hash(order: &AcceptWorkOrder, context: &Context<'_>) -> [u8; 16] {
    let AcceptWorkOrder {
        external_reference,
        channel,
        call,
        requester_name,
        requester_number,
        anonymous,
        confidential,
        nature,
        urgency,
        category,
        topics,
        area,
        text,
        attachments,
        received,
        content_hash: _,
    } = order.clone();
    let call = call.map(|call| match call {
        CallTarget::Id(id) => Subject::Call(id).to_string(),
        CallTarget::TelephoneSystemId(id) => format!("calls/-/{id}"),
    });
    let said = proto::WorkOrder {
        external_reference: external_reference
            .map(|ExternalReference { source, id }| proto::ExternalReference { source, id }),
        channel: channel.number(),
        call: call.unwrap_or_default(),
        requester: Some(proto::Requester {
            full_name: requester_name,
            phone_number: requester_number,
            anonymous,
            confidential,
        }),
        nature: nature.number(),
        urgency: urgency.number(),
        category: category.map(|code| code.to_string()).unwrap_or_default(),
        topics: topics.iter().map(ToString::to_string).collect(),
        area,
        text,
        attachments,
        receive_time: Some(timestamp(received)),
        ..proto::WorkOrder::default()
    };
    content_hash("WorkOrder", &said.encode_to_vec(), context)
}

/// Decodes `HandleDirectly`.
pub(in crate::api) fn handle_directly(
    request: proto::HandleDirectlyRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::HandleDirectlyRequest {
        work_order,
        handle_time,
        answer,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let order = fields::order(violations, context, "work_order", &work_order);
    let at = fields::past(violations, context, "handle_time", handle_time);
    let answer = fields::lines(violations, "answer", TEXT, answer);
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::HandleDirectly {
            order: order?,
            at: at?,
            answer,
        },
        actor,
    })
}

/// Decodes `LinkDuplicate`.
pub(in crate::api) fn link_duplicate(
    request: proto::LinkDuplicateRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::LinkDuplicateRequest {
        work_order,
        original,
        original_reference,
        link_time,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let order = fields::order(violations, context, "work_order", &work_order);
    let original = original_order(violations, &original, original_reference);
    let at = fields::past(violations, context, "link_time", link_time);
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::LinkDuplicate {
            order: order?,
            original: original?,
            at: at?,
        },
        actor,
    })
}

/// An original by its name or by its external reference.
fn original_order(
    violations: &mut Violations,
    name: &str,
    reference: Option<proto::ExternalReference>,
) -> Option<OrderTarget> {
    if let Some(reference) = reference {
        if !name.is_empty() {
            violations.push(
                "original",
                "must be empty where original_reference is given",
            );
        }
        return violations
            .nested("original_reference", |violations| {
                external_reference(violations, reference)
            })
            .map(OrderTarget::Reference);
    }
    let number = decode::name(violations, "original", pattern::WORK_ORDER, name)?;
    fields::order_number(violations, "original", number).map(OrderTarget::Number)
}

/// Decodes `AssignWorkOrder`.
pub(in crate::api) fn assign(
    request: proto::AssignWorkOrderRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::AssignWorkOrderRequest {
        work_order,
        unit,
        role,
        assign_time,
        due_time,
        request_id: _,
        actor,
        deadline_rule,
        sign_due_time,
        no_deadline,
        etag: _,
    } = request;
    let order = fields::order(violations, context, "work_order", &work_order);
    let unit = fields::code(violations, "unit", pattern::UNIT, &unit);
    let role = enums::required(violations, "role", role);
    let at = fields::past(violations, context, "assign_time", assign_time);
    let given = deadline::Given {
        due_time,
        deadline_rule,
        no_deadline,
        sign_due_time,
    };
    let deadlines = deadline::assigned(violations, at, &given);
    let actor = fields::staff(violations, "actor", actor);
    let (due, sign_due) = deadlines?;
    Some(Write {
        command: Command::Assign {
            order: order?,
            unit: unit?,
            role: role?,
            at: at?,
            due,
            sign_due,
        },
        actor,
    })
}
