//! JSON that keeps the order of its keys.
/// placeholder
pub type Json = serde_json::Value;
