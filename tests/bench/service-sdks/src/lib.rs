//! Empty, so that building its dependencies measures the builds of AWS's SDKs with their default features.
