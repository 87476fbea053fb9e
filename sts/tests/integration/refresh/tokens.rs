//! Identity tokens that are signed with refreshing credentials.

use std::time::Duration;

use sts::Timestamp;

use super::{role, use_once};
use testkit::world::{START, ServiceState, World};

#[test]
fn sg06_a_session_about_to_expire_is_refreshed_before_a_token_is_created() {
    let world = World::new();
    let credentials = role(&world, 3600);
    let old = use_once(&world, &credentials);
    world.pass(3570);
    let token = world.run(credentials.sts().eks_token("prod")).unwrap();
    assert!(use_once(&world, &credentials) != old);
    assert_eq!(token.expires_at(), Timestamp::from_secs(START + 3570 + 14 * 60));
}

#[test]
fn sg06_a_token_does_not_claim_to_outlive_its_credentials() {
    let world = World::new();
    let credentials = role(&world, 3600);
    use_once(&world, &credentials);
    world.service(ServiceState::Down);
    world.pass(3570);
    let sts = credentials.sts();
    let token = world.run(sts.eks_token("prod")).unwrap();
    assert_eq!(token.expires_at(), Timestamp::from_secs(START + 3600));
    let url = world.run(sts.presigned_caller_identity(Duration::from_secs(900))).unwrap();
    assert_eq!(url.expires_at(), Timestamp::from_secs(START + 3600));
}
