//! Laws that the evaluator keeps for every policy and request: what judges access fails closed.

use std::hash::BuildHasher as _;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sts::Policy;
use sts::policy::{
    AccessRequest, Comparison, Condition, Effect, Finding, FindingKind, PolicyKind, PolicyLayer, PolicySet, Principal,
    Statement, StatementBuilder,
};

const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/demo/app1";
const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const ACCOUNT: &str = "arn:aws:iam::123456789012:root";
const NAMES: [&str; 8] = [
    SESSION,
    ROLE,
    ACCOUNT,
    "123456789012",
    "arn:aws:iam::210987654321:user/Ann",
    "arn:aws:iam::210987654321:root",
    "*",
    MALFORMED_NAME,
];
/// IAM refuses a wildcard in a name.
const MALFORMED_NAME: &str = "arn:aws:iam::123456789012:role/*";
const RESOURCES: [&str; 12] = [
    "*",
    "arn:aws:s3",
    "arn:aws:s3:*",
    "arn:*:a",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::?/b",
    "arn:aws:s3:::${aws:username}",
    "arn:aws:s3:::${aws:userid}/*",
    "arn:aws:sqs:*:q",
    MALFORMED,
    EARLY_VARIABLE,
];
/// The number of resources that are well-formed.
const WELL_FORMED: usize = RESOURCES.len() - 2;
/// IAM refuses it, so a statement that has it never helps the caller, whatever else it has.
const MALFORMED: &str = "nonsense";
/// IAM accepts it and has no meaning for it, so it never helps either.
const EARLY_VARIABLE: &str = "arn:aws:sqs:*:${aws:userid}:q";
const VALUES: [&str; 12] = [
    "",
    "a",
    "a*",
    "10",
    "10.0",
    "ten",
    "inf",
    "true",
    "2030-01-01T00:00:00Z",
    "203.0.113.0/24",
    "${aws:username}",
    "${aws:userid}",
];

/// The parts of a statement. Lists may be empty, which IAM refuses.
#[derive(Clone, Debug)]
struct Parts {
    effect: Effect,
    principal: Option<Principal>,
    not_principal: Option<Principal>,
    actions: Vec<&'static str>,
    not_actions: bool,
    resources: Vec<&'static str>,
    not_resources: bool,
    conditions: Vec<Condition>,
}

impl Parts {
    fn build(&self) -> StatementBuilder {
        let mut statement = match self.effect {
            Effect::Allow => Statement::allow(),
            Effect::Deny => Statement::deny(),
        };
        statement =
            self.principal.iter().fold(statement, |statement, principal| statement.principal(principal.clone()));
        let statement =
            self.not_principal.iter().fold(statement, |all, principal| all.not_principal(principal.clone()));
        let actions = self.actions.clone();
        let statement = if self.not_actions { statement.not_actions(actions) } else { statement.actions(actions) };
        let resources = self.resources.clone();
        let statement =
            if self.not_resources { statement.not_resources(resources) } else { statement.resources(resources) };
        self.conditions.iter().fold(statement, |statement, condition| statement.condition(condition.clone()))
    }
}

fn principal() -> impl Strategy<Value = Principal> {
    let kinds = select(vec!["AWS", "Federated", "Service", "Unknown"]);
    let named = (kinds, subsequence(NAMES.to_vec(), 0..4)).prop_map(|(kind, names)| Principal::new(kind, names));
    prop_oneof![1 => Just(Principal::everyone()), 6 => named]
}

/// Adds a malformed name. Everyone, who has no names, is replaced.
fn with_malformed_name(principal: Principal) -> Principal {
    if principal == Principal::everyone() {
        return Principal::new("AWS", [MALFORMED_NAME]);
    }
    principal.and("AWS", [MALFORMED_NAME])
}

fn condition() -> impl Strategy<Value = Condition> {
    let mut operators: Vec<String> = Comparison::KNOWN.iter().map(|known| known.as_str().to_owned()).collect();
    operators.push("stringEquals".to_owned());
    let prefix = select(vec!["", "", "ForAllValues:", "ForAnyValue:", "ForSomeValues:"]);
    let suffix = select(vec!["", "", "IfExists", "Ifexists"]);
    let key = select(vec!["x:one", "x:many", "x:empty", "x:none"]);
    (prefix, select(operators), suffix, key, subsequence(VALUES.to_vec(), 0..3)).prop_map(
        |(prefix, operator, suffix, key, values)| Condition::new(&*format!("{prefix}{operator}{suffix}"), key, values),
    )
}

