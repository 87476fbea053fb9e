//! The characters that access keys and session tokens may contain.
//!
//! White space around a key comes from files, secrets and copying. It is refused here, because a service would only say that
//! it does not know the key.

use aws_credential_types::Credentials;

use crate::rule::charset::INVISIBLE;

/// A part of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    AccessKeyId,
    SecretAccessKey,
    SessionToken,
}

impl Part {
    fn describe(self) -> &'static str {
        match self {
            Self::AccessKeyId => "the access key id from the credentials provider",
            Self::SecretAccessKey => "the secret access key from the credentials provider",
            Self::SessionToken => "the session token from the credentials provider",
        }
    }

    /// Returns what is wrong with a value, in a clause such as `ends with a line end; remove it`. Never quotes the value.
    ///
    /// Access key ids and session tokens are sent in headers, so they consist of visible ASCII characters. A secret is not
    /// sent, and services that imitate those of AWS may let users choose it, so only white space around it and characters
    /// that no one sees are refused. Quotation marks around a value come from a file that was parsed in the wrong format. In
    /// access key ids and session tokens, even a single one is refused.
    pub(crate) fn problem(self, value: &str) -> Option<String> {
        // An empty session token is sent: the service refuses it as one that does not belong to the key.
        if value.is_empty() && self != Self::SessionToken {
            return Some("is empty".to_owned());
        }
        if let Some(quotes) = enclosing(value) {
            return Some(format!("is in {quotes}; remove them"));
        }
        // Almost every value is like this. Without a branch for each byte, the check of a long token costs next to nothing.
        if value.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic() & !is_quote(byte)) {
            return None;
        }
        let stray = match self {
            Self::AccessKeyId | Self::SessionToken => {
                stray_character(value, &|c| !c.is_ascii_graphic() || u8::try_from(c).is_ok_and(is_quote))
            }
            Self::SecretAccessKey if value.trim() == value => stray_character(value, &|c| INVISIBLE.contains(c)),
            Self::SecretAccessKey => stray_character(value, &char::is_whitespace),
        };
        stray.map(|found| format!("{found}; remove it"))
    }
}

/// Returns `true` for the quotation marks of shells. The operators have no branches.
fn is_quote(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\'') | (byte == b'`')
}

/// Names the quotation marks around a value. A pair of them is not part of any key or token.
fn enclosing(value: &str) -> Option<&'static str> {
    /// The quotation marks of shells and of files, and those that word processors insert.
    const PAIRS: [(char, char, &str); 6] = [
        ('"', '"', "quotation marks (\")"),
        ('\'', '\'', "quotation marks (')"),
        ('`', '`', "quotation marks (`)"),
        ('\u{201c}', '\u{201d}', "typographic quotation marks"),
        ('\u{2018}', '\u{2019}', "typographic quotation marks"),
        ('<', '>', "angle brackets"),
    ];
    let is_in = |open: char, close: char| value.strip_prefix(open).is_some_and(|rest| rest.ends_with(close));
    PAIRS.iter().find(|(open, close, _)| is_in(*open, *close)).map(|(_, _, name)| *name)
}

/// Returns what is wrong with the first bad part of credentials that a provider returned.
pub(crate) fn problem_of(credentials: &Credentials) -> Option<String> {
    let parts = [
        (Part::AccessKeyId, Some(credentials.access_key_id())),
        (Part::SecretAccessKey, Some(credentials.secret_access_key())),
        (Part::SessionToken, credentials.session_token()),
    ];
    parts.into_iter().find_map(|(part, value)| {
        let problem = part.problem(value?)?;
        Some(format!("{} {problem}", part.describe()))
    })
}

/// Returns where a text has its first stray character, and which one, in a clause such as `ends with a line end`. Never
/// quotes the rest of the text, which may be a secret.
pub fn stray_character(text: &str, is_stray: &dyn Fn(char) -> bool) -> Option<String> {
    let (index, stray) = text.char_indices().find(|(_, character)| is_stray(*character))?;
    let described = describe_character(stray);
    let rest = text.get(index..).unwrap_or_default();
    Some(if rest.chars().all(is_stray) && index > 0 {
        format!("ends with {described}")
    } else if index == 0 {
        format!("starts with {described}")
    } else {
        let position = text.chars().take_while(|character| !is_stray(*character)).count() + 1;
        format!("contains {described} (character {position})")
    })
}

