//! A client for five operations of EC2, which `build.rs` generates from the model in `tests/models`.

include!(concat!(env!("OUT_DIR"), "/ec2.rs"));
