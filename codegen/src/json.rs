//! JSON that keeps the order of its keys.
//!
//! The order of a structure's members in a model is their order on the wire, and `serde_json::Value` keeps it only under
//! a feature that would change the behaviour of every other crate in the build.

/// A JSON value whose objects keep the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// Keys and values in the order of the text, each key once.
    Object(Vec<(String, Json)>),
}
