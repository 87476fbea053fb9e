//! The setting for compressed request bodies.

/// Which request bodies are compressed, of the operations that take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compression {
    /// Smallest body to compress, in bytes. `None` disables compression.
    pub(crate) from: Option<usize>,
}

impl Compression {
    /// The default of AWS's SDKs (`request_min_compression_size_bytes`): compressing less is not worth it.
    pub(crate) const DEFAULT_FROM: usize = 10_240;
    /// The largest value of that setting.
    pub(crate) const LARGEST_FROM: usize = 10_485_760;
}
