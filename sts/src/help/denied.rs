//! `AccessDenied`: AWS knows the caller, and the caller is not allowed to make the call.

use super::table::{Entry, Fact, Line, Trigger, always, unless, when};

const CODES: &[&str] = &["AccessDenied", "AccessDeniedException"];

/// A fix for denials with details that AWS encodes in the message.
const DECODE: Line = when(
    Fact::EncodedMessage,
    "decode the encoded part of the message: pass this error to `Sts::explain_denial`, as a caller that is allowed \
     sts:DecodeAuthorizationMessage",
);

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Response(CODES, &["MultiFactorAuthentication failed", "must provide both"]),
        meaning: "an MFA proof has two parts, the device's serial number and the code, and only one arrived",
        causes: &[always("only one of the serial number and the code was set")],
        fixes: &[always("ask the user for the six digits that the device shows now, and set both with `mfa`")],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["invalid MFA one time pass code"]),
        meaning: "AWS knows the MFA device and rejects the code",
        causes: &[
            always("the code was mistyped, or is more than about 30 seconds old"),
            always("the code was used before: each code works once, for all calls together"),
            always("the clock of a virtual device is wrong, or a hardware device has to be resynchronized"),
        ],
        fixes: &[
            always("wait until the device shows another code, and send that one, once"),
            always("if several codes in a row are rejected, resynchronize the device: `aws iam resync-mfa-device`"),
        ],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["unable to validate MFA code"]),
        meaning: "AWS does not know the MFA device, or the device does not belong to the calling user",
        causes: &[
            always("the serial number is mistyped, or is that of another user's device"),
            always("the device was replaced or removed"),
            when(
                Fact::TemporaryCredentials,
                "the caller is a session, not the user that the device belongs to: only a user can prove MFA",
            ),
        ],
        fixes: &[
            always("list the devices with `aws iam list-mfa-devices` as the calling user, and use the ARN it prints"),
            when(Fact::TemporaryCredentials, "sign the call with the user's own access key"),
        ],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["with session credentials"]),
        meaning: "the call requires long-term credentials, and was signed with those of a session",
        causes: &[when(
            Fact::TemporaryCredentials,
            "the caller's credentials come from an earlier session or from a role",
        )],
        fixes: &[always(
            "sign the call with the access key of an IAM user; with the credentials of a role, call AssumeRole instead",
        )],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["sts:TagSession"]),
        meaning: "the call passes session tags, and the caller is not allowed to",
        causes: &[
            when(
                Fact::Tags,
                "tags were sent ({tag keys}), and the trust policy of the role does not allow sts:TagSession",
            ),
            unless(Fact::Tags, "the caller's session has transitive tags, which are passed on automatically"),
            always("the caller's own policies do not allow sts:TagSession on the role"),
        ],
        fixes: &[
            always("add to the trust policy of {resource}: {statement}")
                .or(&["allow sts:TagSession in the trust policy of the role, next to the action that assumes it"]),
            when(Fact::Tags, "or send no tags"),
        ],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["sts:SetSourceIdentity"]),
        meaning: "the call passes a source identity, and the caller is not allowed to",
        causes: &[
            when(
                Fact::SourceIdentity,
                "a source identity was sent, and the trust policy of the role does not allow sts:SetSourceIdentity",
            ),
            unless(
                Fact::SourceIdentity,
                "the caller's session has a source identity, which is passed on to every role that it assumes",
            ),
            always("the caller's own policies do not allow sts:SetSourceIdentity on the role"),
        ],
        fixes: &[always("add to the trust policy of {resource}: {statement}")
            .or(&["allow sts:SetSourceIdentity in the trust policy of the role, next to the action that assumes it"])],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["sts:AssumeRoleWithWebIdentity"]),
        meaning: "the trust policy of the role does not accept the web identity token",
        causes: &[
            when(Fact::WebIdentity, "the token that was sent has {claims}"),
            always("the trust policy does not name the identity provider as its Federated principal"),
            always("a condition of the trust policy (aud, sub, amr) does not match the claims of the token"),
            always("the role does not exist: AWS responds with the same error"),
            when(Fact::Tags, "the token carries tags, and the trust policy does not allow sts:TagSession"),
        ],
        fixes: &[always(
            "compare iss, aud and sub of the token with the Principal and the conditions of the role's trust policy; \
             case matters",
        )],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["sts:AssumeRoleWithSAML"]),
        meaning: "the trust policy of the role does not accept the SAML assertion",
        causes: &[
            always("the assertion's Role attribute does not contain this role together with this provider"),
            always("the trust policy does not name the SAML provider, or requires another SAML:aud"),
            always("the role does not exist: AWS responds with the same error"),
        ],
        fixes: &[always(
            "compare the Role attribute of the assertion (`role ARN,provider ARN`) and its audience with the request \
             and with the role's trust policy",
        )],
    },
    Entry {
        trigger: Trigger::Response(CODES, &["sts:AssumeRole"]),
        meaning: "the caller is not allowed to assume the role; AWS reveals neither which policy is the reason nor \
                  whether the role exists",
        causes: &[
            when(Fact::ExplicitDeny, "AWS says that a policy denies it explicitly, which overrides every Allow"),
            when(Fact::DeniedByIdentityPolicy, "AWS says that no policy of the caller allows it"),
            when(Fact::DeniedByTrustPolicy, "AWS says that the trust policy of the role does not allow it"),
            when(Fact::ExternalId, "the trust policy requires another ExternalId than the one that was sent"),
            always("the trust policy of {resource} does not name {user} as a principal"),
            unless(Fact::DeniedByIdentityPolicy, "the caller's own policies do not allow sts:AssumeRole on {resource}"),
            always("the role does not exist, or its account or path differs from the ARN"),
            unless(Fact::ExternalId, "the trust policy requires an ExternalId, and none was sent"),
            unless(Fact::Mfa, "the trust policy requires MFA (aws:MultiFactorAuthPresent), and no code was sent"),
            when(Fact::SourceIdentity, "the trust policy requires another source identity (sts:SourceIdentity)"),
            unless(Fact::SourceIdentity, "the trust policy requires a source identity, and none was sent"),
            always("a service control policy, a permissions boundary or the caller's session policy does not allow it"),
        ],
        fixes: &[
            DECODE,
            when(Fact::ExternalId, "ask the owner of the role for the ExternalId, and compare every character"),
            always("check that the role exists, and that its trust policy allows {user}: {statement}")
                .or(&["check that the role exists, and that its trust policy names the caller"]),
            always("check that a policy of the caller allows sts:AssumeRole on {resource}")
                .or(&["check that a policy of the caller allows sts:AssumeRole on the role"]),
            unless(Fact::ExternalId, "if the role belongs to another party, ask for its ExternalId, and send it"),
            unless(Fact::Mfa, "if the trust policy requires MFA, send a code with `mfa`"),
        ],
    },
    Entry {
        trigger: Trigger::Response(CODES, &[]),
        meaning: "AWS knows the caller, and the caller is not allowed to make this call",
        causes: &[
            when(Fact::ExplicitDeny, "AWS says that a policy denies it explicitly, which overrides every Allow"),
            when(Fact::DeniedByIdentityPolicy, "AWS says that no policy of the caller allows it"),
            when(
                Fact::ScopesDown,
                "the session has three scope-down policies already, and a fourth is denied; without a policy, the call \
                 adds none",
            ),
            when(
                Fact::ScopesDown,
                "a session policy or an earlier scope-down policy of the caller does not allow sts:GetScopedCredentials",
            ),
            unless(Fact::DeniedByIdentityPolicy, "no policy of the caller allows {action}"),
            when(
                Fact::TemporaryCredentials,
                "the caller is a session with fewer permissions: its session policy limits it, or it comes from \
                 GetSessionToken (of STS, only AssumeRole, GetCallerIdentity, GetScopedCredentials, GetWebIdentityToken and \
                 GetDelegatedAccessToken are allowed) or from GetFederationToken (only GetCallerIdentity, \
                 GetScopedCredentials and GetDelegatedAccessToken)",
            ),
            always("a service control policy or a permissions boundary does not allow it"),
        ],
        fixes: &[
            DECODE,
            when(
                Fact::ScopesDown,
                "merge the policy with an earlier one of the chain, or allow sts:GetScopedCredentials in the policies of the \
                 sessions that are scoped down again",
            ),
            always("allow {action} in a policy of the caller, or use a caller that is allowed"),
        ],
    },
];
