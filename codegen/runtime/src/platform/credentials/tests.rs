use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::testing::run;

type SdkCredentials = aws_credential_types::Credentials;

#[test]
fn credentials_are_their_own_provider() {
    let expires_at = Timestamp::from_secs(1_800_000_000);
    let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "hush", "token", Some(expires_at));
    let provided = run(credentials.provide_credentials()).unwrap();
    assert_eq!(provided.access_key_id(), "ASIAIOSFODNN7EXAMPLE");
    assert_eq!(provided.secret_access_key(), "hush");
    assert_eq!(provided.session_token(), Some("token"));
    assert_eq!(provided.expiry(), Some(expires_at.into()));
    assert_eq!(Credentials::from(provided), credentials);
}

#[test]
fn long_term_credentials_have_neither_token_nor_expiry() {
    let provided = SdkCredentials::from(Credentials::new("AKIAIOSFODNN7EXAMPLE", "hush"));
    assert_eq!((provided.session_token(), provided.expiry()), (None, None));
}

#[test]
fn debug_output_shows_the_access_key_id_but_no_secret() {
    let shown = format!("{:?}", Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "hush-secret", "hush-token", None));
    assert!(shown.contains("ASIAIOSFODNN7EXAMPLE") && !shown.contains("hush"), "{shown}");
}

#[test]
fn credentials_that_differ_in_one_part_are_not_equal() {
    let time = |seconds| Some(Timestamp::from_secs(seconds));
    let one = Credentials::temporary("key", "secret", "token", time(1));
    assert_eq!(one, one.clone());
    assert_ne!(one, Credentials::temporary("other", "secret", "token", time(1)));
    assert_ne!(one, Credentials::temporary("key", "other!", "token", time(1)));
    assert_ne!(one, Credentials::temporary("key", "secret", "other", time(1)));
    assert_ne!(one, Credentials::temporary("key", "secret", "token", time(2)));
    assert_ne!(one, Credentials::temporary("key", "secret", "token", None));
    assert_ne!(Credentials::new("key", "secret"), Credentials::temporary("key", "secret", "", None));
}

proptest! {
    #[test]
    fn conversion_from_awss_type_and_back_loses_nothing(
        key: String,
        secret: String,
        token: Option<String>,
        expiry in proptest::option::of(0u64..10_000_000_000),
        account in proptest::option::of("[0-9]{12}"),
    ) {
        let mut builder = SdkCredentials::builder().access_key_id(key).secret_access_key(secret).provider_name("theirs");
        builder.set_session_token(token);
        builder.set_expiry(expiry.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)));
        builder.set_account_id(account.map(Into::into));
        let credentials = builder.build();
        prop_assert_eq!(&SdkCredentials::from(Credentials::from(credentials.clone())), &credentials);
    }
}
