//! In the generator, only few places know a protocol.

use std::fs;

use source::workspace::{library_files, root};

/// The places that name a protocol: where a model is read and written, where the type is defined, and where the constant
/// of the service is rendered. Everything else works on facts about members.
const PLACES: [&str; 6] = ["model.rs", "read.rs", "read/", "render/root.rs", "write.rs", "write/"];

/// Names of protocols, in the spellings of Rust, Smithy and API-2.
const NAMES: [&str; 5] = ["AwsQuery", "awsQuery", "Ec2Query", "ec2Query", "Protocol::"];

/// Returns the code of a file before its unit tests, whose small models state a protocol.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

#[test]
fn the_generator_names_a_protocol_only_where_it_reads_writes_and_renders_the_service() {
    let sources = root().join("codegen/src");
    let mut named = Vec::new();
    for file in library_files(&sources).unwrap() {
        let place = file.strip_prefix(&sources).unwrap().to_str().unwrap();
        if PLACES.iter().any(|known| place == *known || (known.ends_with('/') && place.starts_with(known))) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let names = NAMES.iter().filter(|name| code(&text).contains(**name));
        named.extend(names.map(|name| format!("{place}: {name}")));
    }
    assert_eq!(named, [""; 0]);
    for place in PLACES {
        assert!(sources.join(place).exists(), "{place}");
    }
}
