//! Draws models at random, to compile the crates that are generated from them.

use std::collections::BTreeSet;

use codegen::GeneratedFile;

use super::change::{ChangedModel, INJECTIONS, MODELS};

/// A module that was generated from a model drawn at random.
#[derive(Debug)]
pub struct DrawnModule {
    /// The name of the module.
    pub name: String,
    /// The changes that made the model, as an input of the target `model`.
    pub input: String,
    /// The files of the module.
    pub files: Vec<GeneratedFile>,
}

/// Names that are words of Rust, of the standard library, or of generated code.
const NAMES: [&str; 32] = [
    "type",
    "self",
    "Self",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Into",
    "IntoIterator",
    "Some",
    "None",
    "Ok",
    "Err",
    "Default",
    "Clone",
    "From",
    "Client",
    "Error",
    "ErrorCode",
    "new",
    "build",
    "Builder",
    "Unrecognized",
    "rt",
    "types",
    "mod",
    "Secret",
    "value",
    "a-b",
    "A.b",
    "_x1",
];

/// Other values: limits, patterns, descriptions.
const VALUES: [&str; 24] = [
    "0",
    "1",
    "-1",
    "0.5",
    "99.999",
    "1e3",
    "9007199254740993",
    "2147483648",
    "true",
    "false",
    "{}",
    "[]",
    r#""^(?!-)[a-z]+$""#,
    r#""^[\\w+=,.@-]*$""#,
    r#""\\p{L}{1,3}(?=x)x""#,
    r#""a|b""#,
    r#""<p>A <code>b</code> &amp; <i>c</i>.</p>""#,
    r#""<ul><li>a<ul><li>b</li></ul></li></ul>""#,
    r#""2020-01-01""#,
    r#""v4""#,
    r#""client""#,
    r#""date-time""#,
    r#"{"min": 0.25, "max": 1e3}"#,
    r#"{"min": 1, "max": 64}"#,
];

/// Draws modules that the generator accepts, each with other code. The same seed gives the same modules.
pub fn draw(seed: u64, count: usize) -> Vec<DrawnModule> {
    let mut random = SplitMix(seed);
    let mut drawn = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    // Most changes are refused. The limit only ends a loop that would never draw anything.
    for _ in 0..count.saturating_mul(1_000) {
        if drawn.len() == count {
            break;
        }
        let input = input(&mut random);
        let changed = ChangedModel::parse(&input);
        let name = format!("m{}", drawn.len());
        if let Ok(generated) = super::generate(&changed, &changed.model(), &name) {
            let files = generated.files();
            // The texts of files do not contain the name of the module.
            if seen.insert(files.iter().map(|file| file.text.as_str()).collect()) {
                drawn.push(DrawnModule { name, input, files });
            }
        }
    }
    drawn
}

fn input(random: &mut SplitMix) -> String {
    let published = if random.below(2) == 0 { " published" } else { "" };
    let mut input = format!("{}{published} lenient\n", random.below(MODELS.len()));
    for _ in 0..=random.below(6) {
        let node = random.below(1_000);
        let change = match random.below(10) {
            0 | 1 => format!("set {}", random.of(&NAMES)),
            2 | 3 => format!("also {}", random.of(&NAMES)),
            4 => format!("key {}", random.of(&NAMES)),
            5 | 6 => format!("copy {}", random.below(1_000)),
            7 => "remove".to_owned(),
            8 => format!("inject {}", random.below(INJECTIONS.len())),
            _ => format!("json {}", random.of(&VALUES)),
        };
        input.push_str(&format!("{node} {change}\n"));
    }
    input
}

/// SplitMix64, whose numbers depend on nothing but the seed.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, which is far below 2^64.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        let index = self.below(list.len());
        list.get(index).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_modules() {
        let inputs = |seed| draw(seed, 3).into_iter().map(|module| module.input).collect::<Vec<_>>();
        assert_eq!(inputs(7), inputs(7));
        assert_ne!(inputs(7), inputs(8));
    }
}
