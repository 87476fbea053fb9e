//! Builds a client for the endpoint in the first argument, with the features that this program was built with, and prints
//! the error if there is one. Cases about missing features run it.

use sts::{Credentials, Sts};

fn main() {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let builder = Sts::builder().credentials(credentials).region("eu-west-1");
    let builder = match std::env::args().nth(1) {
        Some(endpoint) => builder.endpoint(endpoint),
        None => builder,
    };
    if let Err(error) = builder.build() {
        println!("{error}");
    }
}
