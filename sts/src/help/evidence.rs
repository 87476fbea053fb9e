//! The evidence that an error provides: which facts hold, and the values of placeholders.

use awsquery::endpoint::partition::PARTITIONS;
use awsquery::layer::{is_loopback, one_line};
use awsquery::rule::{Rule, Test};
use awsquery::transport::TransportCause;
use awsquery::{ErrorKind, TransportError, TransportErrorKind};

use super::table::{Fact, Line, Trigger};
use crate::api::rules::{ROLE_SESSION_NAME_TYPE, SOURCE_IDENTITY_TYPE, USER_NAME_TYPE};
use crate::arn::Arn;
use crate::global_endpoint::is_global;
use crate::message;
use crate::policy::{Principal, Statement};
use crate::session::caller::Caller;
use crate::session::summary::RequestSummary;
use crate::tag_key::is_same;

/// The default lifetime of a web identity token. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>, `DurationSeconds`.
const TOKEN_SECONDS: &str = "300";

/// The size in bytes above which a part of the service's message is cut. An ARN has at most 2 KiB.
const MAX_QUOTED: usize = 2 * 1024;

/// The maximum number of characters of a name that are listed. The message may come from a server that no one trusts.
const MAX_CHARACTERS: usize = 5;

/// The likelihood of a line. Lines are sorted by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// A fact supports the line.
    Likely,
    /// No fact supports the line or rules it out.
    Possible,
    /// The line depends on an unknown fact.
    Unknown,
}

pub(super) struct Evidence<'a> {
    error: &'a awsquery::Error,
    message: &'a str,
    sent: Option<&'a RequestSummary>,
}

impl<'a> Evidence<'a> {
    #[inline]
    pub(super) fn of(error: &'a awsquery::Error) -> Self {
        Self { error, message: error.message().unwrap_or_default(), sent: error.attachment() }
    }

    #[inline]
    pub(super) fn matches(&self, trigger: &Trigger) -> bool {
        use TransportErrorKind as Kind;
        match trigger {
            Trigger::Response(codes, phrases) => {
                self.error.code().is_some_and(|code| codes.contains(&code))
                    && phrases.iter().all(|phrase| self.message.contains(phrase))
            }
            Trigger::ForeignResponse => self.error.kind() == ErrorKind::Service && self.error.code().is_none(),
            Trigger::Proxy(causes) => {
                let of_proxy = self.error.transport_error().filter(|error| error.proxy().is_some());
                of_proxy.is_some_and(|error| causes.is_empty() || is_one_of(causes, error))
            }
            Trigger::Transport(causes) => self.error.transport_error().is_some_and(|error| is_one_of(causes, error)),
            Trigger::ThisMachine => {
                let refused =
                    self.error.transport_error().filter(|error| error.cause() == Some(TransportCause::Refused));
                refused.is_some_and(TransportError::is_peer_loopback)
            }
            Trigger::SilentOnThisMachine => match self.error.transport_error() {
                Some(error) => is_timeout(error) && error.is_peer_loopback(),
                None => self.is_late() && self.error.host().is_some_and(is_loopback),
            },
            Trigger::Unreachable => {
                let kind = self.error.transport_error().map(TransportError::kind);
                self.is_late() || matches!(kind, Some(Kind::Connect | Kind::Tls | Kind::Timeout))
            }
        }
    }

    /// Returns the text of a line and its likelihood, or `None` if a fact rules it out or too few values are known.
    #[inline]
    pub(super) fn weigh(&self, line: &Line) -> Option<(Likelihood, String)> {
        let text = line.texts().find_map(|text| self.fill(text))?;
        let Some((fact, wanted)) = line.condition else { return Some((Likelihood::Possible, text)) };
        match self.knows(fact) {
            // An optional parameter is usually absent, so its absence makes no line more likely.
            Some(holds) if holds == wanted && holds => Some((Likelihood::Likely, text)),
            Some(holds) if holds == wanted => Some((Likelihood::Possible, text)),
            Some(_) => None,
            None => Some((Likelihood::Unknown, format!("if {}: {text}", fact.describe(wanted)))),
        }
    }

