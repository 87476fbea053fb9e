//! Evaluation of several policies.

use sts::Policy;
use sts::policy::{AccessRequest, Condition, Outcome, PolicyLayer, PolicySet, Principal, Statement, StatementBuilder};

const OWNER: &str = "123456789012";
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/demo/app1";
const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const USER: &str = "arn:aws:iam::123456789012:user/Ann";
const ACCOUNT: &str = "arn:aws:iam::123456789012:root";

fn get(names: &[&str]) -> AccessRequest {
    let request = AccessRequest::new("s3:GetObject", "arn:aws:s3:::plans/a");
    names.iter().fold(request, |request, name| request.principal("AWS", *name))
}

fn session() -> AccessRequest {
    get(&[SESSION, ROLE, ACCOUNT])
}

fn user() -> AccessRequest {
    get(&[USER, ACCOUNT])
}

fn everything() -> Policy {
    Policy::new().allow(["*"], ["*"])
}

fn lists_only() -> Policy {
    Policy::new().allow(["s3:ListBucket"], ["*"])
}

fn allow(principal: Principal) -> StatementBuilder {
    Statement::allow().principal(principal).actions(["s3:GetObject"]).resources(["arn:aws:s3:::plans/*"])
}

/// A resource-based policy that allows this principal.
fn names(principal: &str) -> Policy {
    Policy::new().statement(allow(Principal::new("AWS", [principal])))
}

/// Returns the outcome, and the layer that decides.
fn decide(set: PolicySet<'_>, request: &AccessRequest) -> (Outcome, Option<PolicyLayer>) {
    let decision = set.evaluate(request);
    (decision.outcome(), decision.decisive().map(|layer| layer.layer))
}

const ALLOWED_BY_RESOURCE: (Outcome, Option<PolicyLayer>) = (Outcome::Allowed, Some(PolicyLayer::Resource));

fn missing(layer: PolicyLayer) -> (Outcome, Option<PolicyLayer>) {
    (Outcome::NotAllowed, Some(layer))
}

#[test]
fn the_policies_of_a_layer_add_up_and_layers_intersect() {
    let (all, list) = (everything(), lists_only());
    let set = || PolicySet::new().identity([&list, &all]);
    assert_eq!(decide(set(), &session()), (Outcome::Allowed, Some(PolicyLayer::Identity)));
    assert_eq!(decide(PolicySet::new(), &session()), missing(PolicyLayer::Identity));
    assert_eq!(decide(PolicySet::new().identity([&list]), &session()), missing(PolicyLayer::Identity));
    assert!(set().session([&list, &all]).evaluate(&session()).is_allowed());
    assert_eq!(decide(set().session([&list]), &session()), missing(PolicyLayer::Session));
    assert_eq!(decide(set().session([]), &session()), missing(PolicyLayer::Session));
    assert_eq!(decide(set().boundary(&list), &session()), missing(PolicyLayer::Boundary));
    let scoped = set().scope_down(&all).scope_down(&list).scope_down(&all);
    assert_eq!(decide(scoped, &session()), missing(PolicyLayer::ScopeDown(2)));
}

#[test]
fn the_principal_of_a_resource_based_policy_decides_what_limits_it() {
    let (all, list) = (everything(), lists_only());
    let limited = || PolicySet::new().identity([&list]).boundary(&list).session([&list]);
    // The session itself: nothing limits it.
    let policy = names(SESSION);
    assert_eq!(decide(limited().resource(OWNER, &policy), &session()), ALLOWED_BY_RESOURCE);
    // The role behind the session: the boundary and session policies do.
    let policy = names(ROLE);
    assert_eq!(decide(limited().resource(OWNER, &policy), &session()), missing(PolicyLayer::Boundary));
    let set = PolicySet::new().identity([&list]).boundary(&all).resource(OWNER, &policy);
    assert_eq!(decide(set.clone().session([&list]), &session()), missing(PolicyLayer::Session));
    assert_eq!(decide(set.session([&all]), &session()), ALLOWED_BY_RESOURCE);
    // The user who calls: nothing limits it.
    let policy = names(USER);
    assert_eq!(decide(PolicySet::new().boundary(&list).resource(OWNER, &policy), &user()), ALLOWED_BY_RESOURCE);
    // The user behind a federated session.
    let federated = get(&["arn:aws:sts::123456789012:federated-user/Ann", USER, ACCOUNT]);
    let set = PolicySet::new().session([&list]).resource(OWNER, &policy);
    assert_eq!(decide(set, &federated), missing(PolicyLayer::Session));
    let policy = names("arn:aws:sts::123456789012:federated-user/Ann");
    let set = PolicySet::new().session([]).resource(OWNER, &policy);
    assert_eq!(decide(set, &federated), ALLOWED_BY_RESOURCE);
    // The account: it has to give the permission to the user.
    for account in [ACCOUNT, OWNER] {
        let policy = names(account);
        assert_eq!(decide(PolicySet::new().resource(OWNER, &policy), &user()), missing(PolicyLayer::Identity));
        assert!(PolicySet::new().identity([&all]).resource(OWNER, &policy).evaluate(&user()).is_allowed());
    }
}

