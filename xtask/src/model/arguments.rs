//! The words of the command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files, options with values, and flags.
pub(super) struct Arguments<'a> {
    /// Words that are no options, in their order.
    pub(super) files: Vec<&'a str>,
    values: BTreeMap<&'a str, &'a str>,
}

impl<'a> Arguments<'a> {
    /// Tells words apart; `options` take a value, `flags` take none.
    pub(super) fn parse(arguments: &[&'a str], options: &[&str], flags: &[&str]) -> Result<Self, String> {
        let (mut files, mut values) = (Vec::new(), BTreeMap::new());
        let mut words = arguments.iter().copied();
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else {
                files.push(word);
                continue;
            };
            let value = if flags.contains(&name) {
                ""
            } else if options.contains(&name) {
                words.next().ok_or_else(|| format!("{word} has no value"))?
            } else {
                return Err(unknown(word, options, flags));
            };
            if values.insert(name, value).is_some() {
                return Err(format!("{word} is given twice"));
            }
        }
        Ok(Self { files, values })
    }

    /// The value of an option.
    pub(super) fn value(&self, option: &str) -> Option<&'a str> {
        self.values.get(option).copied()
    }

    /// The value of an option, as a path.
    pub(super) fn path(&self, option: &str) -> Option<PathBuf> {
        self.value(option).map(PathBuf::from)
    }

    /// Whether a flag is given.
    pub(super) fn has(&self, flag: &str) -> bool {
        self.values.contains_key(flag)
    }
}

fn unknown(word: &str, options: &[&str], flags: &[&str]) -> String {
    let known: Vec<String> = options.iter().chain(flags).map(|name| format!("--{name}")).collect();
    match known.as_slice() {
        [] => format!("{word} is not known: the command has no options"),
        known => format!("{word} is not known; known are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(arguments: &[&str]) -> String {
        Arguments::parse(arguments, &["out"], &["json"]).map(|_| ()).unwrap_err()
    }

    #[test]
    fn files_options_and_flags_are_told_apart() {
        let arguments = Arguments::parse(&["a", "--out", "--json", "--json", "b"], &["out"], &["json"]).unwrap();
        assert_eq!(arguments.files, ["a", "b"]);
        assert_eq!(arguments.path("out"), Some(PathBuf::from("--json")));
        assert!(arguments.has("json"));
        assert!(!arguments.has("yaml"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(refused(&["--in", "x"]), "--in is not known; known are --out, --json");
        assert_eq!(refused(&["--out"]), "--out has no value");
        assert_eq!(refused(&["--json", "--json"]), "--json is given twice");
    }
}
