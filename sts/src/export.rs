//! Credentials in the forms that other programs read: the JSON of a `credential_process`, and variables of a shell.
//!
//! Both forms contain the secret access key and the session token. Print them only to the program that asked for them, never
//! to a log or a terminal.
//!
//! ```
//! use sts::{Credentials, export};
//!
//! let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "it's; rm -rf $HOME");
//! assert_eq!(
//!     export::shell_variables(&credentials).expose(),
//!     "export AWS_ACCESS_KEY_ID='AKIAIOSFODNN7EXAMPLE'\n\
//!      export AWS_SECRET_ACCESS_KEY='it'\\''s; rm -rf $HOME'\n\
//!      unset AWS_SESSION_TOKEN\n\
//!      unset AWS_CREDENTIAL_EXPIRATION\n"
//! );
//! let expected = r#"{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"it's; rm -rf $HOME"}"#;
//! assert_eq!(export::credential_process(&credentials).expose(), expected);
//! ```

use awsquery::{Credentials, Secret};

use crate::json::write_quoted;

/// Returns the JSON that AWS's SDKs and its CLI read from a program that a profile names as its `credential_process`.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>. Long-term credentials have
/// neither `SessionToken` nor `Expiration`; without an `Expiration`, the reader never replaces the credentials.
#[inline]
pub fn credential_process(credentials: &Credentials) -> Secret {
    let expiration = credentials.expires_at().map(|end| end.to_string());
    let members = [
        ("AccessKeyId", Some(credentials.access_key_id())),
        ("SecretAccessKey", Some(credentials.secret_access_key())),
        ("SessionToken", credentials.session_token()),
        ("Expiration", expiration.as_deref()),
    ];
    // At most six bytes for an escaped byte, and six for quotation marks, colon and comma.
    let mut text = buffer(&members, 6, 6);
    text.push_str(r#"{"Version":1"#);
    for (name, value) in members {
        let Some(value) = value else { continue };
        text.push(',');
        write_quoted(&mut text, name);
        text.push(':');
        write_quoted(&mut text, value);
    }
    text.push('}');
    Secret::from(text)
}

/// Returns lines that set the credentials as variables of a POSIX shell: `eval "$(program)"` runs them.
///
/// Every value is quoted, so that a shell takes it as it is, whatever a server put into it. Without a session token or an
/// expiration, its variable is unset: one that is left over from other credentials would be used with the wrong key.
#[inline]
pub fn shell_variables(credentials: &Credentials) -> Secret {
    let expiration = credentials.expires_at().map(|end| end.to_string());
    let variables = [
        ("AWS_ACCESS_KEY_ID", Some(credentials.access_key_id())),
        ("AWS_SECRET_ACCESS_KEY", Some(credentials.secret_access_key())),
        ("AWS_SESSION_TOKEN", credentials.session_token()),
        ("AWS_CREDENTIAL_EXPIRATION", expiration.as_deref()),
    ];
    // At most four bytes for a quoted byte, and eleven for `export`, the equals sign, quotation marks and the line end.
    let mut text = buffer(&variables, 4, 11);
    for (name, value) in variables {
        let Some(value) = value else {
            text.extend(["unset ", name, "\n"]);
            continue;
        };
        text.extend(["export ", name, "='"]);
        for (index, part) in value.split('\'').enumerate() {
            text.extend([if index == 0 { "" } else { r"'\''" }, part]);
        }
        text.push_str("'\n");
    }
    Secret::from(text)
}

/// Returns a buffer that is large enough from the start: a `String` that grows leaves a copy behind, which would not be
/// zeroed.
#[inline]
fn buffer(pairs: &[(&str, Option<&str>)], per_byte: usize, per_pair: usize) -> String {
    let sizes = pairs.iter().map(|(name, value)| name.len() + per_byte * value.map_or(0, str::len) + per_pair);
    String::with_capacity(sizes.sum::<usize>() + 16)
}

#[cfg(test)]
mod tests {
    use awsquery::Timestamp;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn temporary_credentials_have_a_token_and_an_expiration() {
        let end = Timestamp::from_secs(1_800_000_000);
        let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "hush", "a\"b'c", Some(end));
        let json: serde_json::Value = serde_json::from_str(credential_process(&credentials).expose()).unwrap();
        let expected = serde_json::json!({
            "Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "hush", "SessionToken": "a\"b'c",
            "Expiration": "2027-01-15T08:00:00Z"
        });
        assert_eq!(json, expected);
        let lines = shell_variables(&credentials);
        let end = "export AWS_SESSION_TOKEN='a\"b'\\''c'\nexport AWS_CREDENTIAL_EXPIRATION='2027-01-15T08:00:00Z'\n";
        assert!(lines.expose().ends_with(end), "{}", lines.expose());
    }

    #[test]
    fn debug_output_shows_nothing() {
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "SENTINEL");
        let shown = format!("{:?} {:?}", credential_process(&credentials), shell_variables(&credentials));
        assert!(!shown.contains("SENTINEL"), "{shown}");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_every_value_as_it_is() {
        let odd = "$HOME `id` $(id) \\ ' '' \" ; & | < > * ? ~ # \t end";
        let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", odd, odd, None);
        let script = format!(
            "{}printf '%s\\n%s' \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_SESSION_TOKEN\"",
            shell_variables(&credentials).expose()
        );
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{odd}\n{odd}"));
    }

    proptest! {
        #[test]
        fn no_buffer_grows(key: String, secret: String, token: Option<String>) {
            let credentials = match token {
                Some(token) => Credentials::temporary(key, secret, token, None),
                None => Credentials::new(key, secret),
            };
            let json: serde_json::Value = serde_json::from_str(credential_process(&credentials).expose()).unwrap();
            prop_assert_eq!(json["SecretAccessKey"].as_str(), Some(credentials.secret_access_key()));
            let pairs = [("", Some(credentials.secret_access_key()))];
            let mut text = buffer(&pairs, 6, 6);
            let capacity = text.capacity();
            write_quoted(&mut text, credentials.secret_access_key());
            prop_assert_eq!(text.capacity(), capacity);
        }
    }
}
