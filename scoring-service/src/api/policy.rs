//! `PolicyService`.

mod decode;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::decode::PageQuery;
use hotline_common::status::Violations;
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::policy_service_server::PolicyService;
use hotline_proto::scoring::{
    GetPolicyRequest, ListPoliciesRequest, ListPoliciesResponse, Policy, SetPolicyRequest,
};
use tonic::{Request, Response, Status};

use super::fields::Page;
use super::resource::{PolicyName, policy_name};
use super::{Context, failure};
use crate::encode;
use crate::figures::{self, PolicyInForce, sha256};
use crate::score;
use crate::store;
use crate::store::policies::StoredPolicy;
use crate::store::requests::{RequestError, RequestKey};

pub(super) use decode::{decode_policy, in_ranking};

/// Serves policies.
#[derive(Debug)]
pub(super) struct Service {
    context: Context,
}

impl Service {
    pub(super) const fn new(context: Context) -> Service {
        Service { context }
    }
}

#[tonic::async_trait]
impl PolicyService for Service {
    async fn set_policy(
        &self,
        request: Request<SetPolicyRequest>,
    ) -> Result<Response<Policy>, Status> {
        let (policy, key) = decode::set_policy(request.into_inner())?;
        let now = self.context.clock.now();
        let stored = self
            .context
            .database
            .write(move |connection| set(connection, policy, key.as_ref(), now))
            .await
            .map_err(|error| failure::request(&error))?;
        self.context.policy_set.send_replace(());
        Ok(Response::new(encode::policy::policy(&stored.into())))
    }

    async fn get_policy(
        &self,
        request: Request<GetPolicyRequest>,
    ) -> Result<Response<Policy>, Status> {
        let GetPolicyRequest { name } = request.into_inner();
        let mut violations = Violations::new();
        let name = policy_name(&mut violations, "name", &name);
        let name = violations.finish(name)?;
        let policy = self
            .context
            .database
            .read(move |connection| match name {
                PolicyName::BuiltIn => Ok(PolicyInForce::built_in()),
                PolicyName::Month(month) => figures::policy_in_force(connection, month),
            })
            .await
            .map_err(|error| failure::database(&error))?;
        Ok(Response::new(encode::policy::policy(&policy)))
    }

    async fn list_policies(
        &self,
        request: Request<ListPoliciesRequest>,
    ) -> Result<Response<ListPoliciesResponse>, Status> {
        let ListPoliciesRequest {
            page_size,
            page_token,
        } = request.into_inner();
        let mut violations = Violations::new();
        let query = PageQuery::new("ListPolicies");
        let page = Page::decode(&mut violations, query, page_size, &page_token);
        let page = violations.finish(page)?;
        let (after, limit) = (page.key().map(i32::from_be_bytes), page.size + 1);
        let mut policies = self
            .context
            .database
            .read(move |connection| list(connection, after, limit))
            .await
            .map_err(|error| failure::database(&error))?;
        let next_page_token = page.cut(&mut policies, |last| key(last).to_be_bytes().to_vec());
        Ok(Response::new(ListPoliciesResponse {
            policies: policies.iter().map(encode::policy::policy).collect(),
            next_page_token,
        }))
    }
}

/// Sets the policy; the same one again changes nothing, not even the time. A repeated request changes nothing at all: its
/// answer is the month's policy as it is now.
fn set(
    connection: &mut AnyConnection,
    policy: score::Policy,
    key: Option<&RequestKey>,
    now: Moment,
) -> Result<StoredPolicy, RequestError> {
    store::cursor::lock(connection)?;
    let is_repeated = store::requests::subject(connection, key)?.is_some();
    let present = store::policies::in_force(connection, policy.effective)?;
    if !is_repeated {
        let subject = format!("policies/{}", policy.effective);
        store::requests::save(connection, key, &subject, now)?;
    }
    if let Some(present) = present.filter(|present| is_repeated || present.policy == policy) {
        return Ok(present);
    }
    let stored = StoredPolicy {
        hash: sha256(&policy.canonical()),
        policy,
        set_time: now,
    };
    store::save::set_policy(connection, &stored)?;
    Ok(stored)
}

/// The policies after a key, the built-in one first.
fn list(
    connection: &mut AnyConnection,
    after: Option<i32>,
    limit: u32,
) -> Result<Vec<PolicyInForce>, DbError> {
    let month = after.and_then(Month::from_number);
    let stored = store::policies::after(connection, month, limit)?;
    let mut policies: Vec<PolicyInForce> = match after {
        None => vec![PolicyInForce::built_in()],
        Some(_) => Vec::new(),
    };
    policies.extend(stored.into_iter().map(PolicyInForce::from));
    Ok(policies)
}

/// Where a policy stands in the list: its month, and 0, which is none, for the built-in one.
fn key(policy: &PolicyInForce) -> i32 {
    match policy.set_time {
        Some(_) => policy.policy.effective.number(),
        None => 0,
    }
}