/// Names a character for an error message: white space by its name, and what cannot be seen by its code point.
fn describe_character(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line end".to_owned(),
        '"' => "a quotation mark (\")".to_owned(),
        '\'' => "a quotation mark (')".to_owned(),
        visible if visible.is_ascii_graphic() => format!("the character {visible:?}"),
        other => format!("the character U+{:04X}", u32::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_named_with_its_place() {
        for (value, problem) in [
            ("AKIAIOSFODNN7EXAMPLE", None),
            (" AKIA", Some("starts with a space; remove it")),
            ("AKIA\n", Some("ends with a line end; remove it")),
            ("AKIA\r\n", Some("ends with a line end; remove it")),
            ("AK\tIA", Some("contains a tab (character 3); remove it")),
            ("\u{feff}AKIA", Some("starts with the character U+FEFF; remove it")),
            ("AKIA\u{a0}", Some("ends with the character U+00A0; remove it")),
            ("  ", Some("starts with a space; remove it")),
        ] {
            assert_eq!(Part::AccessKeyId.problem(value).as_deref(), problem, "{value:?}");
            assert_eq!(Part::SessionToken.problem(value).as_deref(), problem, "{value:?}");
        }
    }

    #[test]
    fn a_secret_may_contain_a_space_but_not_around_it() {
        let problem = |secret| Part::SecretAccessKey.problem(secret);
        assert_eq!(problem("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), None);
        assert_eq!(problem("correct horse"), None);
        assert_eq!(problem("secr\u{e9}t"), None);
        assert_eq!(problem("secret\n").as_deref(), Some("ends with a line end; remove it"));
        assert_eq!(problem(" secret").as_deref(), Some("starts with a space; remove it"));
        assert_eq!(problem("sec\0ret").as_deref(), Some("contains the character U+0000 (character 4); remove it"));
    }

    #[test]
    fn a_secret_contains_no_character_that_no_one_sees() {
        for (invisible, code) in [
            ('\u{feff}', "U+FEFF"),
            ('\u{200b}', "U+200B"),
            ('\u{200d}', "U+200D"),
            ('\u{2060}', "U+2060"),
            ('\u{202e}', "U+202E"),
            ('\u{ad}', "U+00AD"),
            ('\u{a0}', "U+00A0"),
            ('\u{2028}', "U+2028"),
            ('\u{180e}', "U+180E"),
            ('\u{3164}', "U+3164"),
            ('\u{fe0f}', "U+FE0F"),
            ('\u{e0020}', "U+E0020"),
            ('\u{7f}', "U+007F"),
        ] {
            for text in [format!("hu{invisible}sh"), format!("{invisible}hush"), format!("hush{invisible}")] {
                let problem = Part::SecretAccessKey.problem(&text).unwrap();
                assert!(problem.contains(&format!("the character {code}")) && !problem.contains("sh;"), "{problem}");
            }
        }
    }

    #[test]
    fn quotation_marks_around_a_value_are_refused() {
        for part in [Part::AccessKeyId, Part::SecretAccessKey, Part::SessionToken] {
            for (value, found) in [
                ("\"hush\"", "is in quotation marks (\"); remove them"),
                ("'hush'", "is in quotation marks ('); remove them"),
                ("`hush`", "is in quotation marks (`); remove them"),
                ("\u{201c}hush\u{201d}", "is in typographic quotation marks; remove them"),
                ("\u{2018}hush\u{2019}", "is in typographic quotation marks; remove them"),
                ("<hush>", "is in angle brackets; remove them"),
                ("\"\"", "is in quotation marks (\"); remove them"),
            ] {
                assert_eq!(part.problem(value).as_deref(), Some(found), "{value}");
            }
        }
        // A secret may be any text that a user of another service chose.
        for secret in ["\"", "hu\"sh", "it's", "hush\"", "'hush", "<hush", "a<b>c"] {
            assert_eq!(Part::SecretAccessKey.problem(secret), None, "{secret}");
        }
    }

    #[test]
    fn a_single_quotation_mark_is_refused_where_a_secret_cannot_have_it() {
        for part in [Part::AccessKeyId, Part::SessionToken] {
            assert_eq!(part.problem("\"hush").as_deref(), Some("starts with a quotation mark (\"); remove it"));
            assert_eq!(part.problem("hush'").as_deref(), Some("ends with a quotation mark ('); remove it"));
            assert_eq!(part.problem("hu`sh").as_deref(), Some("contains the character '`' (character 3); remove it"));
        }
        for key in ["minio-user", "test:tester", "user@example.com", "AKIA_1"] {
            assert_eq!(Part::AccessKeyId.problem(key), None, "{key}");
        }
    }

    #[test]
    fn the_first_bad_part_is_named_and_no_part_is_quoted() {
        let with = |key: &str, secret: &str, token: Option<&str>| {
            problem_of(&Credentials::new(key, secret, token.map(str::to_owned), None, "test"))
        };
        assert_eq!(with("key", "secret", Some("token")), None);
        assert_eq!(
            with("key", "hush\n", None).unwrap(),
            "the secret access key from the credentials provider ends with a line end; remove it"
        );
        assert_eq!(with("", "secret", None).unwrap(), "the access key id from the credentials provider is empty");
        assert_eq!(with("key", "", None).unwrap(), "the secret access key from the credentials provider is empty");
        assert_eq!(with("key", "secret", Some("")), None);
        let problem = with("key", "secret", Some("hush hush")).unwrap();
        assert_eq!(
            problem,
            "the session token from the credentials provider contains a space (character 5); remove it"
        );
    }
}
