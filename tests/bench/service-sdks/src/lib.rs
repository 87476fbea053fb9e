//! Empty, so that building it measures the build of `aws-sdk-iam` with its default features.
