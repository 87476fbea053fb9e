//! Checks of resources.

use super::spelling::misspelt_variable;
use super::{FindingKind, Lint};
use crate::json::{JsonPath, shown};
use crate::policy::form::resource_fault;
use crate::policy::kind::ElementRule;
use crate::policy::statement::Statement;
use crate::policy::variable::{Variable, variables};

const KEYS: [&str; 2] = ["Resource", "NotResource"];

impl Lint {
    #[inline]
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
        self.strings(statement, path, KEYS, |lint, text, path| {
            if let Some(fault) = resource_fault(text, rules.short_arn) {
                let message = format!("{}; found \"{}\"", fault.message(rules.name), shown(text));
                if fault.is_accepted() {
                    lint.advise(FindingKind::Variable, path, message);
                } else {
                    lint.refuse(FindingKind::Resource, path, message);
                }
            }
            lint.variables(text, path);
        });
    }

    /// Reports policy variables that are malformed, and those whose names are nearly those of global condition keys.
    #[inline]
    pub(super) fn variables(&mut self, text: &str, path: &JsonPath<'_>) {
        let is_malformed = |variable: &&str| Variable::parse(variable).is_none();
        for variable in variables(text).flatten().filter(is_malformed) {
            let message = format!(
                "must have a policy variable like ${{key}} or ${{key, 'default'}}, or it cannot be judged; found ${{{}}}",
                shown(variable)
            );
            self.advise(FindingKind::Variable, path, message);
        }
        for (found, meant) in misspelt_variable(text) {
            let message = format!("${{{}}} has no value; did you mean ${{{meant}}}?", shown(found));
            self.advise(FindingKind::Variable, path, message);
        }
    }
}
