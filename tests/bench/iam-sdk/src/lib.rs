//! Nothing but a place in the lock file: what is measured is the build of `aws-sdk-iam` as it comes.
