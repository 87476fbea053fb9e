//! Pages of the tour show exactly the programs that the tests run.

use std::fs;

use source::workspace::root;

const PAGES: [&str; 2] = ["sts/src/tour", "sts/local/src/tour"];

/// The first lines of blocks that rustdoc does not test: Rust that needs other packages, and other languages.
const UNTESTED: [&str; 3] = ["```rust,ignore", "```python", "```javascript"];

/// Returns true for the first line of a program that rustdoc does not test.
fn starts_untested(line: &str) -> bool {
    let is_other_language = ["py", "js", "javascript", "ts", "mjs"].iter().any(|name| line[3..].starts_with(name));
    is_other_language || line.contains("ignore")
}

/// Returns the names and the texts of the pages of a folder.
fn pages(folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.clone(), fs::read_to_string(root().join(folder).join(name)).unwrap())).collect()
}

/// Returns the program in each block that rustdoc does not test, with the line in front of the block.
fn programs(page: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = page.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| line.starts_with("```") && starts_untested(line));
    starts
        .map(|(start, first)| {
            assert!(UNTESTED.contains(first), "{first}: write one of {UNTESTED:?}");
            let text = lines[start + 1..].iter().take_while(|line| **line != "```");
            (lines[start - 1].to_owned(), text.map(|line| format!("{line}\n")).collect())
        })
        .collect()
}

#[test]
fn a_program_that_rustdoc_does_not_test_is_the_text_of_a_tested_file() {
    let updates = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut count = 0;
    let all = PAGES.into_iter().flat_map(|folder| pages(folder).into_iter().map(move |page| (folder, page)));
    for (folder, (name, mut page)) in all {
        for (comment, program) in programs(&page) {
            let file = comment.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
            let file = file.unwrap_or_else(|| panic!("{name}: a line `<!-- FILE -->` before the block names its file"));
            let text = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{name}: {file}: {error}"));
            if updates {
                page = page.replace(&program, &text);
            } else {
                let advice = "run `UPDATE_SNAPSHOTS=1 cargo test -p source tour`";
                assert_eq!(program, text, "{name} and {file} differ: {advice}");
            }
            count += 1;
        }
        if updates {
            fs::write(root().join(folder).join(name), page).unwrap();
        }
    }
    assert!(count > 3, "{count} programs");
}

#[test]
fn every_page_is_a_module_and_on_the_map_of_the_tour() {
    for folder in PAGES {
        let tour = fs::read_to_string(root().join(folder).with_extension("rs")).unwrap();
        for (name, _) in pages(folder) {
            let module = name.trim_end_matches(".md");
            let start = format!("#[doc = include_str!(\"tour/{name}\")]\npub mod {module} {{}}");
            assert!(tour.contains(&start), "{folder}.rs does not include {name}");
            assert!(folder.contains("local") || tour.contains(&format!("[`{module}`]")), "{module} is not on the map");
        }
    }
}
