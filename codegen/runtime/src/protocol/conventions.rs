//! The protocols of the Query family, and everything about responses that differs between them.
//!
//! Both halves read it here: the client to find the parts of a response, and the server to write them. How a request
//! names its members does not differ at run time: generated code passes the names and the layout of each list.

/// The protocol of a service. Part of a [`Service`](super::Service).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// [AWS Query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
    AwsQuery,
    /// [EC2 Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html), which only Amazon EC2 speaks.
    Ec2Query,
}

/// The names and places of the parts of responses.
#[derive(Debug)]
pub(crate) struct Conventions {
    /// The ends that may follow the name of the operation in the name of the root.
    pub(crate) roots: &'static [&'static str],
    /// The end of the name of the element that holds the members of an output. `None` if the root holds them.
    pub(crate) result: Option<&'static str>,
    /// The parts that only a server needs. A client finds an error and the id of a request in the forms of all
    /// protocols.
    #[cfg(feature = "server")]
    pub(crate) server: ServerConventions,
}

/// The parts of responses that a server writes in one form, and a client reads in any.
#[cfg(feature = "server")]
#[derive(Debug)]
pub(crate) struct ServerConventions {
    /// The element that holds the id of a request after the output. `None` if the id comes first, in the root.
    pub(crate) metadata: Option<&'static str>,
    /// The name of the id of the request in a success.
    pub(crate) request_id: &'static str,
    /// The element that stands for an output without members, with its text.
    pub(crate) nothing: Option<(&'static str, &'static str)>,
    /// The end of a namespace.
    pub(crate) namespace_end: &'static str,
    /// The root of an error document.
    pub(crate) error_root: &'static str,
    /// The element around the error in an error document.
    pub(crate) error_list: Option<&'static str>,
    /// The name of the id of the request in an error document.
    pub(crate) error_request_id: &'static str,
    /// `true` if an error names the party that it blames.
    pub(crate) names_fault: bool,
    /// The code for a required member that is missing.
    pub(crate) missing: &'static str,
    /// The code for any other violation of the model.
    pub(crate) violated: &'static str,
    /// The code for a value that is not of its member's type.
    pub(crate) malformed: &'static str,
    /// The part of a path between the number of an item and what is in it.
    pub(crate) item: Option<&'static str>,
}

/// ```xml
/// <XResponse><XResult>members</XResult><ResponseMetadata><RequestId/></ResponseMetadata></XResponse>
/// <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>
/// ```
static AWS_QUERY: Conventions = Conventions {
    roots: &["Response"],
    result: Some("Result"),
    #[cfg(feature = "server")]
    server: ServerConventions {
        metadata: Some("ResponseMetadata"),
        request_id: "RequestId",
        nothing: None,
        namespace_end: "",
        error_root: "ErrorResponse",
        error_list: None,
        error_request_id: "RequestId",
        names_fault: true,
        missing: "ValidationError",
        violated: "ValidationError",
        malformed: "MalformedInput",
        item: Some("member"),
    },
};

/// ```xml
/// <XResponse><requestId/>members</XResponse>
/// <Response><Errors><Error><Code/><Message/></Error></Errors><RequestID/></Response>
/// ```
///
/// AWS documents a response of `AssignPrivateIpAddresses` whose root has the name of the operation alone.
///
/// AWS ends the namespace with a slash that the model does not have, and returns `<return>true</return>` if there is no
/// output.
static EC2_QUERY: Conventions = Conventions {
    roots: &["Response", ""],
    result: None,
    #[cfg(feature = "server")]
    server: ServerConventions {
        metadata: None,
        request_id: "requestId",
        nothing: Some(("return", "true")),
        namespace_end: "/",
        error_root: "Response",
        error_list: Some("Errors"),
        error_request_id: "RequestID",
        names_fault: false,
        missing: "MissingParameter",
        violated: "InvalidParameterValue",
        malformed: "InvalidParameterValue",
        item: None,
    },
};

impl Protocol {
    pub(crate) fn conventions(self) -> &'static Conventions {
        match self {
            Self::AwsQuery => &AWS_QUERY,
            Self::Ec2Query => &EC2_QUERY,
        }
    }
}
