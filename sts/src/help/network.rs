//! Problems between this machine and the server.

use awsquery::transport::TransportCause as Cause;

use super::table::{Entry, Fact, Line, Trigger, always, unless, when};

/// Fixes for a proxy that does not let requests through.
const PROXY_FIXES: &[Line] = &[
    always("check that this machine reaches {proxy}, and that the proxy allows {address}"),
    always("to use another proxy, change {proxy variable}; to use none for {host}, add {host} to NO_PROXY"),
];

pub(super) const TABLE: &[Entry] = &[
    Entry {
        trigger: Trigger::Proxy(&[Cause::ProxyWantsPassword, Cause::ProxyRefusedPassword]),
        meaning: "the proxy lets no request through without the right user name and password",
        causes: &[
            always("{proxy variable} contains no user name and password for {proxy}, or wrong ones"),
            always("a character of the password is not percent-encoded in {proxy variable}"),
            always("the proxy accepts other methods than basic authentication only"),
        ],
        fixes: &[
            always("write user:password@ before the host in {proxy variable}, with # as %23 and / as %2F"),
            always("or, to call {host} without a proxy, add {host} to NO_PROXY"),
        ],
    },
    Entry {
        trigger: Trigger::Proxy(&[Cause::ProxyRefusedHost]),
        meaning: "the proxy did not connect to the server",
        causes: &[
            always("the rules of the proxy do not allow {address}"),
            always("the proxy itself cannot reach {address}"),
            always("{proxy variable} names {proxy}, where something other than a proxy responds"),
        ],
        fixes: PROXY_FIXES,
    },
    Entry {
        trigger: Trigger::Proxy(&[
            Cause::UnknownIssuer,
            Cause::Certificate,
            Cause::CertificateOfAuthority,
            Cause::CertificateDate,
            Cause::CertificateName,
        ]),
        meaning: "the certificate of the proxy is not trusted; nothing was sent",
        causes: &[
            always("{proxy} has a certificate of a private authority, and this machine does not trust its issuer"),
            always("AWS_CA_BUNDLE names a file without the certificate of that issuer"),
            always(
                "the certificate of {proxy} has expired or names another host, or the clock of this machine is wrong",
            ),
        ],
        fixes: &[
            always("set AWS_CA_BUNDLE to a PEM file with the certificates of the issuers of both {proxy} and {host}"),
            always(
                "if {proxy} expects plain http, write http:// in {proxy variable}; requests stay encrypted for {host}",
            ),
            always("or, to call {host} without a proxy, add {host} to NO_PROXY"),
        ],
    },
    Entry {
        trigger: Trigger::Proxy(&[Cause::NotTls, Cause::NotHttp]),
        meaning: "the proxy and this machine do not agree about TLS",
        causes: &[always(
            "the scheme in {proxy variable} is wrong: https:// for a proxy that expects plain http, or the reverse",
        )],
        fixes: &[always("change the scheme or the port of {proxy} in {proxy variable}")],
    },
    Entry {
        trigger: Trigger::Proxy(&[]),
        meaning: "the proxy could not be reached, or did not respond",
        causes: &[
            always("{proxy variable} names {proxy}, where no proxy responds"),
            always("the network or a firewall keeps this machine from reaching {proxy}"),
        ],
        fixes: PROXY_FIXES,
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::UnknownIssuer, Cause::Certificate]),
        meaning: "the certificate of the server is not trusted; nothing was sent",
        causes: &[
            always("a proxy or a firewall replaces the certificate of {host} with one of its own"),
            always("AWS_CA_BUNDLE names a file without the certificate of the issuer"),
            unless(Fact::Aws, "{host} has a certificate of a private authority, or one that it issued to itself"),
            always(
                "this machine has no certificates of authorities: small containers lack the package ca-certificates",
            ),
        ],
        fixes: &[
            always("set AWS_CA_BUNDLE to a PEM file with the certificate of the issuer"),
            when(Fact::Aws, "or install the certificates of the platform, such as the package ca-certificates"),
        ],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::CertificateOfAuthority]),
        meaning: "the server uses the certificate of an authority as its own; nothing was sent",
        causes: &[
            unless(Fact::Aws, "{host} has a self-signed certificate, which is one of an authority by default"),
            always("a proxy or a firewall replaces the certificate of {host} with one of its own"),
        ],
        fixes: &[always(
            "issue a certificate for {host} with that authority, and name the authority's own certificate in AWS_CA_BUNDLE",
        )],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::CertificateDate]),
        meaning: "the certificate of the server has expired or is not valid yet; nothing was sent",
        causes: &[
            always("the clock of this machine is wrong"),
            unless(Fact::Aws, "the certificate of {host} was not renewed"),
            always("a proxy or a firewall replaces the certificate of {host} with an old one"),
        ],
        fixes: &[always("check the clock of this machine, then the certificate of {address}")],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::CertificateName]),
        meaning: "the server has the certificate of another host; nothing was sent",
        causes: &[
            always("the endpoint is an address or an alias that the certificate does not list"),
            always("another server responds at {address}: DNS, a proxy or a captive portal sends requests elsewhere"),
        ],
        fixes: &[always("call the server by a name that its certificate lists")],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::NotTls, Cause::NotHttp]),
        meaning: "one side speaks TLS, and the other does not",
        causes: &[
            always("the scheme of the endpoint is wrong: https:// for a port that expects plain http, or the reverse"),
            always("another program listens at {address}"),
        ],
        fixes: &[always("change the scheme or the port of the endpoint")],
    },
    Entry {
        trigger: Trigger::ThisMachine,
        meaning: "no server listens on this port of this machine",
        causes: &[
            always("the server at {address} was stopped: an embedded STS stops when its `LocalSts` is dropped"),
            always("the server is not started yet, or listens on another port"),
        ],
        fixes: &[
            always("keep the `LocalSts` in a variable for as long as it is called, or start the server again"),
            always("to call AWS, remove the configured endpoint"),
        ],
    },
    Entry {
        trigger: Trigger::SilentOnThisMachine,
        meaning: "a server on this machine did not respond in time",
        causes: &[
            always(
                "a blocking call stopped the thread that the server needs: an embedded STS responds on the runtime that \
                 started its `LocalSts`, and a runtime with one thread cannot respond while it is blocked",
            ),
            always("the server at {address} is overloaded or suspended, or is another program that does not respond"),
        ],
        fixes: &[
            always(
                "in an async program, use the async client, or make blocking calls in `tokio::task::spawn_blocking`; or \
                 start the `LocalSts` on a runtime with several threads",
            ),
            always("check with another tool that {address} responds"),
            always("to call AWS, remove the configured endpoint"),
        ],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::NameNotKnown]),
        meaning: "the name of the server is not known",
        causes: &[
            when(
                Fact::GlobalEndpoint,
                "this machine is in a VPC without internet access: the global endpoint has no private name there",
            ),
            when(Fact::Aws, "{region} is not a region of AWS, or was mistyped"),
            unless(Fact::Aws, "the configured endpoint was mistyped, or {host} has a name only in another network"),
            always("DNS is not available on this machine"),
        ],
        fixes: &[
            when(Fact::GlobalEndpoint, "set the region, so that the regional endpoint is called"),
            always("check that this machine can resolve {host}"),
        ],
    },
    Entry {
        trigger: Trigger::Transport(&[Cause::NoRuntime, Cause::NoTls]),
        meaning: "this program lacks something that the default transport needs",
        causes: &[always("the message names it")],
        fixes: &[always("enable the feature or the runtime that the message names, or set another transport")],
    },
    Entry {
        trigger: Trigger::Unreachable,
        meaning: "the server could not be reached, or did not respond in time",
        causes: &[
            when(
                Fact::GlobalEndpoint,
                "this machine is in a VPC without internet access: the global endpoint has no private name there",
            ),
            always("the network, DNS, a firewall or a proxy keeps this machine from reaching {address}"),
            when(
                Fact::RegionalEndpoint,
                "this machine is in a VPC without internet access and without an interface endpoint for STS",
            ),
        ],
        fixes: &[
            when(Fact::GlobalEndpoint, "set the region, so that the regional endpoint is called"),
            always("check that this machine can reach {address}"),
            when(Fact::Aws, "inside a VPC, create an interface endpoint for STS (com.amazonaws.REGION.sts)"),
        ],
    },
];
