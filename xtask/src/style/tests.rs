use std::path::{Path, PathBuf};
use std::{env, fs, process};

use super::*;

/// A workspace of one file, with the list of this project unless another one is given.
struct Workspace(PathBuf);

impl Workspace {
    fn new(test: &str, path: &str, text: &str) -> Self {
        let list = fs::read_to_string(crate::workspace::root().join(LIST)).unwrap();
        let phrases: Vec<&str> = list.lines().filter(|line| !line.starts_with("except ")).collect();
        Self::with_list(test, &phrases.join("\n"), path, text)
    }

    fn with_list(test: &str, list: &str, path: &str, text: &str) -> Self {
        let root = env::temp_dir().join(format!("xtask-style-{}-{test}", process::id()));
        let _ = fs::remove_dir_all(&root);
        for (path, text) in [(LIST, list), (path, text)] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(root)
    }

    fn run(&self) -> Result<String, String> {
        run(&StyleOptions::new(self.0.clone())).map_err(|error| error.to_string())
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Findings in a file of this name, by the short list of these tests.
fn found(path: &str, text: &str) -> Vec<(usize, usize, String)> {
    let list = "wobble|wobbles !longer = \"sway\"\n<doc> when = a noun\ntake ... apart = \"dismantle\"\n\
                wibble <part> = x\n~why zig = \"zag\"\nmuch , ado = \"much\"\n<start> hop = \"Jump\"\n!no fuss <end> = x";
    let list = PhraseList::parse(list).unwrap();
    let findings = check(path, text, &list, &mut []);
    findings.into_iter().map(|finding| (finding.line, finding.column, finding.phrase)).collect()
}

fn phrases(path: &str, text: &str) -> Vec<String> {
    found(path, text).into_iter().map(|(_, _, phrase)| phrase).collect()
}

/// A phrase of the project's list, in two parts so that this file does not use it.
fn phrase() -> String {
    ["who", "ever"].concat()
}

fn assert_found(error: &str, place: &str) {
    assert!(error.contains(&format!("\n{place}: \"{}\": write \"anyone who …\"", phrase())), "{error}");
}

#[test]
fn a_phrase_in_an_error_message_fails() {
    let text = format!("fn f() -> String {{\n    format!(\"{{name}} belongs to {} asks\")\n}}\n", phrase());
    let error = Workspace::new("message", "sts/src/error.rs", &text).run().unwrap_err();
    assert_found(&error, "sts/src/error.rs:2:32");
}

#[test]
fn a_phrase_in_documentation_fails() {
    let text = format!("/// Returns the name of {} asks.\npub fn f() {{}}\n", phrase());
    let error = Workspace::new("documentation", "sts/src/lib.rs", &text).run().unwrap_err();
    assert_found(&error, "sts/src/lib.rs:1:25");
}

#[test]
fn a_phrase_in_the_prose_of_the_model_fails() {
    let text = format!("# AssumeRole\n\nReturns credentials to {} asks.\n", phrase());
    let error = Workspace::new("prose", "model/sts.md", &text).run().unwrap_err();
    assert_found(&error, "model/sts.md:3:24");
    let text = format!("[{{\"target\": \"T\", \"why\": \"Known to {} asks.\"}}]", phrase());
    let error = Workspace::new("reasons", "model/sts.corrections.json", &text).run().unwrap_err();
    assert_found(&error, "model/sts.corrections.json:1:35");
}

#[test]
fn a_phrase_in_the_name_of_a_test_fails() {
    let text =
        format!("#[tokio::test(flavor = \"current_thread\")]\nasync fn se01_{}_asks_is_refused() {{}}\n", phrase());
    let error = Workspace::new("name", "sts/tests/all.rs", &text).run().unwrap_err();
    assert_found(&error, "sts/tests/all.rs:2:15");
}

#[test]
fn a_phrase_in_a_page_fails() {
    let text = format!("# Title\n\nA sentence for\n{} reads it.\n", phrase());
    let error = Workspace::new("page", "README.md", &text).run().unwrap_err();
    assert_found(&error, "README.md:4:1");
}

#[test]
fn files_without_a_phrase_pass() {
    let text = "/// There is no such file, and `x` is no longer than that.\n#[test]\nfn a_name_is_kept() {}\n";
    let passed = Workspace::new("passes", "sts/src/lib.rs", text).run().unwrap();
    assert_eq!(passed, "1 file without a phrase of xtask/style.txt\n");
}

#[test]
fn the_summary_counts_findings_by_file() {
    let workspace = Workspace::with_list("summary", "wobble = x", "a.md", "Wobble, wobble.\n");
    let mut options = StyleOptions::new(workspace.0.clone());
    options.summary = true;
    let error = run(&options).unwrap_err().to_string();
    assert!(error.ends_with("\n     2  a.md"), "{error}");
    options.paths = vec![PathBuf::from("b")];
    assert!(run(&options).is_ok());
}

#[test]
fn an_exception_allows_a_phrase_in_one_place() {
    let list = "wobble = x\nexcept docs \"they wobble so\": a quotation";
    let workspace = Workspace::with_list("allowed", list, "docs/a.md", "Do they wobble so?\n");
    assert!(workspace.run().is_ok());
    let workspace = Workspace::with_list("elsewhere", list, "other.md", "Do they wobble so?\n");
    let error = workspace.run().unwrap_err();
    assert!(error.contains("other.md:1:9") && error.contains("style.txt:2:1: the exception for docs"), "{error}");
    let workspace = Workspace::with_list("other-words", list, "docs/a.md", "Do we wobble so?\n");
    assert!(workspace.run().unwrap_err().contains("docs/a.md:1:7"));
}

#[test]
fn an_exception_that_matches_nothing_fails_unless_its_file_is_left_out() {
    let list = "wobble = x\nexcept docs/a.md \"wobble\": a quotation";
    let workspace = Workspace::with_list("unused", list, "docs/a.md", "Nothing.\n");
    let error = workspace.run().unwrap_err();
    assert!(error.ends_with("xtask/style.txt:2:1: the exception for docs/a.md matches nothing: remove it"), "{error}");
    let mut options = StyleOptions::new(workspace.0.clone());
    options.paths = vec![PathBuf::from("src")];
    assert!(run(&options).is_ok());
}

#[test]
fn a_list_that_cannot_be_read_is_refused_with_its_line() {
    for (list, expected) in [
        ("\nwobble", "line 2: a phrase needs ` = ` and what to write instead"),
        ("* wobble = x", "line 1: a phrase must start with a word"),
        ("<doc> = x", "line 1: a phrase must start with a word"),
        ("except a.md", "line 1: an exception is written `except PATH \"phrase\": reason`"),
        ("except a.md \"wobble\":  ", "line 1: an exception is written `except PATH \"phrase\": reason`"),
    ] {
        assert_eq!(PhraseList::parse(list).unwrap_err(), expected);
    }
}

#[test]
fn code_is_not_prose() {
    for text in [
        "fn wobble(wobble: &'static wobble) { wobble() }",
        "/// Calls `wobble`, [`wobble`](crate::wobble) and wobble::wobble.",
        "/// ```\n/// wobble();\n/// ```",
        "/// ```json\n/// \"wobble\"\n/// ```",
        "let x = ('\"', '\\'', b'\"'); wobble();",
        "let x = \"{wobble} wobble_wobble https://wobble.example/\";",
        "#[test] fn x() { fn wobble() {} }",
        "let r#wobble = 1;",
    ] {
        assert_eq!(phrases("a.rs", text), [""; 0], "{text}");
    }
}

#[test]
fn prose_is_found_wherever_rust_holds_it() {
    for text in [
        "// They wobble.",
        "/* They /* wobble */ */ wobble();",
        "//! They\n//! wobble.",
        "/** They wobble. */",
        "let x = \"wobble\"; // \"",
        "let x = r#\"a \"wobble\" b\"#;",
        "let x = br\"\\\"; let y = b\"wobble\";",
        "let x = \"a\\\"wobble\\\"\\n\\u{2026}\";",
        "let x: &'a str = \"wobble\";",
        "#[expect(unused, reason = \"they wobble\")]",
        "#[test]\n#[ignore]\nfn they_wobble_for_long() {}",
        "/// ```\n/// // They wobble.\n/// let x = 1;\n/// ```",
        "/// ```text\n/// They wobble.\n/// ```",
    ] {
        assert_eq!(phrases("a.rs", text), ["wobble"], "{text}");
    }
}

#[test]
fn prose_of_scripts_and_manifests_is_comments_and_strings() {
    assert_eq!(phrases(".ci/run", "wobble $# # They wobble.\necho \"wobble\" 'wobble'"), ["wobble"; 3]);
    assert_eq!(phrases("Cargo.toml", "wobble = \"wobble\" # wobble"), ["wobble"; 2]);
    assert_eq!(phrases("a.py", "\"\"\"They wobble.\n\"\"\"\nwobble = 'wobble' # wobble"), ["wobble"; 3]);
    assert_eq!(phrases("a.mjs", "wobble(`wobble`); // wobble\n/* wobble\n * wobble */"), ["wobble"; 4]);
    assert_eq!(phrases("a.md", "```sh\nwobble # They wobble.\n```\n```\nwobble\n```\n"), ["wobble"; 2]);
}

#[test]
fn a_phrase_may_go_over_lines_but_not_over_sentences() {
    assert_eq!(found("a.rs", "    /// To take it\n    /// all apart."), [(1, 12, "take it all apart".to_owned())]);
    assert_eq!(phrases("a.rs", "let x = \"take it \\\n    apart\";"), ["take it apart"]);
    assert_eq!(phrases("a.md", "Take `this`, and that, apart."), ["Take … and that apart"]);
    for text in ["Take it. Apart from", "Take it\n\n- apart", "- take it\n- apart", "| take | apart |"] {
        assert_eq!(phrases("a.md", text), [""; 0], "{text}");
    }
    assert_eq!(phrases("a.rs", "// take it\n\n// apart"), [""; 0]);
    assert_eq!(phrases("a.rs", "let x = \"take it\\napart\";"), [""; 0]);
}

#[test]
fn conditions_of_a_pattern_restrict_it() {
    assert_eq!(phrases("a.rs", "/// When it is. When it was.\n// When."), ["When"]);
    assert_eq!(phrases("a.md", "They wobble longer, they wobble long."), ["wobble"]);
    assert_eq!(phrases("a.md", "Wibble wobble-free, wibble (wibble it)."), ["wibble"]);
    assert_eq!(phrases("a.md", "Zig. Why zig? A zig."), ["Zig", "zig"]);
    assert_eq!(phrases("a.md", "Much ado, much, ado."), ["Much ado", "much ado"]);
    assert_eq!(phrases("a.md", "Hop. They hop."), ["Hop"]);
    assert_eq!(phrases("a.md", "A fuss. No fuss. A fuss here."), ["fuss"]);
}

#[test]
fn only_files_with_prose_are_read() {
    for path in ["a.rs", "README.md", ".ci/run", "x/Cargo.toml", "a.py", "model/sts.corrections.json", "figures.txt"] {
        assert!(has_prose(path), "{path}");
    }
    for path in ["LICENSE-MIT", LIST, "model/sts.json", "a.svg", "python/requirements.txt", "Cargo.lock"] {
        assert!(!has_prose(path), "{path}");
    }
    let files = files(&StyleOptions::new(crate::workspace::root())).unwrap();
    for path in ["README.md", ".ci/run", ".cargo/config.toml", "model/sts.md", "xtask/src/style.rs"] {
        assert!(files.iter().any(|file| file == path), "{path}");
    }
    assert!(!files.iter().any(|file| file.starts_with("target") || Path::new(file).starts_with(".git")));
}
