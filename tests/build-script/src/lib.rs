//! A package that generates a client in its build script: three operations of IAM, from a model in the repository.
//!
//! `build.rs` writes the module `iam` to `OUT_DIR`, and the line below includes it. The client needs the runtime,
//! `awsquery`; the generator is a dependency of the build script alone.

include!(concat!(env!("OUT_DIR"), "/iam.rs"));
