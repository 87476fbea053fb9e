//! Tests of modules on disk: a tree of files that is checked in, and one file that a build script includes.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::disk::StaleFile;
use codegen::{Generated, Generator, Stage};

/// Creates an empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("modules").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn generate(operations: &[&str]) -> Generated {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
    Generator::new(model).module("api").operations(operations.iter().copied()).generate().unwrap()
}

#[test]
fn a_layer_may_write_the_report_of_an_error() {
    let has_report = |generator: Generator| {
        let files = generator.module("api").generate().unwrap().files();
        let error = files.iter().find(|file| file.path == "api/error.rs").unwrap();
        error.text.contains("fn report(")
    };
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
    assert!(has_report(Generator::new(model.clone())));
    assert!(!has_report(Generator::new(model).own_report()));
}

#[test]
fn a_module_is_current_after_it_was_written() {
    let out = folder("current");
    let generated = generate(&["GetCallerIdentity"]);
    assert_eq!(generated.write_module(&out).unwrap(), [""; 0].map(PathBuf::from));
    assert_eq!(generated.check_module(&out).unwrap(), []);
    assert!(out.join("api.rs").exists() && out.join("api/operations/get_caller_identity.rs").exists());
}

#[test]
fn changed_missing_leftover_and_foreign_files_are_distinguished() {
    let out = folder("stale");
    generate(&["GetAccessKeyInfo", "GetCallerIdentity"]).write_module(&out).unwrap();
    fs::write(out.join("api/rules.rs"), "//! Edited.").unwrap();
    fs::remove_file(out.join("api/types.rs")).unwrap();
    fs::write(out.join("api/mine.rs"), "//! Mine.").unwrap();
    fs::write(out.join("elsewhere.rs"), "//! Not in the folder of the module.").unwrap();
    let generated = generate(&["GetCallerIdentity"]);
    let stale = generated.check_module(&out).unwrap();
    let has = |file: fn(PathBuf) -> StaleFile, path: &str| stale.contains(&file(PathBuf::from(path)));
    assert!(has(StaleFile::Changed, "api/rules.rs"), "{stale:?}");
    assert!(has(StaleFile::Missing, "api/types.rs"), "{stale:?}");
    assert!(has(StaleFile::Leftover, "api/operations/get_access_key_info.rs"), "{stale:?}");
    assert!(has(StaleFile::Foreign, "api/mine.rs"), "{stale:?}");
    assert!(!stale.iter().any(|file| file.to_string().contains("elsewhere")), "{stale:?}");

    let error = generated.write_module(&out).unwrap_err();
    assert_eq!(error.stage(), Stage::Write);
    assert!(error.to_string().ends_with("api/mine.rs is not a generated file; move it out of the folder"), "{error}");
    assert_eq!(fs::read_to_string(out.join("api/rules.rs")).unwrap(), "//! Edited.", "no file was written");

    fs::remove_file(out.join("api/mine.rs")).unwrap();
    let removed = generated.write_module(&out).unwrap();
    assert_eq!(removed, [PathBuf::from("api/operations/get_access_key_info.rs")]);
    assert_eq!(generated.check_module(&out).unwrap(), []);
}

#[test]
fn a_file_for_inclusion_is_not_written_again_if_it_is_current() {
    let out = folder("include");
    let generated = generate(&["GetCallerIdentity"]);
    let path = generated.write_include(&out).unwrap();
    assert_eq!(path, out.join("api.rs"));
    assert_eq!(fs::read_to_string(&path).unwrap(), generated.to_include());
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    generated.write_include(&out).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn the_error_names_a_file_that_cannot_be_written() {
    let out = folder("refused");
    fs::write(out.join("file"), "").unwrap();
    let error = generate(&["GetCallerIdentity"]).write_include(out.join("file")).unwrap_err().to_string();
    assert!(error.starts_with("write: cannot write ") && error.contains("file/api.rs"), "{error}");
}
