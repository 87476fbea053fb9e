//! Servers in all partitions of AWS.

use std::path::Path;

use awsquery::endpoint::partition::PARTITIONS;
use sts::Policy;
use sts::api::{AssumeRoleWithWebIdentityRequest, AssumeRootRequest, PolicyDescriptorType};
use sts_local::{Account, LocalSts, MfaDevice, Role, TestIssuer, User};

const SEED: &str = "12345678901234567890";

/// Starts the default account in each partition, and passes it with the name of the partition.
async fn in_each_partition(check: impl AsyncFn(&str, LocalSts)) {
    assert_eq!(PARTITIONS.len(), 8);
    for partition in PARTITIONS {
        let local = LocalSts::default_account().region(partition.implicit_global_region).start().await.unwrap();
        check(partition.name, local).await;
    }
}

#[tokio::test]
async fn callers_and_roles_have_arns_of_the_partition() {
    in_each_partition(async |partition, local| {
        let arn = |local: sts::Sts| async move {
            local.client().get_caller_identity(&Default::default()).await.unwrap().arn.unwrap()
        };
        assert_eq!(arn(local.sts()).await, format!("arn:{partition}:iam::123456789012:user/Alice"));
        let role = format!("arn:{partition}:iam::123456789012:role/demo");
        let session = local.sts().assume_role(&role, "x1").await.unwrap();
        let expected = format!("arn:{partition}:sts::123456789012:assumed-role/demo/x1");
        assert_eq!(session.arn(), Some(&*expected));
        assert_eq!(arn(local.sts_as(session.credentials())).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_role_of_another_partition_is_refused() {
    in_each_partition(async |partition, local| {
        for other in PARTITIONS.iter().filter(|other| other.name != partition) {
            let role = format!("arn:{}:iam::123456789012:role/demo", other.name);
            assert!(local.sts().assume_role(&role, "x1").await.unwrap_err().is_access_denied(), "{role}");
        }
    })
    .await;
}

#[tokio::test]
async fn web_identities_and_managed_policies_have_arns_of_the_partition() {
    in_each_partition(async |partition, local| {
        let role = format!("arn:{partition}:iam::123456789012:role/demo");
        let token = local.issuer().token("app").sign();
        let mut request = AssumeRoleWithWebIdentityRequest::builder(role, "x1", token).build().unwrap();
        let mut assume = async |policy: String| {
            request.policy_arns = Some(vec![PolicyDescriptorType::builder().arn(policy).build().unwrap()]);
            local.sts().client().assume_role_with_web_identity(&request).await
        };
        let response = assume(format!("arn:{partition}:iam::aws:policy/ReadOnlyAccess")).await.unwrap();
        let provider = format!("arn:{partition}:iam::123456789012:oidc-provider/issuer.example.com");
        assert_eq!(response.provider, Some(provider));
        let other = if partition == "aws" { "aws-cn" } else { "aws" };
        assert!(assume(format!("arn:{other}:iam::aws:policy/ReadOnlyAccess")).await.is_err(), "{partition}");
    })
    .await;
}

#[tokio::test]
async fn the_root_user_of_a_member_has_an_arn_of_the_partition() {
    in_each_partition(async |partition, local| {
        let task = format!("arn:{partition}:iam::aws:policy/root-task/S3UnlockBucketPolicy");
        let task = PolicyDescriptorType::builder().arn(task).build().unwrap();
        let call = async |target: String| {
            let request = AssumeRootRequest::builder(target, task.clone()).build().unwrap();
            local.sts().client().assume_root(&request).await.is_ok()
        };
        assert!(call("111122223333".to_owned()).await, "{partition}");
        assert!(call(format!("arn:{partition}:iam::111122223333:root")).await, "{partition}");
        let other = if partition == "aws" { "aws-cn" } else { "aws" };
        assert!(!call(format!("arn:{other}:iam::111122223333:root")).await, "{partition}");
    })
    .await;
}

#[tokio::test]
async fn devices_and_the_test_issuer_work_in_another_partition() {
    let phone = MfaDevice::new("phone", SEED);
    let ann = User::new("Ann")
        .access_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
        .policy(Policy::new().allow(["sts:*"], ["*"]))
        .mfa_device(phone.clone());
    let role = Role::new("deploy").trust(TestIssuer::trust_statement_in("aws-us-gov", "111122223333"));
    let account = Account::new("111122223333").user(ann).role(role);
    let local = LocalSts::builder().first_account(account).region("us-gov-west-1").start().await.unwrap();
    let code = phone.code(sts::platform::Clock::wall(&local.clock()));
    let serial = "arn:aws-us-gov:iam::111122223333:mfa/phone";
    local.sts().new_session().mfa(serial, code).await.unwrap();
    let role = "arn:aws-us-gov:iam::111122223333:role/deploy";
    let token = local.issuer().token("app").sign();
    let request = AssumeRoleWithWebIdentityRequest::builder(role, "x1", token).build().unwrap();
    local.sts().client().assume_role_with_web_identity(&request).await.unwrap();
}

/// Returns the lines of the library's code, without comments and tests.
fn lines_of_code(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines_of_code(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.extend(lines.map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
}

#[test]
fn no_arn_in_the_code_has_a_fixed_partition() {
    let mut lines = Vec::new();
    lines_of_code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut lines);
    assert!(lines.len() > 3_000, "{}", lines.len());
    let fixed: Vec<&String> = lines.iter().filter(|line| line.contains("arn:aws")).collect();
    assert!(fixed.is_empty(), "{fixed:#?}");
}
