//! `SimulateRanking`: a month under other rules, stored nowhere.

use hotline_common::db::AnyConnection;
use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::{Day, Moment, Month};
use hotline_proto::scoring::simulate_ranking_request::Rules;
use hotline_proto::scoring::{self as wire, Ranking, SimulateRankingRequest};
use tonic::Status;

use crate::api::policy::decode_policy;
use crate::api::resource::{PolicyName, policy_name};
use crate::api::{Context, failure, fields};
use crate::encode;
use crate::figures::{self, FiguresError, PolicyInForce, Terms, sha256};
use crate::score::Policy;

/// Under which rules a month is wanted.
enum Wanted {
    /// Those that govern it.
    InForce,
    /// A stored policy, or the built-in one.
    Named(PolicyName),
    /// One that was given with the request.
    Given(Policy),
}

/// A month under other rules.
struct Simulation {
    month: Month,
    policy: Wanted,
    cut_off: Option<Day>,
}

pub(super) async fn simulate(
    context: &Context,
    request: SimulateRankingRequest,
) -> Result<Ranking, Status> {
    let simulation = decode(request)?;
    let now = context.clock.now();
    let head_sequence = context.puller.status().head_sequence;
    context
        .database
        .read(move |connection| simulation.run(connection, now, head_sequence))
        .await
        .map_err(|error| failure::figures(&error))
}

fn decode(request: SimulateRankingRequest) -> Result<Simulation, Status> {
    let SimulateRankingRequest {
        month,
        cut_off_date,
        rules,
    } = request;
    let mut violations = Violations::new();
    let month = decode::month(&mut violations, "month", &month);
    let policy = match rules {
        None => Some(Wanted::InForce),
        Some(Rules::PolicyName(name)) => {
            policy_name(&mut violations, "policy_name", &name).map(Wanted::Named)
        }
        Some(Rules::Policy(policy)) => {
            decode::required_message(&mut violations, "policy", Some(policy), |v, policy| {
                decode_policy(v, named(policy, month))
            })
            .map(Wanted::Given)
        }
    };
    let cut_off = fields::cut_off(&mut violations, "cut_off_date", &cut_off_date, month);
    let simulation = month.zip(policy).map(|(month, policy)| Simulation {
        month,
        policy,
        cut_off,
    });
    violations.finish(simulation)
}

/// A policy without a name is one of the month itself.
fn named(policy: wire::Policy, month: Option<Month>) -> wire::Policy {
    if !policy.name.is_empty() {
        return policy;
    }
    let effective = month.unwrap_or(Policy::default().effective);
    wire::Policy {
        name: format!("policies/{effective}"),
        ..policy
    }
}

impl Simulation {
    fn run(
        self,
        connection: &mut AnyConnection,
        now: Moment,
        head_sequence: i64,
    ) -> Result<Ranking, FiguresError> {
        let Simulation {
            month,
            policy,
            cut_off,
        } = self;
        let (policy, is_given) = match policy {
            Wanted::InForce => (figures::policy_in_force(connection, month)?, false),
            Wanted::Named(PolicyName::BuiltIn) => (PolicyInForce::built_in(), false),
            Wanted::Named(PolicyName::Month(of)) => {
                (figures::policy_in_force(connection, of)?, false)
            }
            Wanted::Given(policy) => {
                let hash = sha256(&policy.canonical());
                let policy = PolicyInForce {
                    policy,
                    hash,
                    set_time: None,
                };
                (policy, true)
            }
        };
        let terms = Terms::under(connection, month, policy, cut_off, now)?;
        let figures = figures::ranking_under(connection, terms)?;
        let mut ranking = encode::ranking::unsealed(
            &figures.terms,
            &figures.tallies,
            &figures.ranking,
            head_sequence,
        );
        ranking.name = format!("rankings/{month}/revisions/simulated");
        if let Some(policy) = ranking.policy.as_mut().filter(|_| is_given) {
            "policies/simulated".clone_into(&mut policy.name);
        }
        Ok(ranking)
    }
}
