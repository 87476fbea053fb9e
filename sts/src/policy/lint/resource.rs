//! Checks of resources.

use super::spelling::misspelt_variable;
use super::{FindingKind, Lint};
use crate::arn::Arn;
use crate::json::{JsonPath, shown};
use crate::policy::kind::{ElementRule, ShortArn};
use crate::policy::statement::Statement;

const KEYS: [&str; 2] = ["Resource", "NotResource"];

impl Lint {
    pub(super) fn resources(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        if self.rules.resource == ElementRule::Forbidden {
            for key in KEYS.into_iter().filter(|key| statement.has(key)) {
                let message = format!("{} must not have {key}; remove it", self.rules.name);
                self.refuse(FindingKind::Resource, &path.key(key), message);
            }
            return;
        }
        self.one_of(statement, path, KEYS);
        let rules = self.rules;
        self.strings(statement, path, KEYS, FindingKind::Resource, |text| match problem(text, rules.short_arn) {
            Some(ResourceFault::Form) => Some("must be * or arn:partition:service:region:account:resource".to_owned()),
            Some(ResourceFault::OpenVariable) => Some("must close the policy variable that ${ opens".to_owned()),
            Some(ResourceFault::Short) => {
                Some(format!("must have all six parts of an ARN, because AWS refuses {} without them", rules.name))
            }
            None => None,
        });
        for (key, strings) in KEYS.into_iter().filter_map(|key| Some((key, statement.strings(key)?))) {
            let path = path.key(key);
            for (index, text) in strings.values.iter().enumerate() {
                self.variables(text, &path.item(index, strings.single));
            }
        }
    }

    /// Reports policy variables whose names are nearly those of global condition keys.
    pub(super) fn variables(&mut self, text: &str, path: &JsonPath<'_>) {
        for (found, meant) in misspelt_variable(text) {
            let message = format!("${{{}}} has no value; did you mean ${{{meant}}}?", shown(found));
            self.advise(FindingKind::Variable, path, message);
        }
    }
}

enum ResourceFault {
    Form,
    OpenVariable,
    Short,
}

/// Returns what is wrong with a resource. A resource is `*` or an ARN of six parts with a partition, a service and a
/// resource, in which wildcards and policy variables may occur. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
fn problem(text: &str, short_arn: ShortArn) -> Option<ResourceFault> {
    if text == "*" {
        return None;
    }
    let Some(text) = without_variables(text) else { return Some(ResourceFault::OpenVariable) };
    // A variable can expand to any number of parts.
    if text.starts_with(VARIABLE) || (short_arn == ShortArn::ByService && !text.is_empty()) {
        return None;
    }
    let Some(rest) = text.strip_prefix("arn:") else { return Some(ResourceFault::Form) };
    if let Some(arn) = Arn::parse(&text) {
        return [arn.partition, arn.service, arn.resource].contains(&"").then_some(ResourceFault::Form);
    }
    match short_arn {
        ShortArn::Refused => Some(ResourceFault::Short),
        ShortArn::Completed | ShortArn::ByService => {
            rest.split(':').take(2).any(str::is_empty).then_some(ResourceFault::Form)
        }
    }
}

/// Replaces a policy variable.
const VARIABLE: char = '$';

/// Replaces each policy variable by one character, because colons and braces inside a variable do not separate
/// anything. Returns `None` if a variable is not closed.
fn without_variables(text: &str) -> Option<String> {
    let mut parts = text.split("${");
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        plain.push(VARIABLE);
        plain.push_str(part.split_once('}')?.1);
    }
    Some(plain)
}
