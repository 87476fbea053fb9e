//! `AccessDenied`: the caller is known, and may not.

use super::table::{Entry, Fact, Line, Trigger, always, with, without};

const CODES: &[&str] = &["AccessDenied", "AccessDeniedException"];

/// Says what an encoded denial hides.
const DECODE: Line = with(
    Fact::Encoded,
    "read the encoded part of the message: `Sts::explain_denial` with this error, as a caller who may \
     sts:DecodeAuthorizationMessage",
);

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Answered(CODES, &["MultiFactorAuthentication failed", "must provide both"]),
        meaning: "Of the two parts of an MFA proof, serial number and code, only one arrived.",
        causes: &[always("the device's serial number was set and the code was not, or the other way round")],
        fixes: &[always("ask the user for the six digits that the device shows now, and give both with `mfa`")],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["invalid MFA one time pass code"]),
        meaning: "The MFA device is known, and its code was wrong.",
        causes: &[
            always("the code was mistyped, or is older than half a minute or so"),
            always("the code was used before: each works once, for all calls together"),
            always("the clock of a virtual device is off, or a hardware device has to be synchronized"),
        ],
        fixes: &[
            always("wait until the device shows another code, and send that one, once"),
            always("if several codes in a row are refused, synchronize the device: `aws iam resync-mfa-device`"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["unable to validate MFA code"]),
        meaning: "AWS does not know the MFA device, or not as one of the calling user.",
        causes: &[
            always("the serial number is mistyped, or that of another user's device"),
            always("the device was replaced or removed"),
            with(
                Fact::TemporaryKey,
                "the caller is a session and not the user that the device belongs to: only a user can prove MFA",
            ),
        ],
        fixes: &[
            always(
                "look up the device's ARN with `aws iam list-mfa-devices` as the user who calls, and use it as it is",
            ),
            with(Fact::TemporaryKey, "call with the user's own access key"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["with session credentials"]),
        meaning: "The call has to be made with long-term credentials, and was made with those of a session.",
        causes: &[with(Fact::TemporaryKey, "the caller's credentials come from an earlier session or from a role")],
        fixes: &[always("call with the access key of an IAM user; a role that needs other credentials assumes a role")],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["sts:TagSession"]),
        meaning: "The call passes tags, and the caller may not tag sessions.",
        causes: &[
            with(
                Fact::Tags,
                "tags were sent ({tag keys}), and the trust policy of the role does not allow sts:TagSession",
            ),
            without(Fact::Tags, "the caller's session has transitive tags, which it passes on without being asked"),
            always("the caller's own policies do not allow sts:TagSession on the role"),
        ],
        fixes: &[
            always("add to the trust policy of {resource}: {statement}"),
            always("allow sts:TagSession in the trust policy of the role, next to the action that assumes it"),
            with(Fact::Tags, "or send no tags"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["sts:SetSourceIdentity"]),
        meaning: "The call passes a source identity, and the caller may not set one.",
        causes: &[
            with(
                Fact::SourceIdentity,
                "a source identity was sent, and the trust policy of the role does not allow sts:SetSourceIdentity",
            ),
            without(
                Fact::SourceIdentity,
                "the caller's session has a source identity, which stays with every role it assumes",
            ),
            always("the caller's own policies do not allow sts:SetSourceIdentity on the role"),
        ],
        fixes: &[
            always("add to the trust policy of {resource}: {statement}"),
            always("allow sts:SetSourceIdentity in the trust policy of the role, next to the action that assumes it"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["sts:AssumeRoleWithWebIdentity"]),
        meaning: "The trust policy of the role does not accept the web identity token.",
        causes: &[
            with(Fact::WebIdentity, "the token that was sent has {claims}"),
            always("the trust policy does not name the identity provider as its Federated principal"),
            always("a condition of the trust policy (aud, sub, amr) does not match the claims of the token"),
            always("the role does not exist: AWS does not tell that apart"),
            with(Fact::Tags, "the token carries tags, and the trust policy does not allow sts:TagSession"),
        ],
        fixes: &[always(
            "compare iss, aud and sub of the token with the Principal and the conditions of the role's trust policy, \
             upper and lower case included",
        )],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["sts:AssumeRoleWithSAML"]),
        meaning: "The trust policy of the role does not accept the SAML assertion.",
        causes: &[
            always("the assertion's Role attribute does not hold this role together with this provider"),
            always("the trust policy does not name the SAML provider, or asks for another SAML:aud"),
            always("the role does not exist: AWS does not tell that apart"),
        ],
        fixes: &[always(
            "compare the Role attribute of the assertion (`role ARN,provider ARN`) and its audience with the request \
             and \
             with the role's trust policy",
        )],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &["sts:AssumeRole"]),
        meaning: "The caller may not assume the role. AWS does not say whose policy is the reason, nor whether the \
                  role exists.",
        causes: &[
            with(Fact::SaidExplicitDeny, "AWS says so: a policy denies it explicitly, whatever others allow"),
            with(Fact::SaidByIdentityPolicy, "AWS says so: no policy of the caller allows it"),
            with(Fact::SaidByTrustPolicy, "AWS says so: the trust policy of the role does not allow it"),
            with(Fact::ExternalId, "the trust policy asks for another ExternalId than the one that was sent"),
            always("the trust policy of {resource} does not name {user} as a principal"),
            always("the caller's own policies do not allow sts:AssumeRole on {resource}"),
            always("the role does not exist, or is in another account or has another path than its ARN says"),
            without(Fact::ExternalId, "the trust policy asks for an ExternalId, and none was sent"),
            without(Fact::Mfa, "the trust policy asks for MFA (aws:MultiFactorAuthPresent), and no code was sent"),
            with(Fact::SourceIdentity, "the trust policy asks for another source identity (sts:SourceIdentity)"),
            without(Fact::SourceIdentity, "the trust policy asks for a source identity, and none was sent"),
            always("a service control policy, a permissions boundary or the caller's session policy does not allow it"),
        ],
        fixes: &[
            DECODE,
            with(Fact::ExternalId, "ask the owner of the role for the ExternalId, and compare every character"),
            always("check that the role's ARN is right, that its trust policy allows {user}: {statement}"),
            always("and that a policy of the caller allows sts:AssumeRole on {resource}"),
            always(
                "check that the role exists, that its trust policy names the caller, and that the caller's policies \
                 allow it",
            ),
            without(Fact::ExternalId, "if somebody else owns the role, ask for the ExternalId, and send it"),
            without(Fact::Mfa, "if the trust policy asks for MFA, send a code with `mfa`"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(CODES, &[]),
        meaning: "The caller is known, and may not do this.",
        causes: &[
            with(Fact::SaidExplicitDeny, "AWS says so: a policy denies it explicitly, whatever others allow"),
            with(Fact::SaidByIdentityPolicy, "AWS says so: no policy of the caller allows it"),
            always("no policy of the caller allows {action}"),
            with(
                Fact::TemporaryKey,
                "the caller is a session, which may do less: because of its session policy, or because sessions of \
                 GetSessionToken without MFA and of GetFederationToken may call nothing of STS but GetCallerIdentity",
            ),
            always("a service control policy or a permissions boundary does not allow it"),
        ],
        fixes: &[DECODE, always("allow {action} in a policy of the caller, or call as somebody who may")],
    },
];
