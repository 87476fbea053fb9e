//! Requests that AWS refuses because of their content.

use super::table::{Entry, Fact, Trigger, always, when};

const INVALID: &[&str] = &["ValidationError"];

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Response(INVALID, &["role chaining"]),
        meaning: "a session of a role that was assumed by another role lasts at most one hour, whatever the role's own \
                  limit is",
        causes: &[
            when(Fact::CallerIsRole, "{caller} is itself a role session, and requested {seconds} s of {role}"),
            always("the caller's credentials come from an earlier AssumeRole, an instance or a container"),
        ],
        fixes: &[
            always("request 3600 seconds or less, and assume the role again before they end"),
            always("or set `duration_up_to`, which accepts one hour if that is the limit"),
            when(Fact::Mfa, NEXT_MFA_CODE),
            always("or assume the role as an IAM user, or with a web identity token or SAML assertion"),
        ],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["MaxSessionDuration"]),
        meaning: "the role does not allow sessions of the requested duration",
        causes: &[always(
            "{seconds} s were requested, and the role's MaxSessionDuration, by default one hour, is less",
        )
        .or(&["the role's MaxSessionDuration, by default one hour, is less than the requested duration"])],
        fixes: &[
            always("request less, or set no duration: the session then lasts one hour"),
            always("or set `duration_up_to`, which accepts one hour if that is the limit"),
            when(Fact::Mfa, NEXT_MFA_CODE),
            always("or have the role's owner raise it: `aws iam update-role --max-session-duration`"),
        ],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["'roleSessionName'"]),
        meaning: "AWS does not accept the session name",
        causes: &[
            always("it contains characters that are not allowed: {characters}"),
            always("it is too long: {length}"),
            always("it is empty or missing, or is a path, an ARN or another text that was not meant to be a name"),
        ],
        fixes: &[always(
            "use 2 to 64 letters, digits and _+=,.@-, or convert the text with `sts::sanitize::role_session_name`",
        )],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["' at 'name'"]),
        meaning: "AWS does not accept the name of the federated user",
        causes: &[
            always("it contains characters that are not allowed: {characters}"),
            always("it is too long: {length}"),
            always("it is empty, or is an e-mail address or a path instead of a name"),
        ],
        fixes: &[always(
            "use 2 to 32 letters, digits and _+=,.@-, or convert the text with `sts::sanitize::federated_user_name`",
        )],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["'roleArn'"]),
        meaning: "AWS does not accept the ARN of the role",
        causes: &[always("it is empty, because the variable or setting that it comes from is not set")],
        fixes: &[always("use the role's whole ARN, such as arn:aws:iam::123456789012:role/demo")],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["failed to satisfy constraint"]),
        meaning: "a member of the request violates a limit of the service",
        causes: &[
            always("`{member}` is missing, or is not what the service requires"),
            always(
                "the client does not check requests (`unchecked`), or AWS's limits have changed since its model was \
                 published",
            ),
        ],
        fixes: &[always("fix what the message names; the documentation of the request's members states the limits")],
    },
    Entry {
        trigger: Trigger::Response(INVALID, &["is invalid"]),
        meaning: "a value that should be an ARN or an access key id is not one",
        causes: &[
            always("the ARN has fewer than six parts, or is that of another kind of resource"),
            always("it includes spaces or quotation marks from a configuration file"),
        ],
        fixes: &[always("use the whole ARN as the console shows it, such as arn:aws:iam::123456789012:role/demo")],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidParameterValue"], &["Duplicate tag keys"]),
        meaning: "two tags have the same key; case does not distinguish keys",
        causes: &[always("these keys are the same: {same keys}")
            .or(&["two of these keys differ at most in case: {tag keys}", "two keys differ at most in case"])],
        fixes: &[always("remove one of the two tags")],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidParameterValue"], &["conflicts with a transitive tag key"]),
        meaning: "a tag of the request has the key of a transitive tag of the caller's session, which cannot be changed",
        causes: &[always("a role earlier in the chain made one of these keys transitive: {transitive keys}")
            .or(&["a role earlier in the chain made one of the tag keys transitive"])],
        fixes: &[always("remove that tag: the session inherits it with its current value")],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidParameterValue"], &["transitive tag key must be included"]),
        meaning: "a transitive tag key is not the key of a tag in the same request",
        causes: &[
            always("the transitive keys are {transitive keys}; the tag keys are {tag keys}"),
            always("a transitive key is mistyped, or its tag was already made transitive by an earlier session"),
        ],
        fixes: &[always("send a tag with that key, or remove the transitive key")],
    },
    Entry {
        trigger: Trigger::Response(&["PackedPolicyTooLarge"], &[]),
        meaning: "the session token would be larger than AWS allows: session policies and tags are part of it",
        causes: &[
            always("it would have {token size} bytes, and at most {largest token} are allowed"),
            always("policies and tags take {percent} % of the space"),
            always("what was sent: {sizes}"),
            always(
                "transitive tags of the caller's session count too, and so do its scope-down policies and the context \
                 that an identity provider adds",
            ),
        ],
        fixes: &[
            when(Fact::Tags, "send fewer and shorter tags: {tag keys}"),
            when(Fact::Policy, "shorten the inline policy: use wildcards instead of lists, and fewer statements"),
            when(Fact::ManagedPolicies, "name fewer managed policies, or merge what they have in common"),
            always(
                "monitor `session_token_utilization` of successful responses, and shorten policies and tags from 80 % \
                 on",
            ),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidContextAssertion"], &[]),
        meaning: "AWS does not accept a context assertion of the request",
        causes: &[
            always("the assertion is older than its provider allows, or was changed or truncated on the way"),
            always("the role does not trust the context provider that is named with it"),
        ],
        fixes: &[always("get a new assertion from the context provider, and pass it on unchanged")],
    },
    Entry {
        trigger: Trigger::Response(&["MalformedPolicyDocument"], &[]),
        meaning: "IAM does not accept a session policy",
        causes: &[
            always("problems in the policy that was sent: {problems}"),
            always("it is not JSON, or has a Principal, an Id or keys that a session policy must not have"),
            always("its version is missing or is not 2012-10-17, or it contains an invalid ARN or action"),
        ],
        fixes: &[always(
            "build the policy with `sts::Policy`, or read it with `Policy::from_json`, and fix what `lint` reports",
        )],
    },
    Entry {
        trigger: Trigger::Response(&["InvalidAuthorizationMessageException"], &[]),
        meaning: "the text is not an encoded authorization message, or not a complete one",
        causes: &[
            always(
                "the text was truncated: it has {encoded length} characters, and logs and terminals often truncate at \
                 a round number",
            ),
            always("the text was wrapped, and still contains line breaks or spaces"),
            always("other text before or after the message was sent with it"),
        ],
        fixes: &[always("copy everything after \"Encoded authorization failure message: \", complete and in one line")],
    },
    Entry {
        trigger: Trigger::Response(&["InsufficientSessionLifetime"], &[]),
        meaning: "the scoped session would outlive the session that it comes from, and a session can only be shortened",
        causes: &[
            always(
                "{seconds} s were requested, and the caller's session ends in {seconds left} s, at {end of session}",
            )
            .or(&["{seconds} s were requested, and the caller's session ends earlier"]),
            always("the clock of this machine is behind, so the caller's session seems to last longer than it does"),
        ],
        fixes: &[
            always("leave the duration out: the scoped session then ends with the caller's"),
            always(
                "request a shorter duration, or get a new session first; `RefreshingCredentials` do so before they are \
                 scoped down",
            ),
        ],
    },
    Entry {
        trigger: Trigger::Response(&["SessionDurationEscalationException"], &[]),
        meaning: "the token would outlive the session that requests it",
        causes: &[always(
            "{token seconds} s were requested, and the caller's session ends in {seconds left} s, at {end of \
                 session}",
        )
        .or(&["the caller's session ends before the requested duration"])],
        fixes: &[always("request a shorter duration than the session has left, or get a new session first")],
    },
    Entry {
        trigger: Trigger::Response(&["JWTPayloadSizeExceededException"], &[]),
        meaning: "the token that AWS should issue would be too large",
        causes: &[
            always("what was sent, in characters: {token sizes}"),
            always("there are too many tags or audiences, or they are too long"),
        ],
        fixes: &[always("send fewer and shorter tags")],
    },
    Entry {
        trigger: Trigger::Response(
            &[
                "ValidationError",
                "InvalidParameterValue",
                "InvalidParameterCombination",
                "MissingParameter",
                "MalformedInput",
                "MalformedQueryString",
            ],
            &[],
        ),
        meaning: "AWS understands the request and does not accept it",
        causes: &[always("a member of the request is invalid, alone or in combination with others")],
        fixes: &[always("fix what the message names; sending the same request again cannot help")],
    },
];

const NEXT_MFA_CODE: &str = "the MFA code may have been used up: send the next one";