    /// Returns whether a fact holds, or `None` if that is unknown.
    #[inline]
    fn knows(&self, fact: Fact) -> Option<bool> {
        let sent = |holds: fn(&RequestSummary) -> bool| self.sent.map(holds);
        let key = |prefix: &str| self.error.access_key_id().map(|key| key.starts_with(prefix));
        match fact {
            Fact::ExternalId => sent(|sent| sent.external_id),
            Fact::Mfa => sent(|sent| sent.mfa),
            Fact::Tags => sent(|sent| !sent.named.tags().is_empty()),
            Fact::SourceIdentity => sent(|sent| sent.source_identity),
            Fact::Policy => sent(|sent| sent.policy.is_some()),
            Fact::ManagedPolicies => sent(|sent| !sent.named.policy_arns().is_empty()),
            Fact::TemporaryCredentials => key("ASIA"),
            Fact::CallerIsRole => self.caller_is_role(),
            Fact::WebIdentity => Some(self.error.operation() == Some("AssumeRoleWithWebIdentity")),
            Fact::Saml => Some(self.error.operation() == Some("AssumeRoleWithSAML")),
            Fact::Federated => {
                Some(self.knows(Fact::WebIdentity) == Some(true) || self.knows(Fact::Saml) == Some(true))
            }
            Fact::ScopesDown => Some(self.error.operation() == Some("GetScopedCredentials")),
            Fact::DeniedByIdentityPolicy => Some(message::blames_identity_policy(self.message)),
            Fact::DeniedByTrustPolicy => Some(message::blames_trust_policy(self.message)),
            Fact::ExplicitDeny => Some(message::blames_explicit_deny(self.message)),
            Fact::EncodedMessage => Some(message::encoded_part(self.message).is_some()),
            Fact::Aws => self.error.host().map(is_aws),
            Fact::CredentialsExpired => Some(self.seconds_expired().is_some()),
            Fact::SessionTokenMissing => Some(self.session_token_fits("ASIA", false)),
            Fact::SessionTokenSent => Some(self.session_token_fits("ASIA", true)),
            Fact::SessionTokenSurplus => Some(self.session_token_fits("AKIA", true)),
            Fact::GlobalEndpoint => self.error.host().map(is_global),
            Fact::RegionalEndpoint => self.error.host().map(|host| is_aws(host) && !is_global(host)),
        }
    }

    /// Returns whether the caller is a role session, by the ARN in AWS's message or else by what the client knows.
    #[inline]
    fn caller_is_role(&self) -> Option<bool> {
        let named = message::caller_arn(self.message).map(Caller::of_arn);
        let caller = named.or(self.sent.map(|sent| sent.caller.clone()));
        match caller? {
            Caller::Unknown | Caller::Session => None,
            caller => Some(caller.is_role()),
        }
    }

    /// Replaces the placeholders of a line by their values. Returns `None` if one is unknown.
    #[inline]
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

