//! What an error tells: which facts hold, and what stands in for the names in lines.

use awsquery::endpoint::partition::PARTITIONS;
use awsquery::rt::{Rule, Test};

use super::sent::Sent;
use super::table::{Fact, Line, Trigger};
use crate::api::rules::{ROLE_SESSION_NAME_TYPE, SOURCE_IDENTITY_TYPE, USER_NAME_TYPE};
use crate::caller::Caller;
use crate::policy::{Principal, Statement};
use crate::{ErrorKind, TransportErrorKind};

/// How long a web identity token lives if nothing is asked for. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>, `DurationSeconds`.
const TOKEN_SECONDS: &str = "300";

/// How likely a line is; the likeliest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// A fact speaks for it.
    Likely,
    /// Nothing speaks against it.
    Possible,
    /// It depends on a fact that is not known.
    Unknown,
}

pub(super) struct Evidence<'a> {
    error: &'a awsquery::Error,
    message: &'a str,
    sent: Option<&'a Sent>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(error: &'a awsquery::Error) -> Self {
        Self { error, message: error.message().unwrap_or_default(), sent: error.attachment() }
    }

    pub(super) fn is_about(&self, trigger: &Trigger) -> bool {
        use TransportErrorKind as Kind;
        match trigger {
            Trigger::Answered(codes, words) => {
                self.error.code().is_some_and(|code| codes.contains(&code))
                    && words.iter().all(|word| self.message.contains(word))
            }
            Trigger::NoDocument => self.error.kind() == ErrorKind::Service && self.error.code().is_none(),
            Trigger::Unreachable => {
                self.error.kind() == ErrorKind::Deadline
                    || matches!(self.error.transport_error(), Some(Kind::Connect | Kind::Tls | Kind::Timeout))
            }
        }
    }

    /// The text of a line, unless something speaks against it.
    pub(super) fn weigh(&self, line: &Line) -> Option<(Likelihood, String)> {
        let text = self.fill(line.text)?;
        let Some((fact, wanted)) = line.condition else { return Some((Likelihood::Possible, text)) };
        match self.knows(fact) {
            // That something was not sent is so common that it speaks for nothing.
            Some(holds) if holds == wanted && holds => Some((Likelihood::Likely, text)),
            Some(holds) if holds == wanted => Some((Likelihood::Possible, text)),
            Some(_) => None,
            None => Some((Likelihood::Unknown, format!("if {}: {text}", fact.describe(wanted)))),
        }
    }

    /// Whether a fact holds, if that is known.
    fn knows(&self, fact: Fact) -> Option<bool> {
        let sent = |holds: fn(&Sent) -> bool| self.sent.map(holds);
        let key = |prefix: &str| self.error.access_key_id().map(|key| key.starts_with(prefix));
        let says = |words: &[&str]| Some(words.iter().any(|words| self.message.contains(words)));
        match fact {
            Fact::ExternalId => sent(|sent| sent.external_id),
            Fact::Mfa => sent(|sent| sent.mfa),
            Fact::Tags => sent(|sent| !sent.sizes.tags().is_empty()),
            Fact::SourceIdentity => sent(|sent| sent.source_identity),
            Fact::Policy => sent(|sent| sent.sizes.policy().is_some()),
            Fact::ManagedPolicies => sent(|sent| !sent.sizes.policy_arns().is_empty()),
            Fact::Duration => Some(self.error.sent_parameter("DurationSeconds").is_some()),
            Fact::TemporaryKey => key("ASIA"),
            Fact::Role => self.caller_is_role(),
            Fact::WebIdentity => Some(self.error.operation() == "AssumeRoleWithWebIdentity"),
            Fact::Saml => Some(self.error.operation() == "AssumeRoleWithSAML"),
            Fact::SaidByIdentityPolicy => says(&["no identity-based policy allows"]),
            Fact::SaidByTrustPolicy => says(&["no resource-based policy allows", "no trust policy allows"]),
            Fact::SaidExplicitDeny => says(&["explicit deny"]),
            Fact::Encoded => Some(crate::denial::encoded_part(self.message).is_some()),
            Fact::Aws => self.error.host().map(is_aws),
            Fact::GlobalEndpoint => self.error.host().map(|host| host == "sts.amazonaws.com"),
        }
    }

    /// From the ARN that AWS names, or from what the client knows.
    fn caller_is_role(&self) -> Option<bool> {
        let named = self.value("user").map(|arn| Caller::of_arn(&arn));
        let caller = named.or(self.sent.map(|sent| sent.caller.clone()));
        match caller? {
            Caller::Unknown | Caller::Session => None,
            caller => Some(caller.is_role()),
        }
    }

    /// The text with values in the place of names, if all of them are known.
    fn fill(&self, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            filled.push_str(before);
            filled.push_str(&self.value(name)?);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn value(&self, name: &str) -> Option<String> {
        let sent = self.sent;
        match name {
            "host" => self.error.host().map(str::to_owned),
            "region" => self.error.region().map(str::to_owned),
            "operation" => Some(self.error.operation().to_owned()),
            "user" => between(self.message, "User: ", " is not authorized"),
            "action" => Some(self.action()),
            "resource" => between(self.message, "on resource: ", " "),
            "statement" => self.statement(),
            "percent" => between(self.message, "consumes ", "%"),
            "signed" => between(self.message, "Signature expired: ", " ").or(between(
                self.message,
                "Signature not yet current: ",
                " ",
            )),
            "server" => between(self.message, "(", " "),
            "member" => between(self.message, "' at '", "'").or(between(self.message, "Value null at '", "'")),
            "characters" => self.bad_characters(),
            "length" => self.length(),
            "encoded length" => sent?.encoded_message.map(|length| length.to_string()),
            "caller" => Some(self.caller()),
            "role" => Some(sent.and_then(|sent| sent.role_arn.clone()).unwrap_or_else(|| "the role".to_owned())),
            "same calls" => Some(self.error.same_calls()).filter(|calls| *calls > 1).map(|calls| calls.to_string()),
            "claims" => sent?.claims.clone(),
            "canonical hash" => self.error.canonical_request_hash().map(str::to_owned),
            "signed headers" => self.error.signed_headers().map(str::to_owned),
            "seconds" => self.error.sent_parameter("DurationSeconds"),
            "token seconds" => Some(self.value("seconds").unwrap_or_else(|| TOKEN_SECONDS.to_owned())),
            "seconds left" => self.seconds_left(),
            "end of session" => self.error.credentials_expire_at().map(|end| end.to_string()),
            "sizes" => sent.map(|sent| sent.sizes.to_string().replace('\n', "\n     ")),
            "token sizes" => listed(self.claims_asked_for().iter().map(String::as_str)),
            "tag keys" => listed(self.members("Tags.member.", ".Key").iter().map(String::as_str)),
            "same keys" => listed(self.same_keys().iter().map(String::as_str)),
            "transitive keys" => listed(self.members("TransitiveTagKeys.member.", "").iter().map(String::as_str)),
            "problems" => listed(sent?.policy_problems.iter().map(String::as_str)),
            _ => None,
        }
    }

    /// Who calls, by the ARN that AWS names or that the client knows.
    fn caller(&self) -> String {
        let known = self.sent.and_then(|sent| sent.caller.role_arn()).map(str::to_owned);
        self.value("user").or(known).unwrap_or_else(|| "the caller".to_owned())
    }

    /// What was left of the caller's session when the request was signed.
    fn seconds_left(&self) -> Option<String> {
        let left = self.error.credentials_expire_at()?.duration_since(self.error.signed_at()?);
        Some(left.unwrap_or_default().as_secs().to_string())
    }

    /// The members of a list that was sent.
    fn members(&self, list: &str, member: &str) -> Vec<String> {
        (1..).map_while(|number| self.error.sent_parameter(&format!("{list}{number}{member}"))).collect()
    }

    /// The keys of tags that differ from one before in upper and lower case at most, each with that one.
    fn same_keys(&self) -> Vec<String> {
        let keys = self.members("Tags.member.", ".Key");
        let first = |key: &String| keys.iter().find(|other| other.to_lowercase() == key.to_lowercase());
        let twice = keys.iter().filter_map(|key| first(key).filter(|first| !std::ptr::eq(*first, key)).zip(Some(key)));
        twice.map(|(first, key)| format!("{first:?} and {key:?}")).collect()
    }

    /// How many characters each claim has that a web identity token was asked to hold.
    fn claims_asked_for(&self) -> Vec<String> {
        let count = |text: &str| text.chars().count();
        let audiences = self.members("Audience.member.", "");
        let audiences = audiences.iter().enumerate().map(|(index, text)| format!("Audience[{index}]: {}", count(text)));
        let tags = self.members("Tags.member.", ".Key").into_iter().zip(self.members("Tags.member.", ".Value"));
        let tags = tags.map(|(key, value)| format!("tag {key:?}: {}", count(&key) + count(&value)));
        audiences.chain(tags).collect()
    }

    /// The action that AWS names, else that of the operation.
    fn action(&self) -> String {
        let named = between(self.message, "perform: ", " ").or(between(self.message, "perform ", " "));
        named.filter(|named| named.contains(':')).unwrap_or_else(|| format!("sts:{}", self.error.operation()))
    }

    /// What to add to the trust policy of a role.
    fn statement(&self) -> Option<String> {
        let (user, action) = (self.value("user")?, self.value("action")?);
        let statement = Statement::allow().principal(Principal::new("AWS", [principal(&user)])).actions([action]);
        Some(statement.build().to_json().to_minified())
    }

    /// The rule for the member that AWS complains of, and the value that it quotes.
    fn refused_name(&self) -> Option<(&'static Rule, String)> {
        let rule = match self.value("member")?.as_str() {
            "roleSessionName" => &ROLE_SESSION_NAME_TYPE,
            "name" => &USER_NAME_TYPE,
            "sourceIdentity" => &SOURCE_IDENTITY_TYPE,
            _ => return None,
        };
        Some((rule, between(self.message, "Value '", "' at '")?))
    }

    fn bad_characters(&self) -> Option<String> {
        let (rule, value) = self.refused_name()?;
        let Test::Each { set, .. } = &rule.pattern?.test else { return None };
        let bad = value.chars().enumerate().filter(|(_, character)| !set.contains(*character));
        let said: Vec<String> =
            bad.map(|(index, character)| format!("{character:?} (character {})", index + 1)).collect();
        listed(said.iter().map(String::as_str))
    }

    fn length(&self) -> Option<String> {
        let (rule, value) = self.refused_name()?;
        let (length, most) = (value.chars().count(), usize::try_from(rule.length.max?).ok()?);
        (length > most).then(|| format!("{length} characters, {most} are allowed"))
    }
}

/// The role behind an assumed-role session: trust policies name roles.
fn principal(user: &str) -> String {
    let parts = user.split_once(":sts::").and_then(|(partition, rest)| {
        let (account, session) = rest.split_once(":assumed-role/")?;
        let (role, _) = session.rsplit_once('/')?;
        Some(format!("{partition}:iam::{account}:role/{role}"))
    });
    parts.unwrap_or_else(|| user.to_owned())
}

fn is_aws(host: &str) -> bool {
    let within = |suffix: &str| host.strip_suffix(suffix).is_some_and(|name| name.ends_with('.'));
    PARTITIONS.iter().any(|partition| within(partition.dns_suffix) || within(partition.dual_stack_dns_suffix))
}

/// What stands between the first `start` and the next `end`, or the end of the text.
fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    let found = rest.split_once(end).map_or(rest, |(found, _)| found);
    (!found.is_empty()).then(|| found.to_owned())
}

fn listed<'a>(items: impl Iterator<Item = &'a str>) -> Option<String> {
    let items: Vec<&str> = items.collect();
    (!items.is_empty()).then(|| items.join(", "))
}
