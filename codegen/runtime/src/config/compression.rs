//! The setting for compressed request bodies.

/// The setting for operations that accept compressed requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compression {
    /// Smallest body to compress, in bytes. `None` disables compression.
    pub(crate) from: Option<usize>,
}

impl Compression {
    /// The default of AWS's SDKs for `request_min_compression_size_bytes`.
    pub(crate) const DEFAULT_FROM: usize = 10_240;

    /// The maximum that AWS's SDKs allow for that setting.
    pub(crate) const MAX_FROM: usize = 10_485_760;
}
