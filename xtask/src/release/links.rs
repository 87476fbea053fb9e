//! Links in pages and in documentation.

mod markdown;

use std::path::{Component, Path, PathBuf};

use ::codegen::disk;

use super::archive::Archive;
use super::problem::ReleaseProblem;
use markdown::{has_anchor, links};

/// Folders whose pages become documentation of rustdoc, where a path of a file leads nowhere.
const RUSTDOC_PAGES: [&str; 3] = ["model/", "sts/src/", "sts/local/src/"];

/// Checks the links of all pages among the files of the workspace.
///
/// # Errors
///
/// If a page cannot be read.
pub(super) fn of_pages(root: &Path, files: &[String]) -> Result<Vec<ReleaseProblem>, String> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".md")) {
        let text = disk::read(&root.join(file)).map_err(|error| error.to_string())?;
        if RUSTDOC_PAGES.iter().any(|folder| file.starts_with(folder)) {
            problems.extend(in_documentation(file, &text));
        } else {
            problems.extend(in_page(file, file, &text, &|path| found_in(root, files, path)));
        }
    }
    Ok(problems)
}

/// Checks the links of what a package shows: its README, and the documentation in its sources.
pub(super) fn of_package(archive: &Archive) -> Vec<ReleaseProblem> {
    let mut problems = Vec::new();
    for file in archive.files.keys() {
        let Some(text) = archive.text(file) else { continue };
        let place = format!("{}, {file}", archive.name);
        if file == "README.md" {
            let found = |path: &str| archive.text(path).map(str::to_owned);
            problems.extend(in_page(&place, file, text, &found));
        } else if file.ends_with(".rs") {
            problems.extend(in_documentation(&place, &markdown::documentation(text)));
        }
    }
    problems
}

/// Returns the text of a file of the workspace, which is empty for a folder, or nothing if it is not there.
fn found_in(root: &Path, files: &[String], path: &str) -> Option<String> {
    let folder = format!("{}/", path.trim_end_matches('/'));
    if files.iter().any(|file| file == path) {
        return Some(disk::read(&root.join(path)).unwrap_or_default());
    }
    files.iter().any(|file| path.is_empty() || file.starts_with(&folder)).then(String::new)
}

/// Checks a page that is read in its repository or package. `found` returns the text of a file.
fn in_page(place: &str, file: &str, text: &str, found: &dyn Fn(&str) -> Option<String>) -> Vec<ReleaseProblem> {
    let mut problems = Vec::new();
    for link in links(text) {
        let problem = |found: &str, allowed: &str, remedy: &str| {
            let place = format!("{place}, line {}", link.line);
            ReleaseProblem::at(place).found(format!("{} {found}", link.target), allowed, remedy)
        };
        if is_absolute(&link.target) {
            continue;
        }
        let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
        let target =
            if path.is_empty() { Some(text.to_owned()) } else { resolved(file, path).and_then(|path| found(&path)) };
        match target {
            None => problems.push(problem(
                "leads to no file",
                "a relative link leads to a file that git tracks, or that the package contains",
                "correct it, or write an absolute address",
            )),
            Some(page) if !anchor.is_empty() && !has_anchor(&page, anchor) => problems.push(problem(
                "leads to no heading",
                "the part after # is a heading in lower case, with - for blanks",
                "correct it",
            )),
            Some(_) => {}
        }
    }
    problems
}

/// Checks documentation that rustdoc renders. It checks links to items itself.
fn in_documentation(place: &str, text: &str) -> Vec<ReleaseProblem> {
    let is_file = |target: &str| {
        let path = target.split('#').next().unwrap_or_default();
        path.contains('/')
            || Path::new(path).extension().is_some_and(|ending| FILE_ENDINGS.iter().any(|it| ending == *it))
    };
    let wrong = links(text).into_iter().filter(|link| !is_absolute(&link.target) && is_file(&link.target));
    wrong
        .map(|link| {
            ReleaseProblem::at(format!("{place}, line {}", link.line)).found(
                format!("{} leads to a file", link.target),
                "rustdoc has no files: a link leads to an item, a heading or an absolute address",
                "link to an item, such as crate::tour::testing",
            )
        })
        .collect()
}

/// Endings of files that pages may want to link to.
const FILE_ENDINGS: [&str; 6] = ["html", "json", "md", "rs", "toml", "txt"];

/// Returns true for an address with a scheme.
fn is_absolute(target: &str) -> bool {
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
    ["http", "https", "mailto"].contains(&scheme)
}

/// Returns the path that a link in `file` leads to, below the root, or nothing if it leads out of it.
fn resolved(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<String> = file.split('/').map(str::to_owned).collect();
    parts.pop();
    for component in PathBuf::from(path).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::ParentDir => drop(parts.pop()?),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::archive::sample;
    use super::*;

    const GUIDE: &str = "# Guide\n\n## A `first` step, of two\n";

    fn problems(file: &str, text: &str) -> Vec<String> {
        let found = |path: &str| ["docs/guide.md", "docs"].contains(&path).then(|| GUIDE.to_owned());
        in_page(file, file, text, &found).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_to_files_folders_headings_and_addresses_are_right() {
        for link in [
            "docs/guide.md",
            "./docs/guide.md",
            "docs/",
            "tests/../docs/guide.md",
            "docs/guide.md#a-first-step-of-two",
            "#here",
            "https://example.com/docs/absent.md",
            "mailto:a@example.com",
        ] {
            assert_eq!(problems("README.md", &format!("# Here\n\n[a]({link})\n")), [""; 0], "{link}");
        }
        assert_eq!(problems("docs/other.md", "[a](guide.md) [b](../docs/guide.md)"), [""; 0]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found_with_its_line() {
        for (link, expected) in [
            ("docs/gone.md", "leads to no file"),
            ("/docs/guide.md", "leads to no file"),
            ("../docs/guide.md", "leads to no file"),
            ("docs/guide.md#second-step", "leads to no heading"),
            ("#there", "leads to no heading"),
        ] {
            for text in [format!("# Here\n\n![a]({link})"), format!("# Here\n\n[a]: {link}")] {
                let problems = problems("README.md", &text);
                let [problem] = &problems[..] else { panic!("{text}: {problems:?}") };
                assert!(problem.starts_with(&format!("README.md, line 3: {link} {expected}; ")), "{problem}");
            }
        }
    }

    #[test]
    fn a_readme_links_only_to_what_its_package_contains() {
        let mut archive = sample::archive();
        let readme = "# sts\n\n[license](LICENSE-MIT), [tour](src/tour.md)\n";
        archive.files.insert("README.md".to_owned(), readme.as_bytes().to_vec());
        let problems = of_package(&archive);
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.to_string().starts_with("sts, README.md, line 3: src/tour.md leads to no file; "), "{problem}");
    }

    #[test]
    fn documentation_links_to_items_and_not_to_files() {
        let mut archive = sample::archive();
        let source = "//! [a](crate::tour) [b](#heading)\n\n/// See [c](../README.md).\n/// [d](https://x.org/e.md)\nstruct A;\n";
        archive.files.insert("src/a.rs".to_owned(), source.as_bytes().to_vec());
        let problems = of_package(&archive);
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.to_string().starts_with("sts, src/a.rs, line 3: ../README.md leads to a file; "), "{problem}");
    }
}