    #[inline]
    fn value(&self, name: &str) -> Option<String> {
        let sent = self.sent;
        // The message may come from a server that no one trusts.
        let quoted = |text: &str| one_line(text, MAX_QUOTED).to_string();
        match name {
            "host" => self.error.host().map(str::to_owned),
            "address" => self.address(),
            "proxy" => Some(self.error.transport_error()?.proxy()?.address.clone()),
            "proxy variable" => Some(self.error.transport_error()?.proxy()?.variable.to_owned()),
            "region" => self.error.region().map(str::to_owned),
            "operation" => self.error.operation().map(str::to_owned),
            "user" => message::caller_arn(self.message).map(quoted),
            "action" => Some(self.action()),
            "resource" => message::resource(self.message).map(quoted),
            "statement" => self.statement(),
            "percent" => message::packed_size(self.message).map(quoted),
            "token size" => message::token_sizes(self.message).map(|(size, _)| size.to_string()),
            "largest token" => message::token_sizes(self.message).map(|(_, largest)| largest.to_string()),
            "signed" => message::signing_time(self.message).map(quoted),
            "server" => message::server_time(self.message).map(quoted),
            "member" => message::member(self.message).map(quoted),
            "characters" => self.bad_characters(),
            "length" => self.length(),
            "encoded length" => sent?.encoded_message.map(|length| length.to_string()),
            "caller" => Some(self.caller()),
            "role" => Some(sent.and_then(|sent| sent.role_arn.clone()).unwrap_or_else(|| "the role".to_owned())),
            "same calls" => Some(self.error.same_calls()).filter(|calls| *calls > 1).map(|calls| calls.to_string()),
            "claims" => sent?.claims().map(|claims| claims.to_string()),
            "canonical hash" => self.error.canonical_request_hash().map(str::to_owned),
            "signed headers" => self.error.signed_headers().map(str::to_owned),
            "seconds" => Some(sent?.duration_seconds?.to_string()),
            "token seconds" => Some(self.value("seconds").unwrap_or_else(|| TOKEN_SECONDS.to_owned())),
            "seconds left" => self.seconds_left(),
            "seconds expired" => self.seconds_expired().map(|seconds| seconds.to_string()),
            "token end" => sent?.claims()?.expiration.map(|end| end.to_string()),
            "local time" => sent?.local_time.map(|time| time.to_string()),
            "service time" => self.error.service_time().map(|time| time.to_string()),
            "end of session" => self.error.credentials_expire_at().map(|end| end.to_string()),
            "sizes" => sent.map(|sent| sent.sizes().to_string().replace('\n', "\n     ")),
            "token sizes" => listed(self.requested_claims().iter().map(String::as_str)),
            "tag keys" => listed(sent?.named.tags().iter().map(|tag| tag.name.as_str())),
            "same keys" => listed(self.same_keys().iter().map(String::as_str)),
            "transitive keys" => listed(sent?.transitive_tag_keys.iter().map(String::as_str)),
            "problems" => listed(sent?.policy_problems().iter().map(String::as_str)),
            _ => None,
        }
    }

    /// Returns whether the server responded.
    #[inline]
    pub(super) fn is_response(&self) -> bool {
        self.error.status().is_some()
    }

    /// Returns whether the deadline passed after the request was sent.
    #[inline]
    fn is_late(&self) -> bool {
        // Without an attempt, the time went into getting credentials.
        self.error.kind() == ErrorKind::Deadline && !self.error.attempts().is_empty()
    }

    /// Returns the host and the port that were called, or the host if the port is not known.
    #[inline]
    fn address(&self) -> Option<String> {
        let peer = self.error.transport_error().and_then(TransportError::peer);
        peer.or(self.error.host()).map(str::to_owned)
    }

    /// Returns the caller's ARN from AWS's message, or else from what the client knows.
    #[inline]
    fn caller(&self) -> String {
        let known = self.sent.and_then(|sent| sent.caller.role_arn());
        one_line(message::caller_arn(self.message).or(known).unwrap_or("the caller"), MAX_QUOTED).to_string()
    }

    /// Returns how many seconds were left of the caller's session when the request was signed.
    #[inline]
    fn seconds_left(&self) -> Option<String> {
        let left = self.error.credentials_expire_at()?.duration_since(self.error.signed_at()?);
        Some(left.unwrap_or_default().as_secs().to_string())
    }

    /// Returns how many seconds ago the caller's credentials expired, or `None` if they did not or that is unknown.
    ///
    /// The service's time decides, because the clock of this machine may be wrong. Without it the time of the signature does.
    #[inline]
    fn seconds_expired(&self) -> Option<u64> {
        let now = self.error.service_time().or(self.error.signed_at())?;
        Some(now.duration_since(self.error.credentials_expire_at()?)?.as_secs())
    }

    /// Returns whether the access key id has this prefix, and a session token was or was not sent.
    #[inline]
    fn session_token_fits(&self, prefix: &str, is_sent: bool) -> bool {
        self.error.access_key_id().is_some_and(|key| key.starts_with(prefix))
            && self.error.has_session_token() == Some(is_sent)
    }

