//! ARCHITECTURE.md names only what is there.

use std::fs;
use std::path::Path;

use serde_json::Value;
use source::modules::ModuleTree;
use source::pages::KnownNames;
use source::workspace::{packages, root};

/// Names that are not in the tree on purpose.
const ELSEWHERE: [(&str, &str); 2] =
    [("samael", "an alternative that was not taken"), ("xml-sec", "an alternative that was not taken")];

/// All files and folders below a folder.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "target" || name == ".git" || name == "node_modules" {
            continue;
        }
        found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
        if path.is_dir() {
            files(&path, found);
        }
    }
}

/// Names in manifests: packages, dependencies and features.
fn names_in_manifests() -> Vec<String> {
    let mut names = Vec::new();
    let manifests = packages().unwrap().into_iter().map(|package| package.folder.join("Cargo.toml"));
    for file in manifests.chain(["Cargo.lock".into()]) {
        let text = fs::read_to_string(root().join(file)).unwrap();
        names.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').map(str::to_owned));
    }
    names
}

/// Names of operations and shapes.
fn names_in_model() -> Vec<String> {
    let model: Value = serde_json::from_str(&fs::read_to_string(root().join("model/sts.json")).unwrap()).unwrap();
    model["shapes"].as_object().unwrap().keys().filter_map(|id| Some(id.split_once('#')?.1.to_owned())).collect()
}

#[test]
fn architecture_names_what_is_there() {
    let mut names = KnownNames::default();
    let mut paths = Vec::new();
    files(&root(), &mut paths);
    names.add_files(paths);
    for package in packages().unwrap() {
        for file in &package.crates {
            names.add_crate(&package.name.replace('-', "_"), &ModuleTree::read(&root(), file).unwrap());
        }
    }
    names.add_words(names_in_manifests());
    names.add_words(names_in_model());
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let unknown = names.unknown(&page);
    let elsewhere = |name: &str| ELSEWHERE.iter().any(|(known, _)| *known == name);
    let problems: Vec<&str> = unknown.iter().filter(|name| !elsewhere(name)).copied().collect();
    assert!(problems.is_empty(), "ARCHITECTURE.md names what is not there: {problems:#?}");
    for (name, reason) in ELSEWHERE {
        assert!(unknown.contains(&name), "{name} ({reason}) is not named, or is there: take it off the list");
    }
}
