use super::*;
use crate::platform::credentials::Credentials;
use crate::testing::run;

const KEY: (&str, &str) = (KEY_ID, "AKIAIOSFODNN7EXAMPLE");
const HUSH: (&str, &str) = (SECRET, "hush");

fn provider(variables: &[(&str, &str)]) -> EnvironmentCredentials {
    EnvironmentCredentials::new(Environment::from_pairs(variables.iter().copied()))
}

fn problem(variables: &[(&str, &str)]) -> String {
    provider(variables).check().unwrap_err().to_string()
}

#[test]
fn the_environment_can_hold_long_term_and_temporary_credentials() {
    let read = |variables: &[(&str, &str)]| run(provider(variables).provide_credentials()).unwrap();
    let long_term = Credentials::from(read(&[KEY, HUSH]));
    assert_eq!(long_term, Credentials::new("AKIAIOSFODNN7EXAMPLE", "hush"));
    assert_eq!(read(&[KEY, HUSH, (TOKEN, "token")]).session_token(), Some("token"));
    assert_eq!(read(&[KEY, HUSH, (TOKEN, "")]).session_token(), None);
    assert!(provider(&[KEY, HUSH]).check().is_ok());
}

#[test]
fn each_incomplete_combination_names_what_is_missing_and_what_is_set() {
    let token = (TOKEN, "token");
    for (variables, start) in [
        (&[][..], "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; set both keys, or"),
        (&[KEY], "AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is; set both keys, or"),
        (&[HUSH], "AWS_ACCESS_KEY_ID is not set, but AWS_SECRET_ACCESS_KEY is; set both keys, or"),
        (&[KEY, (SECRET, "")], "AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is; set"),
        (&[token], "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, but AWS_SESSION_TOKEN is; set"),
        (&[KEY, token], "AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN are; set"),
    ] {
        let text = problem(variables);
        assert!(text.starts_with(start), "{text}");
        assert!(!text.contains("not read here") && !text.contains("hush"), "{text}");
    }
}

#[test]
fn what_other_tools_would_read_is_named_only_if_it_is_set() {
    let text = |name: &str| problem(&[(name, "value-7")]);
    for other in OTHERS {
        for name in other.variables.names {
            let text = text(name);
            assert!(
                text.contains(&format!("; {name} is set, but not read here: {}", other.variables.advice)),
                "{text}"
            );
            assert!(!text.contains("value-7"), "{text}");
        }
    }
    let names = OTHERS.iter().flat_map(|other| other.variables.names);
    let nothing = problem(&[]);
    assert!(names.into_iter().all(|name| !nothing.contains(&format!("{name} is"))), "{nothing}");
    let both = problem(&[("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn")]);
    assert!(both.contains("AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is set, but not read here"), "{both}");
}

#[test]
fn a_layer_can_explain_variables_better() {
    static OURS: [UnreadVariables; 1] = [UnreadVariables { names: &["AWS_ROLE_ARN"], advice: "call `assume`" }];
    let environment = Environment::from_pairs([("AWS_ROLE_ARN", "arn"), ("AWS_PROFILE", "prod")]);
    let text = EnvironmentCredentials::new(environment).with_unread(&OURS).check().unwrap_err().to_string();
    assert!(text.contains("; AWS_ROLE_ARN is set, but not read here: call `assume`; AWS_PROFILE is set"), "{text}");
    assert_eq!(text.matches("AWS_ROLE_ARN").count(), 1, "{text}");
}

#[test]
fn files_of_profiles_are_named_if_they_exist_and_would_be_read() {
    let home = std::env::temp_dir().join(format!("awsquery-home-{}", std::process::id()));
    std::fs::create_dir_all(home.join(".aws")).unwrap();
    std::fs::write(home.join(".aws/credentials"), "[default]").unwrap();
    let home_text = home.to_string_lossy().into_owned();
    let found = problem(&[("HOME", &home_text)]);
    let with_profile = problem(&[("USERPROFILE", &home_text), ("AWS_PROFILE", "prod")]);
    let elsewhere = problem(&[("HOME", &home_text), ("AWS_SHARED_CREDENTIALS_FILE", "/other")]);
    std::fs::remove_dir_all(&home).unwrap();
    assert!(found.contains("; ~/.aws/credentials exists, but not read here"), "{found}");
    assert!(with_profile.contains("AWS_PROFILE is set and ~/.aws/credentials exists, but not read"), "{with_profile}");
    assert!(!elsewhere.contains('~') && elsewhere.contains("AWS_SHARED_CREDENTIALS_FILE is set"), "{elsewhere}");
    assert!(!problem(&[("HOME", &home_text)]).contains("~/"));
}

