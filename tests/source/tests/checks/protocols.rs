//! In the generator, only few places know a protocol.

use std::path::Path;

use source::workspace::root;

/// The places that name a protocol: where a model is read and written, where the type is defined, and where the constant
/// of the service is rendered. Everything else works on facts about members.
const PLACES: [&str; 6] = ["model.rs", "read.rs", "read/", "render/root.rs", "write.rs", "write/"];

/// Names of protocols, in the spellings of Rust, Smithy and API-2.
const NAMES: [&str; 5] = ["AwsQuery", "awsQuery", "Ec2Query", "ec2Query", "Protocol::"];

fn rust_files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path.to_str().unwrap().to_owned());
        }
    }
}

/// Returns the code of a file before its unit tests, whose small models state a protocol.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

#[test]
fn the_generator_names_a_protocol_only_where_it_reads_writes_and_renders_the_service() {
    let sources = root().join("codegen/src");
    let mut files = Vec::new();
    rust_files(&sources, &mut files);
    let mut named = Vec::new();
    for file in files {
        let place = Path::new(&file).strip_prefix(&sources).unwrap().to_str().unwrap().to_owned();
        let is_test = place.ends_with("/tests.rs") || place.contains("/tests/");
        let may_name = PLACES.iter().any(|known| place == *known || (known.ends_with('/') && place.starts_with(known)));
        let text = std::fs::read_to_string(&file).unwrap();
        let names = NAMES.iter().filter(|name| code(&text).contains(**name));
        if may_name || is_test {
            continue;
        }
        named.extend(names.map(|name| format!("{place}: {name}")));
    }
    assert_eq!(named, [""; 0]);
    for place in PLACES {
        assert!(sources.join(place).exists(), "{place}");
    }
}
