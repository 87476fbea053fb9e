//! What a session is: requests for one, the rules that they keep, and the credentials that come of it. Nothing here sends.

pub(crate) mod caller;
pub(crate) mod request;
pub(crate) mod rules;
pub(crate) mod size_report;
pub(crate) mod summary;
pub(crate) mod validate;
pub(crate) mod warning;
