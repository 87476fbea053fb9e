//! Requests that AWS refuses for what is in them.

use super::table::{Entry, Fact, Trigger, always, with};

const INVALID: &[&str] = &["ValidationError"];

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Answered(INVALID, &["role chaining"]),
        meaning: "A role that a role assumes has sessions of one hour at most, whatever the role's own limit is.",
        causes: &[
            with(Fact::Role, "{caller} is itself the session of a role, and asked for {seconds} s of {role}"),
            always(
                "the caller's credentials are those of a role: of an earlier AssumeRole, an instance or a container",
            ),
        ],
        fixes: &[
            always("ask for 3600 seconds or less, and assume the role again before they are over"),
            always("or ask with `duration_up_to`, which takes an hour where there is no more"),
            with(Fact::Mfa, "the MFA code may be used up: send the next one"),
            always("or assume the role as an IAM user, or with a web identity or SAML token"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["MaxSessionDuration"]),
        meaning: "The role does not allow sessions as long as asked for.",
        causes: &[
            with(Fact::Duration, "{seconds} s were asked for, and the role's MaxSessionDuration is less"),
            always("the role's MaxSessionDuration, by default one hour, is less than was asked for"),
        ],
        fixes: &[
            always("ask for less, or for nothing: without a duration the session lasts an hour"),
            always("or ask with `duration_up_to`, which takes an hour where there is no more"),
            with(Fact::Mfa, "the MFA code may be used up: send the next one"),
            always("or have the role's owner raise it: `aws iam update-role --max-session-duration`"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["'roleSessionName'"]),
        meaning: "AWS does not take the name of the session.",
        causes: &[
            always("not allowed in it: {characters}"),
            always("it is too long: {length}"),
            always("it is empty or missing, or made of a path, an ARN or another text that was not meant to be a name"),
        ],
        fixes: &[always(
            "use 2 to 64 letters, digits and _+=,.@-, or make a name with `sts::sanitize::role_session_name`",
        )],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["' at 'name'"]),
        meaning: "AWS does not take the name of the federated user.",
        causes: &[
            always("not allowed in it: {characters}"),
            always("it is too long: {length}"),
            always("it is empty, or made of an e-mail address or a path that is too long for a name"),
        ],
        fixes: &[always(
            "use 2 to 32 letters, digits and _+=,.@-, or make a name with `sts::sanitize::federated_user_name`",
        )],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["'roleArn'"]),
        meaning: "AWS does not take the ARN of the role.",
        causes: &[always("it is empty: a variable or a setting that it comes from is not set")],
        fixes: &[always("give the role's whole ARN: arn:aws:iam::123456789012:role/demo")],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["failed to satisfy constraint"]),
        meaning: "A member of the request breaks a limit of the service.",
        causes: &[
            always("`{member}` is missing, or not as the service wants it"),
            always(
                "the client was told not to check (`unchecked`), or AWS's limits have changed since its model was made",
            ),
        ],
        fixes: &[always(
            "mend what the message names; the limits stand in the documentation of each request's members",
        )],
    },
    Entry {
        trigger: Trigger::Answered(INVALID, &["is invalid"]),
        meaning: "What should be an ARN or an access key id is none.",
        causes: &[
            always("the ARN has fewer than six parts, or is that of something else"),
            always("blanks or quotation marks from a configuration file are still around it"),
        ],
        fixes: &[always("give the whole ARN as the console shows it, such as arn:aws:iam::123456789012:role/demo")],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidParameterValue"], &["Duplicate tag keys"]),
        meaning: "Two tags have the same key; upper and lower case make no difference.",
        causes: &[
            always("the same are {same keys}"),
            always("the keys are {tag keys}"),
            always("two keys differ only in upper and lower case"),
        ],
        fixes: &[always("leave one of the two tags out")],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidParameterValue"], &["conflicts with a transitive tag key"]),
        meaning: "A tag of the request has the key of a transitive tag of the caller's session, which cannot be \
                  changed.",
        causes: &[
            always("one of these keys is transitive already: {transitive keys}"),
            always("a role earlier in the chain made one of the tag keys transitive"),
        ],
        fixes: &[always("leave that tag out: the session inherits it, with the value that it has")],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidParameterValue"], &["transitive tag key must be included"]),
        meaning: "A transitive key is not the key of a tag in the same request.",
        causes: &[
            always("transitive are {transitive keys}; tags are {tag keys}"),
            always("a transitive key is mistyped, or its tag comes from an earlier session and is transitive already"),
        ],
        fixes: &[always("send a tag with that key, or leave the transitive key out")],
    },
    Entry {
        trigger: Trigger::Answered(&["PackedPolicyTooLarge"], &[]),
        meaning: "Session policies and tags, packed by AWS, need more room than there is.",
        causes: &[
            always("they take {percent} % of the room, 100 % is all there is"),
            always("what was sent: {sizes}"),
            always("transitive tags of the caller's session count, too"),
        ],
        fixes: &[
            with(Fact::Tags, "send fewer and shorter tags: {tag keys}"),
            with(Fact::Policy, "shorten the inline policy: wildcards instead of lists, fewer statements"),
            with(Fact::ManagedPolicies, "name fewer managed policies, or put what they share into one"),
            always("watch `session_token_utilization` of answers that succeed, and shorten from 80 % on"),
        ],
    },
    Entry {
        trigger: Trigger::Answered(&["MalformedPolicyDocument"], &[]),
        meaning: "A session policy is not one that IAM accepts.",
        causes: &[
            always("seen in the policy that was sent: {problems}"),
            always("it is no JSON, or has a Principal, an Id or keys that a session policy may not have"),
            always("its version is missing or not 2012-10-17, or an ARN or an action is not one"),
        ],
        fixes: &[always(
            "build the policy with `sts::Policy`, or read it with `Policy::from_json`, and mend what `lint` finds",
        )],
    },
    Entry {
        trigger: Trigger::Answered(&["InvalidAuthorizationMessageException"], &[]),
        meaning: "The text is not an encoded authorization message, or not all of it.",
        causes: &[
            always(
                "the text was cut: it has {encoded length} characters, and logs and terminals like to cut at a round \
                 number",
            ),
            always("it was wrapped, and line ends or blanks are still in it"),
            always("words before or after it were sent along"),
        ],
        fixes: &[always("copy what stands behind \"Encoded authorization failure message: \", whole and in one line")],
    },
    Entry {
        trigger: Trigger::Answered(&["SessionDurationEscalationException"], &[]),
        meaning: "The token would live longer than the session that asks for it.",
        causes: &[
            always(
                "{token seconds} s were asked for, and the caller's session has {seconds left} s left: until {end of \
                 session}",
            ),
            always("the caller's session ends before the duration that was asked for is over"),
        ],
        fixes: &[always("ask for a shorter duration than the session has left, or renew the session first")],
    },
    Entry {
        trigger: Trigger::Answered(&["JWTPayloadSizeExceededException"], &[]),
        meaning: "The token that AWS should issue would be too large.",
        causes: &[
            always("what was sent, in characters: {token sizes}"),
            always("there are too many tags or audiences, or they are too long"),
        ],
        fixes: &[always("send fewer and shorter tags")],
    },
    Entry {
        trigger: Trigger::Answered(
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
        meaning: "AWS understands the request and does not accept it.",
        causes: &[always("a member of the request is not as the service wants it, alone or together with others")],
        fixes: &[always("mend what the message names; sending the same again cannot help")],
    },
];
