//! Files that lie beside a model and belong to it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::is_file;

/// A file that was found beside a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Companion {
    /// The content of the file.
    pub kind: CompanionKind,
    /// The path of the file.
    pub path: PathBuf,
}

/// The content of a file that belongs to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompanionKind {
    /// An endpoint rule set.
    EndpointRules,
    /// Paginators.
    Paginators,
    /// Waiters.
    Waiters,
    /// Corrections of the model.
    Corrections,
}

impl CompanionKind {
    const ALL: [Self; 4] = [Self::EndpointRules, Self::Paginators, Self::Waiters, Self::Corrections];

    /// The name beside a model that has the name [`PUBLISHED`], without `.json`. AWS publishes no corrections.
    fn published(self) -> Option<&'static str> {
        match self {
            Self::EndpointRules => Some("endpoint-rule-set-1"),
            Self::Paginators => Some("paginators-1"),
            Self::Waiters => Some("waiters-2"),
            Self::Corrections => None,
        }
    }

    /// The middle of the name beside any other model: `iam.paginators.json`.
    fn suffix(self) -> &'static str {
        match self {
            Self::EndpointRules => "endpoint-rules",
            Self::Paginators => "paginators",
            Self::Waiters => "waiters",
            Self::Corrections => "corrections",
        }
    }
}

/// Writes the plain name: `endpoint rules`.
impl fmt::Display for CompanionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EndpointRules => "endpoint rules",
            other => other.suffix(),
        })
    }
}

/// The name that every API-2 model has where AWS publishes it, without `.json`. Such a folder has one model.
const PUBLISHED: &str = "service-2";
/// Endings that tell the two forms of one model apart.
const FORMS: [&str; 2] = [".api2", ".smithy"];

/// Finds the files that belong to a model by their names. They may be compressed with gzip. Of a plain and a compressed
/// file, the plain one counts.
pub(crate) fn companions(model: &Path) -> Vec<Companion> {
    let Some(name) = model.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let name = name.strip_suffix(".json").unwrap_or(name);
    let service = FORMS.iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name);
    let find = |kind: CompanionKind| {
        let published = kind.published().filter(|_| name == PUBLISHED).map(str::to_owned);
        let names = published.into_iter().chain([format!("{service}.{}", kind.suffix())]);
        let files = names.flat_map(|name| [format!("{name}.json"), format!("{name}.json.gz")]);
        let path = files.map(|file| model.with_file_name(file)).find(|path| is_file(path))?;
        Some(Companion { kind, path })
    };
    CompanionKind::ALL.into_iter().filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Creates empty files, and returns the names of those that belong to a model.
    fn found(name: &str, files: &[&str], model: &str) -> Vec<String> {
        let folder = std::env::temp_dir().join(format!("codegen-companions-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("x.waiters.json")).unwrap();
        for file in files {
            fs::write(folder.join(file), "").unwrap();
        }
        let found = companions(&folder.join(model));
        fs::remove_dir_all(&folder).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        found.iter().map(|found| format!("{}: {}", found.kind, name(&found.path))).collect()
    }

    #[test]
    fn a_published_model_has_the_published_files_of_its_folder() {
        let files = ["paginators-1.json", "waiters-2.json", "endpoint-rule-set-1.json.gz", "examples-1.json"];
        let expected =
            ["endpoint rules: endpoint-rule-set-1.json.gz", "paginators: paginators-1.json", "waiters: waiters-2.json"];
        assert_eq!(found("published", &files, "service-2.json.gz"), expected);
        assert_eq!(found("published-plain", &files, "service-2.json"), expected);
        assert!(found("published-other", &files, "iam.json").is_empty(), "the files belong to another model");
    }

    #[test]
    fn any_other_model_has_the_files_with_its_name() {
        let files = ["x.paginators.json", "x.paginators.json.gz", "x.endpoint-rules.json.gz", "x.corrections.json"];
        let expected = [
            "endpoint rules: x.endpoint-rules.json.gz",
            "paginators: x.paginators.json",
            "corrections: x.corrections.json",
        ];
        for model in ["x.json", "x.json.gz", "x.api2.json.gz", "x.smithy.json"] {
            assert_eq!(found("named", &files, model), expected, "{model}");
        }
        assert!(found("other", &files, "y.json").is_empty());
        assert!(found("longer", &files, "x.y.json").is_empty());
    }

    #[test]
    fn a_folder_with_the_name_of_a_companion_is_not_one() {
        assert!(found("folder", &[], "x.json").is_empty());
    }
}