#[test]
fn a_resource_based_policy_for_everyone_is_limited_like_one_for_the_role() {
    let list = lists_only();
    for everyone in [Principal::everyone(), Principal::new("AWS", ["*"])] {
        let policy = Policy::new().statement(allow(everyone.clone()));
        let set = PolicySet::new().resource(OWNER, &policy);
        assert_eq!(decide(set.clone(), &session()), ALLOWED_BY_RESOURCE);
        assert_eq!(decide(set.clone(), &get(&[])), ALLOWED_BY_RESOURCE);
        assert_eq!(decide(set.session([&list]), &session()), missing(PolicyLayer::Session));
        let narrowed = allow(everyone.clone()).condition(Condition::key("aws:PrincipalArn").is_arn(ROLE));
        let policy = Policy::new().statement(narrowed);
        let set = PolicySet::new().session([&list]).resource(OWNER, &policy);
        assert_eq!(decide(set, &session().key("aws:PrincipalArn", ROLE)), ALLOWED_BY_RESOURCE);
        // A pattern names no one, so it lifts no limit.
        for pattern in
            ["*", "arn:*", "arn:aws:iam::*:role/demo", "arn:aws:iam::123456789012:role/dem?", "${aws:PrincipalArn}"]
        {
            let narrowed = allow(everyone.clone()).condition(Condition::key("aws:PrincipalArn").like([ROLE, pattern]));
            let policy = Policy::new().statement(narrowed);
            let set = PolicySet::new().session([&list]).resource(OWNER, &policy);
            let request = session().key("aws:PrincipalArn", ROLE);
            assert_eq!(decide(set, &request), missing(PolicyLayer::Session), "{pattern}");
        }
    }
    // A session that is named beside everyone is named.
    let policy = Policy::new().statement(allow(Principal::new("AWS", ["*", SESSION])));
    assert_eq!(decide(PolicySet::new().session([&list]).resource(OWNER, &policy), &session()), ALLOWED_BY_RESOURCE);
}

#[test]
fn across_accounts_both_sides_have_to_allow_a_request() {
    let (all, list) = (everything(), lists_only());
    let other = "210987654321";
    for name in [SESSION, ROLE, ACCOUNT] {
        let policy = names(name);
        let set = PolicySet::new().resource(other, &policy);
        assert_eq!(decide(set.clone(), &session()), missing(PolicyLayer::Identity), "{name}");
        assert!(set.clone().identity([&all]).evaluate(&session()).is_allowed(), "{name}");
        let limited = set.identity([&all]).session([&list]);
        assert_eq!(decide(limited, &session()), missing(PolicyLayer::Session), "{name}");
    }
    let policy = names(USER);
    let set = PolicySet::new().identity([&all]).resource(other, &policy);
    assert_eq!(decide(set, &session()), missing(PolicyLayer::Resource));
    // Within one account, either side is enough.
    assert!(PolicySet::new().identity([&all]).resource(OWNER, &policy).evaluate(&session()).is_allowed());
    // Names of several accounts, or of none, are those of another account.
    let mixed = get(&[SESSION, "arn:aws:iam::210987654321:root"]);
    let policy = names(SESSION);
    assert_eq!(decide(PolicySet::new().resource(OWNER, &policy), &mixed), missing(PolicyLayer::Identity));
}

