//! The ARN of a role: its form, and what is found instead of one.

use awsquery::rule::violation::{Constraint, Found, Path, Unit, Violation};

use crate::arn::{Arn, is_account, is_of_name};

/// The limits of IAM. See <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>.
const MAX_NAME: usize = 64;
const MAX_PATH: usize = 512;

/// The schemes in which other vendors write roles: `urn:ecs:iam::ns1:role/demo`, `acs:ram::1234567890:role/demo`,
/// `qcs::cam::uin/100000000001:roleName/demo`.
const OTHER_SCHEMES: [&str; 3] = ["acs:", "qcs:", "urn:"];

/// The kinds of resources that stand where a role should. The kind is followed by a slash or the end.
const KINDS: [(&str, &str); 12] = [
    ("user", "is the ARN of a user"),
    ("group", "is the ARN of a group"),
    ("policy", "is the ARN of a policy"),
    ("instance-profile", "is the ARN of an instance profile"),
    ("mfa", "is the ARN of an MFA device"),
    ("saml-provider", "is the ARN of an identity provider"),
    ("oidc-provider", "is the ARN of an identity provider"),
    ("server-certificate", "is the ARN of a certificate"),
    ("root", "is the ARN of an account"),
    ("assumed-role", "is the ARN of a session"),
    ("federated-user", "is the ARN of a session"),
    ("self", "is the ARN of a session"),
];

/// Requires the ARN of a role. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>.
///
/// - For AWS, `arn:aws:iam::123456789012:role/path/name`: any partition that is `aws` or begins with `aws-`, twelve digits,
///   and a path and a name within IAM's limits.
/// - Other vendors have other forms. Accepted are those that cannot be a mistyped ARN of AWS: the account of
///   `arn:aws:iam:::role/demo` may be empty, or the name of a tenant; the partition may be a
///   vendor's, as in `arn:minio:iam:::role/demo`, but then without twelve digits; and the scheme may be one of
///   [`OTHER_SCHEMES`].
pub(super) fn check(arn: &str) -> Option<Violation> {
    const ROLE: &str = "be the ARN of a role, such as arn:aws:iam::123456789012:role/demo";
    const CLEAN: &str = "be the ARN of a role without white space, line ends and quotes, such as \
                         arn:aws:iam::123456789012:role/demo";
    let found = problem(arn)?;
    let is_stray = matches!(found, Found::Character(c, _) if !c.is_ascii_graphic() || is_quote(c));
    let allowed = if is_stray { CLEAN } else { ROLE };
    Some(Violation::documented(Path::member("RoleArn"), Constraint::Format, found, allowed))
}

/// Returns what is found instead of the ARN of a role.
fn problem(text: &str) -> Option<Found> {
    if text.is_empty() {
        return Some(Found::Length(0, Unit::Characters));
    }
    if let Some(found) = stray(text) {
        return Some(found);
    }
    if let Some(clause) = not_an_arn(text) {
        return Some(Found::Described(clause));
    }
    if OTHER_SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
        return other_scheme(text).map(Found::Described);
    }
    let Some(arn) = Arn::parse(text) else {
        return Some(Found::Described("has too few colons"));
    };
    match scope(&arn) {
        Some(clause) => Some(Found::Described(clause)),
        None => resource(text, arn.resource),
    }
}

/// Finds a character that no identifier contains, but a file or a document around it does. A path may contain every
/// visible ASCII character, so quotes are looked for at the ends only.
fn stray(text: &str) -> Option<Found> {
    let is_end = |index: usize| index == 0 || index + 1 == text.len();
    let mut characters = text.char_indices();
    let (index, c) = characters.find(|(index, c)| !c.is_ascii_graphic() || (is_end(*index) && is_quote(*c)))?;
    let position = text.get(..index).unwrap_or_default().chars().count() + 1;
    Some(Found::Character(c, position))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Describes a text that is something else than an ARN.
fn not_an_arn(text: &str) -> Option<&'static str> {
    let starts = |start: &str| text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    if text.starts_with(['<', '{', '[', '(', '$', '%', '*', '@']) {
        Some("is a placeholder or the name of a variable")
    } else if starts("https:") || starts("http:") {
        Some("is a URL, such as that of a page of the console")
    } else if text.starts_with("arn:") || OTHER_SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
        None
    } else if starts("arn:") {
        Some("does not begin with `arn:` in lower case")
    } else if text.contains("arn:") {
        Some("has text before `arn:`")
    } else if text.contains(":role/") {
        Some("does not begin with `arn:`")
    } else if is_account(text) {
        Some("is the number of an account")
    } else {
        Some("is not an ARN")
    }
}