    /// Returns the pairs of tag keys that differ at most in case.
    #[inline]
    fn same_keys(&self) -> Vec<String> {
        let tags = self.sent.map(|sent| sent.named.tags()).unwrap_or_default();
        let keys: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        let mut pairs = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            if let Some(first) = keys.iter().take(index).find(|earlier| is_same(earlier, key)) {
                pairs.push(format!("{first:?} and {key:?}"));
            }
        }
        pairs
    }

    /// Returns the length in characters of each claim that was requested for a web identity token.
    #[inline]
    fn requested_claims(&self) -> Vec<String> {
        let Some(sent) = self.sent else { return Vec::new() };
        let audiences = sent.audiences.iter().enumerate().map(|(index, size)| format!("Audience[{index}]: {size}"));
        let tags = sent.named.tags().iter().map(|tag| format!("tag {:?}: {}", tag.name, tag.characters));
        audiences.chain(tags).collect()
    }

    /// Returns the action that AWS names, or else that of the operation.
    #[inline]
    fn action(&self) -> String {
        let named = message::action(self.message).map(|action| one_line(action, MAX_QUOTED).to_string());
        named.unwrap_or_else(|| format!("sts:{}", self.error.operation().unwrap_or_default()))
    }

    /// Returns the statement to add to the trust policy of the role.
    #[inline]
    fn statement(&self) -> Option<String> {
        let caller = one_line(message::caller_arn(self.message)?, MAX_QUOTED).to_string();
        let principal = Principal::new("AWS", [principal_of(&caller)]);
        let statement = Statement::allow().principal(principal).actions([self.action()]);
        Some(statement.build().to_json().to_minified())
    }

    /// Returns the rule for the name that AWS refuses, and the name as AWS quotes it.
    #[inline]
    fn refused_name(&self) -> Option<(&'static Rule, &str)> {
        let rule = match message::member(self.message)? {
            "roleSessionName" => &ROLE_SESSION_NAME_TYPE,
            "name" => &USER_NAME_TYPE,
            "sourceIdentity" => &SOURCE_IDENTITY_TYPE,
            _ => return None,
        };
        Some((rule, message::quoted_value(self.message)?))
    }

    #[inline]
    fn bad_characters(&self) -> Option<String> {
        let (rule, value) = self.refused_name()?;
        let Test::Each { set, .. } = &rule.pattern?.test else { return None };
        let bad = || value.chars().enumerate().filter(|(_, character)| !set.contains(*character));
        let described = bad().map(|(index, character)| format!("{character:?} (character {})", index + 1));
        let first: Vec<String> = described.take(MAX_CHARACTERS).collect();
        let more = bad().skip(MAX_CHARACTERS).count();
        let listed = listed(first.iter().map(String::as_str))?;
        Some(if more == 0 { listed } else { format!("{listed} and {more} more") })
    }

    #[inline]
    fn length(&self) -> Option<String> {
        let (rule, value) = self.refused_name()?;
        let length = value.chars().count();
        let max = usize::try_from(rule.length.max?).ok()?;
        (length > max).then(|| format!("{length} characters; at most {max} are allowed"))
    }
}

/// Returns the ARN that a trust policy should name for this caller: for a role session, the role.
#[inline]
fn principal_of(user: &str) -> String {
    let role = Arn::parse(user).and_then(|arn| arn.role_of_session());
    role.unwrap_or_else(|| user.to_owned())
}

#[inline]
fn is_one_of(causes: &[TransportCause], error: &TransportError) -> bool {
    error.cause().is_some_and(|cause| causes.contains(&cause))
}

#[inline]
fn is_timeout(error: &TransportError) -> bool {
    error.kind() == TransportErrorKind::Timeout || error.cause() == Some(TransportCause::ConnectTimeout)
}

#[inline]
fn is_aws(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let within = |suffix: &str| host.strip_suffix(suffix).is_some_and(|name| name.ends_with('.'));
    PARTITIONS.iter().any(|partition| within(partition.dns_suffix) || within(partition.dual_stack_dns_suffix))
}

/// Joins the items with commas. Returns `None` if there are none.
fn listed<'a>(items: impl Iterator<Item = &'a str>) -> Option<String> {
    let items: Vec<&str> = items.collect();
    (!items.is_empty()).then(|| items.join(", "))
}
