//! Turns names of a model into Rust names, with one rule for each kind of name.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords and reserved words of every edition of Rust.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "yield",
];

/// Keywords that are not valid as raw identifiers either.
const NEVER_RAW: [&str; 5] = ["self", "super", "crate", "Self", "_"];

/// Returns the name of a field: `SAMLAssertion` becomes `saml_assertion`, `ARNs` `arns`, and `Type` `r#type`.
pub fn member(name: &str) -> String {
    escape(plural_acronyms(name).to_snake_case())
}

/// Returns the name of a method: `GetSessionToken` becomes `get_session_token`.
pub fn function(name: &str) -> String {
    member(name)
}

/// Returns the name of a type. It keeps the spelling of the model, with a capital first letter: `Credentials`,
/// `IDPRejectedClaimException`.
pub fn type_name(name: &str) -> String {
    let mut characters = name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '_');
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    escape(first.into_iter().chain(characters).collect())
}

/// Returns the name of the variant of an enum's value: `Pending:Wait` becomes `PendingWait`, `in` becomes `In`.
pub fn variant(value: &str) -> String {
    let words: String = value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let camel = words.to_upper_camel_case();
    let starts_with_digit = camel.starts_with(|first: char| first.is_ascii_digit());
    escape(if starts_with_digit { format!("V{camel}") } else { camel })
}

/// Returns the name of the variant of an error code. It keeps the spelling of the code: `QuotaExceeded.DBSecurityGroup`
/// loses only the dot.
pub fn code(code: &str) -> String {
    type_name(code)
}

/// Returns the name of a constant: `userNameType` becomes `USER_NAME_TYPE`.
pub fn constant(name: &str) -> String {
    plural_acronyms(name).to_shouty_snake_case()
}

/// Lowers the plural acronyms in a name, so that each counts as one word. Otherwise `ARNs` would become `ar_ns`.
fn plural_acronyms(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or(' ');
    let ends_acronym = |index: usize| {
        index >= 2
            && at(index) == 's'
            && at(index - 1).is_ascii_uppercase()
            && at(index - 2).is_ascii_uppercase()
            && !at(index + 1).is_ascii_lowercase()
    };
    let mut plain: String = String::with_capacity(name.len());
    let mut index = 0;
    while index < characters.len() {
        // All letters of the acronym but the first are lowered: `ARNs` becomes `Arns`.
        let run = (index..characters.len()).take_while(|i| at(*i).is_ascii_uppercase()).count();
        if run >= 2 && ends_acronym(index + run) {
            plain.push(at(index));
            plain.extend((index + 1..index + run).map(|i| at(i).to_ascii_lowercase()));
            index += run;
        } else {
            plain.push(at(index));
            index += 1;
        }
    }
    plain
}

fn escape(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_snake_case_and_an_acronym_is_one_word() {
        for (wire, rust) in [
            ("RoleArn", "role_arn"),
            ("SAMLAssertion", "saml_assertion"),
            ("PolicyARNs", "policy_arns"),
            ("ARNs", "arns"),
            ("IDsOfThings", "ids_of_things"),
            ("DBInstanceId", "db_instance_id"),
            ("AWSAccountId", "aws_account_id"),
            ("MD5OfBody", "md5_of_body"),
            ("arn", "arn"),
            ("VPCs", "vpcs"),
            ("IsOK", "is_ok"),
            ("DNSServer", "dns_server"),
        ] {
            assert_eq!(member(wire), rust, "{wire}");
        }
    }

    #[test]
    fn keywords_become_raw_identifiers_or_get_an_underscore() {
        assert_eq!(member("Type"), "r#type");
        assert_eq!(member("Self"), "self_");
        assert_eq!(variant("SELF"), "Self_");
        assert_eq!(variant("async"), "Async");
    }

    #[test]
    fn values_that_are_not_identifiers_become_variants() {
        assert_eq!(variant("Pending:Wait"), "PendingWait");
        assert_eq!(variant("search.m1.small"), "SearchM1Small");
        assert_eq!(variant("Bytes/Second"), "BytesSecond");
        assert_eq!(variant("1"), "V1");
    }

    #[test]
    fn types_and_codes_keep_the_spelling_of_aws() {
        assert_eq!(type_name("endpoint"), "Endpoint");
        assert_eq!(type_name("IDPRejectedClaimException"), "IDPRejectedClaimException");
        assert_eq!(code("QuotaExceeded.DBSecurityGroup"), "QuotaExceededDBSecurityGroup");
        assert_eq!(constant("userNameType"), "USER_NAME_TYPE");
    }
}