#[test]
fn a_trust_policy_always_has_to_allow_a_request() {
    let all = everything();
    let assume = AccessRequest::new("sts:AssumeRole", ROLE).principal("AWS", USER).principal("AWS", ACCOUNT);
    let trusts = |name: &str| {
        Policy::new().statement(Statement::allow().principal(Principal::new("AWS", [name])).actions(["sts:AssumeRole"]))
    };
    let other = trusts("arn:aws:iam::123456789012:user/Bob");
    assert_eq!(decide(PolicySet::new().identity([&all]).trust(OWNER, &other), &assume), missing(PolicyLayer::Trust));
    let by_name = trusts(USER);
    assert!(PolicySet::new().trust(OWNER, &by_name).evaluate(&assume).is_allowed());
    let by_account = trusts(OWNER);
    assert_eq!(decide(PolicySet::new().trust(OWNER, &by_account), &assume), missing(PolicyLayer::Identity));
    assert!(PolicySet::new().identity([&all]).trust(OWNER, &by_account).evaluate(&assume).is_allowed());
    let federated =
        AccessRequest::new("sts:AssumeRoleWithWebIdentity", ROLE).principal("Federated", "accounts.google.com");
    let trust = Policy::new().statement(
        Statement::allow().principal(Principal::new("Federated", ["accounts.google.com"])).actions(["sts:Assume*"]),
    );
    assert!(PolicySet::new().trust(OWNER, &trust).evaluate(&federated).is_allowed());
    assert!(!PolicySet::new().trust(OWNER, &by_account).evaluate(&federated).is_allowed());
}

#[test]
fn scope_down_policies_limit_what_the_session_itself_is_allowed() {
    let (all, list) = (everything(), lists_only());
    let policy = names(SESSION);
    let set = PolicySet::new().resource(OWNER, &policy);
    assert!(set.clone().scope_down(&all).evaluate(&session()).is_allowed());
    assert_eq!(decide(set.scope_down(&all).scope_down(&list), &session()), missing(PolicyLayer::ScopeDown(2)));
}

#[test]
fn the_root_user_needs_no_policy_of_its_own() {
    let root = get(&[ACCOUNT]);
    let decision = PolicySet::new().root_user().evaluate(&root);
    assert!(decision.is_allowed());
    assert_eq!(decision.to_string(), "the root user may do everything that no policy denies");
    let list = lists_only();
    assert!(!PolicySet::new().root_user().session([&list]).evaluate(&root).is_allowed());
    assert!(!PolicySet::new().evaluate(&root).is_allowed());
    let policy = names(SESSION);
    assert!(PolicySet::new().root_user().resource(OWNER, &policy).evaluate(&root).is_allowed());
    assert_eq!(
        decide(PolicySet::new().root_user().resource("210987654321", &policy), &root),
        missing(PolicyLayer::Resource)
    );
}

#[test]
fn an_element_that_does_not_belong_to_a_layer_never_helps() {
    // An identity-based policy must not have a principal, and a resource-based policy must.
    let with_principal = Policy::new().statement(allow(Principal::everyone()));
    assert!(!PolicySet::new().identity([&with_principal]).evaluate(&user()).is_allowed());
    let all = everything();
    assert!(!PolicySet::new().resource(OWNER, &all).evaluate(&user()).is_allowed());
    let stranger = Principal::new("AWS", ["210987654321"]);
    let deny = Policy::new().statement(Statement::deny().principal(stranger).actions(["*"]).resources(["*"]));
    assert!(PolicySet::new().identity([&all, &deny]).evaluate(&user()).is_denied());
    let deny = Policy::new().deny(["*"], ["*"]);
    assert!(PolicySet::new().identity([&all]).resource(OWNER, &deny).evaluate(&user()).is_denied());
}

#[test]
fn a_caller_with_a_boundary_is_never_exempt_from_a_deny() {
    let all = everything();
    let exempt = Principal::new("AWS", [USER, ACCOUNT]);
    let deny = Policy::new().statement(Statement::deny().not_principal(exempt).actions(["*"]).resources(["*"]));
    let set = PolicySet::new().identity([&all]).resource(OWNER, &deny);
    assert!(set.evaluate(&user()).is_allowed());
    assert!(set.boundary(&all).evaluate(&user()).is_denied());
}

#[test]
fn the_explanation_names_the_layer_the_policy_and_the_statement() {
    let all = everything();
    let deny =
        Policy::new().statement(Statement::deny().sid("NoPlans").actions(["s3:*"]).resources(["arn:aws:s3:::plans/*"]));
    let text = |set: PolicySet<'_>| set.evaluate(&session()).to_string();
    assert_eq!(
        text(PolicySet::new().identity([&all, &deny])),
        "identity-based policies: policy 2: Statement[0] (\"NoPlans\") denies the request"
    );
    let list = lists_only();
    assert_eq!(
        text(PolicySet::new().identity([&all]).session([&list])),
        "session policies: no statement allows the request\n  Statement[0].Action: does not match \"s3:GetObject\""
    );
    let policy = names(SESSION);
    assert_eq!(
        text(PolicySet::new().resource(OWNER, &policy)),
        "resource-based policy: Statement[0] allows the request; it names the caller, so no other policy has to allow that"
    );
    assert_eq!(text(PolicySet::new()), "identity-based policies: there are none");
}