fn parts() -> impl Strategy<Value = Parts> {
    let effect = select(vec![Effect::Allow, Effect::Deny]);
    let actions = subsequence(vec!["*", "s3:*", "S3:getObject", "sts:AssumeRole"], 0..4);
    let resources = subsequence(RESOURCES.to_vec(), 0..4);
    let principals = prop_oneof![
        4 => Just((None, None)),
        4 => principal().prop_map(|principal| (Some(principal), None)),
        4 => principal().prop_map(|principal| (None, Some(principal))),
        1 => (principal(), principal()).prop_map(|(one, other)| (Some(one), Some(other))),
    ];
    let conditions = proptest::collection::vec(condition(), 0..3);
    (effect, principals, actions, any::<bool>(), resources, any::<bool>(), conditions).prop_map(
        |(effect, (principal, not_principal), actions, not_actions, resources, not_resources, conditions)| Parts {
            effect,
            principal,
            not_principal,
            actions,
            not_actions,
            resources,
            not_resources,
            conditions,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    let version = select(vec!["2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", "2021-10-17"]);
    (version, proptest::collection::vec(parts(), 0..4)).prop_map(|(version, statements)| {
        let policy = Policy::new().with_version(version);
        statements.iter().fold(policy, |policy, parts| policy.statement(parts.build()))
    })
}

fn request() -> impl Strategy<Value = AccessRequest> {
    let resources = select(vec![
        "*",
        "arn:aws:s3:::a",
        "arn:aws:s3:::a/b",
        "arn:aws:s3:::Ann",
        "arn:aws:sqs:eu-west-1:123456789012:q",
    ]);
    let names = prop_oneof![
        Just(vec![]),
        Just(vec![("AWS", SESSION), ("AWS", ROLE), ("AWS", ACCOUNT)]),
        Just(vec![("AWS", "arn:aws:iam::210987654321:user/Ann"), ("AWS", "arn:aws:iam::210987654321:root")]),
        Just(vec![("Service", "ec2.amazonaws.com")]),
        Just(vec![("Federated", "accounts.google.com")]),
    ];
    let value = || select(VALUES.to_vec());
    let keys = (value(), proptest::collection::vec(value(), 0..3), any::<bool>());
    (select(vec!["s3:GetObject", "sts:AssumeRole"]), resources, names, keys).prop_map(
        |(action, resource, names, keys)| {
            let request = names
                .into_iter()
                .fold(AccessRequest::new(action, resource), |request, (kind, name)| request.principal(kind, name));
            let request = request.key("x:one", keys.0).key("x:many", keys.1).key("x:empty", Vec::<&str>::new());
            if keys.2 { request.key("aws:username", "Ann") } else { request }
        },
    )
}

fn allows(policy: &Policy, request: &AccessRequest) -> bool {
    policy.evaluate(request).is_allowed()
}

fn alone(parts: &Parts) -> Policy {
    Policy::new().statement(parts.build())
}

/// Returns whether a statement applies to a request.
fn applies(parts: &Parts, request: &AccessRequest) -> bool {
    alone(parts).evaluate(request).verdicts()[0].applies()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn adding_a_deny_never_allows_more(policy in policy(), deny in parts(), request in request()) {
        let deny = Parts { effect: Effect::Deny, ..deny };
        let more = policy.clone().statement(deny.build());
        prop_assert!(!allows(&more, &request) || allows(&policy, &request));
    }

    #[test]
    fn removing_an_allow_never_allows_more(policy in policy(), allow in parts(), request in request()) {
        let more = policy.clone().statement(Parts { effect: Effect::Allow, ..allow }.build());
        // The strict reader refuses a policy with an unknown kind of principals, so no statement of it allows anything.
        let is_read = Policy::from_json(&more.to_json()).is_ok();
        prop_assert!(!is_read || !allows(&policy, &request) || allows(&more, &request));
    }

    #[test]
    fn a_shorter_list_of_resources_never_applies_more(
        parts in parts(), request in request(), at in 0_usize..4,
        resources in subsequence(RESOURCES[..WELL_FORMED].to_vec(), 2..5),
    ) {
        let parts = Parts { resources, not_resources: false, ..parts };
        let mut narrower = parts.clone();
        narrower.resources.remove(at % parts.resources.len());
        prop_assert!(!applies(&narrower, &request) || applies(&parts, &request));
        // The opposite holds for what is left out.
        let excluding = |parts: Parts| Parts { not_resources: true, ..parts };
        prop_assert!(!applies(&excluding(parts), &request) || applies(&excluding(narrower), &request));
    }

    #[test]
    fn equal_policies_have_the_same_hash_and_the_same_decisions(parts in parts(), request in request()) {
        let mut spelled = parts.clone();
        spelled.resources.reverse();
        spelled.resources.extend(parts.resources.first());
        spelled.actions.reverse();
        spelled.actions.extend(parts.actions.first());
        let (one, other) = (alone(&parts), alone(&spelled));
        prop_assert_eq!(&one, &other);
        let hasher = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
        prop_assert_eq!(hasher.hash_one(&one), hasher.hash_one(&other));
        prop_assert_eq!(one.evaluate(&request).outcome(), other.evaluate(&request).outcome());
    }

    #[test]
    fn a_malformed_entry_never_helps(parts in parts(), request in request(), place in 0..4) {
        let mut malformed = parts.clone();
        match place {
            0 => malformed.actions.push(MALFORMED),
            1 => malformed.resources.push(MALFORMED),
            2 => malformed.resources.push(EARLY_VARIABLE),
            _ => {
                malformed.principal = parts.principal.clone().map(with_malformed_name);
                malformed.not_principal = parts.not_principal.clone().map(with_malformed_name);
            }
        }
        match (parts.effect, parts.principal.is_some() || parts.not_principal.is_some()) {
            // A service decides what a policy of its resources may name.
            (_, true) if place == 1 => {}
            // There is no name to add one to.
            (_, false) if place == 3 => {}
            (Effect::Allow, _) => prop_assert!(!applies(&malformed, &request)),
            (Effect::Deny, _) => prop_assert!(applies(&malformed, &request) || !applies(&parts, &request)),
        }
    }

    #[test]
    fn a_narrower_pattern_never_applies_more(
        pattern in "arn:aws:s3(:[ab*?]{0,2}){0,5}",
        fillings in proptest::collection::vec("[ab*?]{0,2}", 4),
        resource in "arn:aws:s3(:[ab]{0,2}){3,4}",
        effect in select(vec![Effect::Allow, Effect::Deny]),
    ) {
        let mut fillings = fillings.iter().cycle();
        let mut narrower = String::new();
        for c in pattern.chars() {
            match c {
                // The filling stands within the part, and what closed the part still does.
                '*' => narrower.push_str(&(fillings.next().unwrap().clone() + "*")),
                '?' => narrower.push('a'),
                other => narrower.push(other),
            }
        }
        let verdict = |pattern: &str| {
            let statement = if effect == Effect::Allow { Statement::allow() } else { Statement::deny() };
            let policy = Policy::new().statement(statement.actions(["*"]).resources([pattern]));
            policy.evaluate(&AccessRequest::new("s3:GetObject", resource.clone())).verdicts()[0].clone()
        };
        let (narrower_verdict, verdict) = (verdict(&narrower), verdict(&pattern));
        // In a short ARN, the account has to be one, which a filling may break.
        let is_judged = narrower_verdict.unjudged.is_empty();
        prop_assert!(!is_judged || !narrower_verdict.applies() || verdict.applies(), "{} {}", narrower, pattern);
    }

    #[test]
    fn another_condition_never_makes_a_statement_apply_more(parts in parts(), condition in condition(), request in request()) {
        // A condition with the operator and key of another one would be merged with it.
        let is_new = parts.conditions.iter().all(|one| one.operator() != condition.operator() || one.name() != condition.name());
        prop_assume!(is_new);
        let mut narrower = parts.clone();
        narrower.conditions.push(condition);
        prop_assert!(!applies(&narrower, &request) || applies(&parts, &request));
    }

    #[test]
    fn a_condition_that_cannot_be_judged_never_helps(parts in parts(), policy in policy(), request in request(), operator in "[a-z]{3,8}") {
        let unknown = Condition::new(&*operator, "x:one", ["a"]);
        let mut unclear = parts.clone();
        unclear.conditions = vec![unknown];
        match parts.effect {
            Effect::Allow => prop_assert!(!applies(&unclear, &request)),
            Effect::Deny => prop_assert!(applies(&unclear, &request) || !applies(&parts, &request)),
        }
        let changed = policy.clone().statement(unclear.build());
        prop_assert!(!allows(&changed, &request) || allows(&policy.statement(parts.build()), &request));
    }

    #[test]
    fn both_spellings_of_everyone_mean_the_same(parts in parts(), request in request(), other in principal(), negated in any::<bool>()) {
        let spelled = |principal: Principal| {
            let (yes, no) = if negated { (None, Some(principal)) } else { (Some(principal), None) };
            Parts { principal: yes, not_principal: no, ..parts.clone() }
        };
        let expected = applies(&spelled(Principal::everyone()), &request);
        prop_assert_eq!(applies(&spelled(Principal::new("AWS", ["*"])), &request), expected);
        prop_assert_eq!(applies(&spelled(Principal::new("AWS", [ROLE, "*"])), &request), expected);
        prop_assert_eq!(other == Principal::everyone(), other == Principal::new("AWS", ["*"]));
    }

    #[test]
    fn a_shorter_list_of_exempt_principals_never_denies_less(
        parts in parts(), request in request(), at in 0_usize..5,
        names in subsequence(NAMES[..NAMES.len() - 1].to_vec(), 1..5),
    ) {
        let exempt = |names: &[&'static str]| {
            let not_principal = Some(Principal::new("AWS", names.to_vec()));
            Parts { effect: Effect::Deny, principal: None, not_principal, ..parts.clone() }
        };
        let mut shorter = names.clone();
        shorter.remove(at % names.len());
        prop_assert!(!applies(&exempt(&names), &request) || applies(&exempt(&shorter), &request));
    }

    #[test]
    fn another_layer_never_allows_more(
        identity in policy(), resource in policy(), layer in policy(), earlier in policy(), request in request(),
        owner in select(vec!["123456789012", "210987654321"]), trust in any::<bool>(), root in any::<bool>(),
    ) {
        let set = PolicySet::new().identity([&identity]).scope_down(&earlier);
        let set = if root { set.root_user() } else { set };
        let set = if trust { set.trust(owner, &resource) } else { set.resource(owner, &resource) };
        let without_session = set.evaluate(&request).is_allowed();
        prop_assert!(!set.clone().session([&layer]).evaluate(&request).is_allowed() || without_session);
        for set in [set.clone(), set.session([&earlier])] {
            let allowed = set.evaluate(&request).is_allowed();
            for narrower in [set.clone().boundary(&layer), set.clone().scope_down(&layer)] {
                prop_assert!(!narrower.evaluate(&request).is_allowed() || allowed);
            }
        }
    }

    #[test]
    fn a_deny_in_any_layer_decides(
        identity in policy(), resource in policy(), layer in policy(), request in request(), place in 0_usize..5,
    ) {
        let deny = Policy::new().deny(["*"], ["*"]);
        let denied_resource = Policy::new().statement(Statement::deny().principal(Principal::everyone()).actions(["*"]).resources(["*"]));
        let set = PolicySet::new().identity([&identity]).session([&layer]).resource("123456789012", &resource);
        let set = match place {
            0 => set.identity([&deny]),
            1 => set.boundary(&deny),
            2 => set.session([&deny]),
            3 => set.scope_down(&deny),
            _ => set.resource("123456789012", &denied_resource),
        };
        prop_assert!(set.evaluate(&request).is_denied());
    }

    #[test]
    fn the_explanation_names_what_decides(identity in policy(), layer in policy(), request in request()) {
        let decision = PolicySet::new().identity([&identity]).session([&layer]).evaluate(&request);
        let decisive = decision.decisive().unwrap();
        prop_assert!(decision.to_string().starts_with(&decisive.layer.to_string()));
        if decision.is_denied() || decision.is_allowed() {
            prop_assert_eq!(decision.outcome(), decisive.outcome());
            prop_assert!(decisive.decisive().unwrap().1.applies());
        }
    }
}

/// Returns whether IAM refuses a statement. ARNs with a wildcard for the service are left aside, since AWS documents their meaning.
fn is_refused(policy: &Policy, kind: PolicyKind, index: usize) -> bool {
    let statement = format!("Statement[{index}]");
    let mut findings = policy.lint_as(kind).into_iter().filter(|finding| finding.path.starts_with(&statement));
    let has_meaning = |finding: &Finding| {
        finding.kind == FindingKind::Resource && finding.message.starts_with("must name a service without wildcards")
    };
    findings.any(|finding| finding.is_refused() && !has_meaning(&finding))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_statement_that_iam_refuses_allows_nothing(policy in policy(), request in request()) {
        let everything = Policy::new().allow(["*"], ["*"]);
        let account = "123456789012";
        let callers = PolicySet::new().identity([&everything]);
        for (kind, layer, set) in [
            (PolicyKind::Identity, PolicyLayer::Identity, PolicySet::new().identity([&policy])),
            (PolicyKind::Session, PolicyLayer::Session, callers.clone().session([&policy])),
            (PolicyKind::Trust, PolicyLayer::Trust, callers.trust(account, &policy)),
            (PolicyKind::Resource, PolicyLayer::Resource, PolicySet::new().resource(account, &policy)),
        ] {
            let decision = set.evaluate(&request);
            let of_layer = decision.layers().iter().filter(|one| one.layer == layer).flat_map(|one| &one.decisions);
            for verdict in of_layer.flat_map(|decision| decision.verdicts()) {
                let allows = verdict.applies() && verdict.effect == Effect::Allow;
                prop_assert!(!allows || !is_refused(&policy, kind, verdict.index), "{}: {}", kind, policy);
            }
        }
    }
}