/// Describes what is wrong with the role of another vendor. An ARN of AWS in which `arn` is mistyped still names AWS.
fn other_scheme(text: &str) -> Option<&'static str> {
    let names_aws = text.split(':').any(|part| part == "aws" || part.starts_with("aws-"));
    let names_role = text.rsplit_once('/').is_some_and(|(before, name)| {
        !name.is_empty() && before.rsplit(':').next().is_some_and(|kind| kind.starts_with("role"))
    });
    match (names_aws, names_role) {
        (true, _) => Some("does not begin with `arn:`"),
        (false, false) => Some("does not name a role"),
        (false, true) => None,
    }
}

/// Describes what is wrong with an ARN before its resource.
fn scope(arn: &Arn<'_>) -> Option<&'static str> {
    let is_aws = arn.partition == "aws" || arn.partition.strip_prefix("aws-").is_some_and(is_label);
    let is_vendor = is_label(arn.partition) && !arn.has_account();
    if !is_aws && !is_vendor {
        Some("has an unknown partition")
    } else if arn.service == "sts" {
        kind(arn.resource).or(Some("is an ARN of STS, not of IAM"))
    } else if arn.service != "iam" {
        Some("is not an ARN of IAM")
    } else if is_account(arn.region) && arn.account.starts_with("role/") {
        Some("has a colon too few before the account")
    } else if !arn.region.is_empty() {
        Some("has a region, which roles do not have")
    } else if arn.account.is_empty() && arn.resource.contains(":role/") {
        Some("has a colon too many before the account")
    } else if !is_account_or_tenant(arn.account) {
        Some("has an account that is not a number of twelve digits")
    } else {
        None
    }
}

/// Returns `true` for twelve digits, and for what other vendors have instead: nothing, or the name or number of a tenant. A
/// name of mostly digits is a mistyped account, and one with `account` is a placeholder of AWS's documentation. A number of
/// twenty digits is neither.
fn is_account_or_tenant(text: &str) -> bool {
    let is_short = text.len() <= 16;
    let is_mistyped = is_short && text.bytes().filter(u8::is_ascii_digit).count() >= 10;
    let is_number = is_short && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_placeholder = text.to_ascii_lowercase().contains("account");
    let is_tenant = text.bytes().all(is_of_tenant) && !is_number && !is_mistyped && !is_placeholder;
    text.is_empty() || is_account(text) || is_tenant
}

fn is_of_tenant(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Returns `true` for a part of the name of a partition: `us-gov`, `iso-b`, `eusc`, `minio`.
fn is_label(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(is_allowed)
}

/// Describes the kind of a resource that is not a role.
fn kind(resource: &str) -> Option<&'static str> {
    let is_kind = |kind: &str| resource.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    KINDS.iter().find(|(name, _)| is_kind(name)).map(|(_, clause)| *clause)
}

/// Finds what is wrong with the resource at the end of an ARN.
fn resource(arn: &str, resource: &str) -> Option<Found> {
    let Some(path_and_name) = resource.strip_prefix("role").filter(|rest| rest.starts_with('/')) else {
        let clause = if resource.starts_with("role:") {
            "has a colon instead of a slash after `role`"
        } else if resource.trim_start_matches(':').starts_with("role/") {
            "has a colon too many before `role`"
        } else {
            kind(resource).unwrap_or("does not name a role")
        };
        return Some(Found::Described(clause));
    };
    let slash = path_and_name.rfind('/').unwrap_or_default();
    let (path, name) = path_and_name.split_at_checked(slash + 1).unwrap_or_default();
    let before = arn.len() - name.len();
    if name.is_empty() {
        Some(Found::Described("ends without the name of the role"))
    } else if let Some((index, c)) = name.char_indices().find(|(_, c)| !is_of_name(*c)) {
        Some(Found::Character(c, before + index + 1))
    } else if name.len() > MAX_NAME {
        Some(Found::Described("has a name of more than 64 characters"))
    } else if path == "//" {
        Some(Found::Described("has a slash too many after `role`"))
    } else {
        (path.len() > MAX_PATH).then_some(Found::Described("has a path of more than 512 characters"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(arn: &str) -> Option<String> {
        check(arn).map(|violation| violation.to_string())
    }

    #[test]
    fn roles_of_all_partitions_and_of_other_vendors_are_accepted() {
        let name = "n".repeat(64);
        let path = format!("/{}/", "p".repeat(510));
        for arn in [
            "arn:aws:iam::123456789012:role/demo",
            "arn:aws-cn:iam::123456789012:role/path/to/demo",
            "arn:aws-us-gov:iam::123456789012:role/aws-service-role/x.amazonaws.com/demo",
            "arn:aws-iso:iam::123456789012:role/demo",
            "arn:aws-iso-b:iam::123456789012:role/demo",
            "arn:aws-iso-e:iam::123456789012:role/demo",
            "arn:aws-iso-f:iam::123456789012:role/demo",
            "arn:aws-eusc:iam::123456789012:role/demo",
            "arn:aws-new:iam::123456789012:role/demo",
            "arn:aws:iam::000000000000:role/demo",
            "arn:aws:iam::123456789012:role/a",
            "arn:aws:iam::123456789012:role/A_z+=,.@-9",
            "arn:aws:iam::123456789012:role/it's/\"x\"/<y>/a:b/demo",
            "arn:aws:iam::123456789012:role/role/role",
            "arn:aws:iam::123456789012:role/user/demo",
            "arn:aws:iam::123456789012:role/reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
            &format!("arn:aws:iam::123456789012:role/{name}"),
            &format!("arn:aws:iam::123456789012:role{path}{name}"),
            "urn:ecs:iam::ns1:role/demo",
            "arn:minio:iam:::role/idp-demo",
            "arn:aws:iam:::role/S3Access",
            "arn:aws:iam::tenant:role/S3Access",
            "arn:aws:iam::0f1e2d3c4b5a69788796a5b4c3d2e1f0:role/S3Access",
            "arn:aws:iam::27233906934684427525:role/S3Access",
            "acs:ram::1234567890:role/demo",
            "qcs::cam::uin/100000000001:roleName/demo",
        ] {
            assert_eq!(found(arn), None, "{arn}");
        }
    }

    #[test]
    fn what_is_found_instead_of_a_role_is_described() {
        let long = "n".repeat(65);
        let path = "p".repeat(511);
        for (arn, clause) in [
            ("demo", "is not an ARN"),
            ("role/demo", "is not an ARN"),
            ("null", "is not an ARN"),
            ("arn", "is not an ARN"),
            ("123456789012", "is the number of an account"),
            ("arn:aws:iam:123456789012:role/demo", "has too few colons"),
            ("arn:aws:iam::123456789012/role/demo", "has too few colons"),
            ("arn:aws:iam::role/demo", "has too few colons"),
            ("arn:aws:123456789012:role/demo", "has too few colons"),
            ("arn:aws", "has too few colons"),
            ("arn:", "has too few colons"),
            ("arn:aws:iam:123456789012:role/demo:x", "has a colon too few before the account"),
            ("arn:aws:iam:::123456789012:role/demo", "has a colon too many before the account"),
            ("arn:aws:iam::::123456789012:role/demo", "has a colon too many before the account"),
            ("arn:aws::iam::123456789012:role/demo", "is not an ARN of IAM"),
            ("arn::aws:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn::iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:aws:iam::123456789012::role/demo", "has a colon too many before `role`"),
            ("arn:aws:iam::123456789012:role:demo", "has a colon instead of a slash after `role`"),
            ("arn:aws:iam::123456789012:role:/demo", "has a colon instead of a slash after `role`"),
            ("arn:aws:iam::1234-5678-9012:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::12345678901:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::1234567890123:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::123456789O12:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::<account>:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::ACCOUNT_ID:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::${ACCOUNT}:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam::*:role/demo", "has an account that is not a number of twelve digits"),
            ("arn:aws:iam:eu-west-1:123456789012:role/demo", "has a region, which roles do not have"),
            ("arn:asw:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:awscn:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:aws-:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:AWS:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:aws_cn:iam::123456789012:role/demo", "has an unknown partition"),
            ("arn:aws:IAM::123456789012:role/demo", "is not an ARN of IAM"),
            ("arn:aws:s3:::role/demo", "is not an ARN of IAM"),
            ("ARN:AWS:IAM::123456789012:role/demo", "does not begin with `arn:` in lower case"),
            ("aws:iam::123456789012:role/demo", "does not begin with `arn:`"),
            ("iam::123456789012:role/demo", "does not begin with `arn:`"),
            (":aws:iam::123456789012:role/demo", "does not begin with `arn:`"),
            ("rn:aws:iam::123456789012:role/demo", "does not begin with `arn:`"),
            ("urn:aws:iam::123456789012:role/demo", "does not begin with `arn:`"),
            ("urn:ecs:iam::ns1:user/demo", "does not name a role"),
            ("urn:ecs:iam::ns1:role/", "does not name a role"),
            ("ROLE_ARN=arn:aws:iam::123456789012:role/demo", "has text before `arn:`"),
            ("arn=arn:aws:iam::123456789012:role/demo", "has text before `arn:`"),
            ("role_arn:arn:aws:iam::123456789012:role/demo", "has text before `arn:`"),
            ("<arn:aws:iam::123456789012:role/demo>", "is a placeholder or the name of a variable"),
            ("<role-arn>", "is a placeholder or the name of a variable"),
            ("$ROLE_ARN", "is a placeholder or the name of a variable"),
            ("${ROLE_ARN}", "is a placeholder or the name of a variable"),
            ("{{role_arn}}", "is a placeholder or the name of a variable"),
            ("%ROLE_ARN%", "is a placeholder or the name of a variable"),
            ("***", "is a placeholder or the name of a variable"),
            ("https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/x", "is a URL, such as that of a page"),
            ("HTTP://x", "is a URL, such as that of a page"),
            ("arn:aws:iam::123456789012:user/demo", "is the ARN of a user"),
            ("arn:aws:iam::123456789012:group/demo", "is the ARN of a group"),
            ("arn:aws:iam::123456789012:policy/demo", "is the ARN of a policy"),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", "is the ARN of a policy"),
            ("arn:aws:iam::123456789012:instance-profile/demo", "is the ARN of an instance profile"),
            ("arn:aws:iam::123456789012:root", "is the ARN of an account"),
            ("arn:aws:sts::123456789012:assumed-role/demo/nightly", "is the ARN of a session"),
            ("arn:aws:iam::123456789012:assumed-role/demo/nightly", "is the ARN of a session"),
            ("arn:aws:iam::123456789012:roles/demo", "does not name a role"),
            ("arn:aws:iam::123456789012:Role/demo", "does not name a role"),
            ("arn:aws:iam::123456789012:role", "does not name a role"),
            ("arn:aws:iam::123456789012:demo", "does not name a role"),
            ("arn:aws:iam::123456789012:/role/demo", "does not name a role"),
            ("arn:aws:iam::123456789012:", "does not name a role"),
            ("arn:aws:iam::123456789012:role/", "ends without the name of the role"),
            ("arn:aws:iam::123456789012:role/path/", "ends without the name of the role"),
            ("arn:aws:iam::123456789012:role//demo", "has a slash too many after `role`"),
            (&format!("arn:aws:iam::123456789012:role/{long}"), "has a name of more than 64 characters"),
            (&format!("arn:aws:iam::123456789012:role/{path}/x"), "has a path of more than 512 characters"),
            ("arn:aws:iam::123456789012:role/*", "contains '*' (character 32)"),
            ("arn:aws:iam::123456789012:role/<name>", "contains '<' (character 32)"),
            ("arn:aws:iam::123456789012:role/demo;", "contains ';' (character 36)"),
            ("arn:aws:iam::123456789012:role/demo:x", "contains ':' (character 36)"),
            ("arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b/c?", "contains '?' (character 68)"),
        ] {
            let violation = found(arn).unwrap_or_else(|| panic!("{arn} is accepted"));
            assert!(violation.starts_with(&format!("RoleArn: {clause}")), "{arn}: {violation}");
            let end = "must be the ARN of a role, such as arn:aws:iam::123456789012:role/demo";
            assert!(violation.ends_with(end), "{arn}: {violation}");
        }
        assert!(found("").unwrap().starts_with("RoleArn: is empty, must be the ARN of a role"));
    }

    #[test]
    fn white_space_and_quotes_are_named_with_their_place() {
        const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
        for (arn, clause) in [
            (format!("{DEMO}\n"), "contains '\\n' (character 36)"),
            (format!(" {DEMO}"), "contains ' ' (character 1)"),
            (DEMO.replace("role/", "role/my "), "contains ' ' (character 34)"),
            (format!("\u{feff}{DEMO}"), "contains '\\u{feff}' (character 1)"),
            (DEMO.replace("iam", "i\u{200b}am"), "contains '\\u{200b}' (character 10)"),
            (format!("\"{DEMO}\""), "contains '\"' (character 1)"),
            (format!("'{DEMO}'"), "contains '\\'' (character 1)"),
            (format!("{DEMO}\""), "contains '\"' (character 36)"),
            (format!("`{DEMO}`"), "contains '`' (character 1)"),
            (format!("\u{201c}{DEMO}\u{201d}"), "contains '\u{201c}' (character 1)"),
            (format!("{DEMO}\u{201d}"), "contains '\u{201d}' (character 36)"),
            (format!("\u{2018}{DEMO}\u{2019}"), "contains '\u{2018}' (character 1)"),
            (format!("{DEMO}\u{2019}"), "contains '\u{2019}' (character 36)"),
            (DEMO.replace("demo", "d\u{e9}mo"), "contains 'é' (character 33)"),
            (DEMO.replace(':', "\u{ff1a}"), "contains '\u{ff1a}' (character 4)"),
            (DEMO.replace("us", "\u{2013}").replace("demo", "de\u{2013}mo"), "contains '\u{2013}' (character 34)"),
        ] {
            let violation = found(&arn).unwrap_or_else(|| panic!("{arn:?} is accepted"));
            assert!(violation.starts_with(&format!("RoleArn: {clause}, must")), "{arn:?}: {violation}");
            assert!(violation.contains("without white space, line ends and quotes"), "{violation}");
        }
    }

    proptest! {
        #[test]
        fn every_role_of_iam_is_accepted(
            partition in "aws(-[a-z]{2,5}){0,2}",
            account in "[0-9]{12}",
            path in "/([!-~]{1,40}/)?",
            name in "[A-Za-z0-9_+=,.@-]{1,64}",
        ) {
            prop_assume!(path != "//" && path != "///");
            let arn = format!("arn:{partition}:iam::{account}:role{path}{name}");
            prop_assert_eq!(found(&arn), None, "{}", arn);
        }

        #[test]
        fn one_character_more_or_less_before_the_name_is_refused(at in 0_usize..31, c in "[ -~]") {
            let demo = "arn:aws:iam::123456789012:role/demo";
            let mut less = demo.to_owned();
            less.remove(at);
            let mut more = demo.to_owned();
            more.insert_str(at, &c);
            for arn in [less, more] {
                // The forms of other vendors, and a region-like end of the partition.
                let is_other = arn.starts_with("urn:") || arn.starts_with("arn:aws-");
                prop_assert!(is_other || found(&arn).is_some(), "{}", arn);
            }
        }

        #[test]
        fn any_text_is_judged_without_a_panic(text: String, near in "[arn:wsim0-9role/é ]{0,60}") {
            let _ = (found(&text), found(&near));
        }
    }
}
