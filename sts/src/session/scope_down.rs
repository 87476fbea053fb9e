//! Rules for scoped sessions, which AWS states only in its documentation. See
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html>.

use awsquery::rule::violation::{Constraint, Found, Path, Unit, Violation};
use awsquery::{Credentials, Timestamp};

use crate::session::request::SessionParameters;

/// The largest number of scope-down policies of a session.
const MAX_POLICIES: u32 = 3;

/// The prefix of the access key ids of users, which do not belong to a session. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>.
const LONG_TERM_PREFIX: &str = "AKIA";

/// Requires a policy or a duration.
#[inline]
pub(super) fn policy_or_duration(parameters: &SessionParameters<'_>) -> Option<Violation> {
    if parameters.policy.is_some() || parameters.duration_seconds.is_some() {
        return None;
    }
    let allowed = "be set if DurationSeconds is not: set a policy to reduce permissions, a duration to shorten the \
                   session, or both";
    Some(Violation::documented(Path::member("Policy"), Constraint::Required, Found::Missing, allowed))
}

/// Limits the number of policies, if it is known how many the calling session has.
#[inline]
pub(super) fn another_policy(parameters: &SessionParameters<'_>, policies: Option<u32>) -> Option<Violation> {
    parameters.policy?;
    let present = policies.filter(|policies| *policies >= MAX_POLICIES)?;
    let allowed = "not be set, because the calling session has three scope-down policies already, and AWS denies a \
                   fourth: merge policies, or scope down an earlier session of the chain; without a policy, a duration \
                   is still allowed";
    let found = Found::Length(present as usize + 1, Unit::Elements);
    Some(Violation::documented(Path::member("Policy"), Constraint::ListMax, found, allowed))
}

/// Requires temporary credentials that last as long as the new session.
#[inline]
pub(crate) fn check_credentials(credentials: &Credentials, seconds: Option<i32>, now: Timestamp) -> Result<(), String> {
    let is_long_term =
        credentials.session_token().is_none() || credentials.access_key_id().starts_with(LONG_TERM_PREFIX);
    if is_long_term {
        return Err(
            "the credentials are long-term ones, and only a session can be scoped down; get a session first, with \
                    `new_session` (GetSessionToken) as a user or `assume_role`, and call `scope_down` on it"
                .to_owned(),
        );
    }
    let (Some(requested), Some(end)) = (seconds, credentials.expires_at()) else { return Ok(()) };
    let left = end.duration_since(now).unwrap_or_default();
    // Rounded up: the service has to decide about the last fraction of a second.
    let left = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    if u64::try_from(requested).is_ok_and(|requested| requested > left) {
        return Err(format!(
            "{requested} s were requested, but the calling session ends in {left} s, at {end}, and a scoped session ends no \
             later; request less, leave the duration out to end with the calling session, renew that first, or correct the \
             clock of this machine if that time is wrong"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use awsquery::Credentials;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn check(credentials: &Credentials, seconds: Option<i32>) -> Result<(), String> {
        check_credentials(credentials, seconds, Timestamp::from_secs(NOW))
    }

    fn session(expires_in: i64) -> Credentials {
        let end = Timestamp::from_secs(NOW + expires_in);
        Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "token", Some(end))
    }

    #[test]
    fn only_temporary_credentials_can_be_scoped_down() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        for long_term in [
            Credentials::new("AKIAIOSFODNN7EXAMPLE", secret),
            Credentials::new("ASIAIOSFODNN7EXAMPLE", secret),
            Credentials::temporary("AKIAIOSFODNN7EXAMPLE", secret, "token", None),
        ] {
            let problem = check(&long_term, None).unwrap_err();
            assert!(problem.contains("GetSessionToken"), "{problem}");
        }
        assert_eq!(check(&session(60), None), Ok(()));
        let unknown_end = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", secret, "token", None);
        assert_eq!(check(&unknown_end, Some(129_600)), Ok(()));
    }

    #[test]
    fn a_scoped_session_ends_no_later_than_its_parent() {
        for (left, requested, is_allowed) in
            [(60, 60, true), (60, 1, true), (60, 61, false), (0, 1, false), (-5, 1, false)]
        {
            let result = check(&session(left), Some(requested));
            assert_eq!(result.is_ok(), is_allowed, "{left} {requested} {result:?}");
        }
        let problem = check(&session(60), Some(900)).unwrap_err();
        assert!(
            problem.starts_with("900 s were requested, but the calling session ends in 60 s, at 2027-01-15T08:01:00Z")
        );
    }
}