#[test]
fn white_space_in_a_variable_is_refused_by_its_name() {
    for (name, value, found) in [
        (KEY_ID, "AKIAIOSFODNN7EXAMPLE\n", "AWS_ACCESS_KEY_ID ends with a line end; remove it"),
        (KEY_ID, " AKIAIOSFODNN7EXAMPLE", "AWS_ACCESS_KEY_ID starts with a space; remove it"),
        (SECRET, "hush\t", "AWS_SECRET_ACCESS_KEY ends with a tab; remove it"),
        (TOKEN, "to ken", "AWS_SESSION_TOKEN contains a space (character 3); remove it"),
    ] {
        assert_eq!(problem(&[KEY, HUSH, (name, value)]), found, "{value:?}");
    }
}

/// 2026-11-28T12:00:00Z
const NOW: i64 = 1_795_867_200;

fn temporary(expiration: &str, token: &str) -> Result<Option<Timestamp>, String> {
    let provider = provider(&[KEY, HUSH, (TOKEN, token), (EXPIRATION, expiration)]);
    let provider = provider.with_clock(Arc::new(Timestamp::from_secs(NOW)));
    provider.check().map_err(|error| error.to_string())?;
    Ok(Credentials::from(run(provider.provide_credentials()).unwrap()).expires_at())
}

#[test]
fn the_expiration_of_temporary_credentials_is_read() {
    let end = Timestamp::from_secs(NOW + 1);
    for text in [
        "2026-11-28T12:00:01Z",
        "2026-11-28T12:00:01+00:00",
        "2026-11-28T14:00:01+02:00",
        "2026-11-28 12:00:01",
        "1795867201",
        "2026-11-28T12:00:01Z\n",
    ] {
        assert_eq!(temporary(text, "token"), Ok(Some(end)), "{text}");
    }
    assert_eq!(temporary("", "token"), Ok(None));
    assert_eq!(temporary("2020-01-01T00:00:00Z", ""), Ok(None), "long-term keys do not expire");
}

#[test]
fn expired_credentials_are_refused_with_both_times() {
    let problem = temporary("2026-11-28T12:00:00Z", "token").unwrap_err();
    let start = "the credentials in the environment expired at 2026-11-28T12:00:00Z, by AWS_CREDENTIAL_EXPIRATION, and it is \
                 2026-11-28T12:00:00Z by the clock of this machine; get new ones";
    assert!(problem.starts_with(start), "{problem}");
}

#[test]
fn an_expiration_that_cannot_be_read_is_refused_by_its_name() {
    for text in ["soon", " ", "hush-token", "2026-13-01T00:00:00Z", "12:00:00", "2026-11-28T12:00:01 PST", "1h"] {
        for token in ["token", ""] {
            let problem = temporary(text, token).unwrap_err();
            assert!(problem.starts_with("AWS_CREDENTIAL_EXPIRATION is not a time; it looks like"), "{text}: {problem}");
            assert!(!problem.contains("hush"), "{problem}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_refused_by_its_name() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    for bad in [KEY_ID, SECRET, TOKEN, EXPIRATION] {
        let environment = Environment::from_fn(move |name| match name {
            name if name == bad => Some(OsString::from_vec(b"hush\xff".to_vec())),
            KEY_ID | SECRET | TOKEN => Some("value".into()),
            _ => None,
        });
        let problem = EnvironmentCredentials::new(environment).check().unwrap_err().to_string();
        assert!(problem.starts_with(&format!("{bad} is not Unicode")) && !problem.contains("hush"), "{problem}");
    }
}
