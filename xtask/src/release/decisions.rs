//! Open decisions of the owner. None of them makes a rehearsal fail.

use super::archive::Archive;

/// Names that other packages have in the public registry.
const TAKEN: [(&str, &str); 2] = [("codegen", "writes Rust code"), ("sts", "makes timestamps")];

/// Returns a line for each open decision.
pub(super) fn report(archives: &[Archive]) -> String {
    archives.iter().filter_map(name).chain(repository(archives)).collect()
}

fn name(archive: &Archive) -> Option<String> {
    let (name, purpose) = TAKEN.iter().find(|(name, _)| *name == archive.name)?;
    Some(format!(
        "TO DECIDE  name: {name} is a different package in the public registry, which {purpose}; see \"Choose the names\" in \
         CONTRIBUTING.md\n"
    ))
}

/// A registry warns about a package that leads nowhere.
fn repository(archives: &[Archive]) -> Option<String> {
    let without = archives.iter().filter(|archive| archive.package_key("repository").is_none());
    let names: Vec<&str> = without.map(|archive| archive.name.as_str()).collect();
    (!names.is_empty()).then(|| {
        format!("TO DECIDE  address: no `repository` in {}; set it under [package] of each\n", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::super::archive::sample;
    use super::*;

    #[test]
    fn names_that_others_have_and_missing_addresses_are_open() {
        let lines = report(&[sample::archive()]);
        assert!(lines.starts_with("TO DECIDE  name: sts is a different package in the public registry"), "{lines}");
        assert!(lines.contains("\nTO DECIDE  address: no `repository` in sts; "), "{lines}");
        let mut archive = sample::with_manifest("name = ", "repository = \"https://example.com\"\nname = ");
        archive.name = "aws-sts-client".to_owned();
        assert_eq!(report(&[archive]), "");
    }
}
