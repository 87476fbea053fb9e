//! Checks of principals.

use super::{FindingKind, Lint};
use crate::json::JsonPath;
use crate::policy::kind::ElementRule;
use crate::policy::principal::{NOT_PRINCIPAL_IN_ALLOW, Principal, PrincipalFault};
use crate::policy::statement::{Effect, Statement};

impl Lint {
    #[inline]
    pub(super) fn principals(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        let elements = [
            ("Principal", statement.principal(), self.rules.principal),
            ("NotPrincipal", statement.not_principal(), self.rules.not_principal),
        ];
        for (key, principal, presence) in elements {
            match (principal, presence) {
                (Some(_), ElementRule::Forbidden) => {
                    let message = format!("{} must not have {key}; remove it", self.rules.name);
                    self.refuse(FindingKind::Principal, &path.key(key), message);
                }
                (Some(principal), _) => self.principal(principal, &path.key(key)),
                (None, ElementRule::Required) if !statement.has_principal() => {
                    let message = format!("{} must say in each statement who it is about", self.rules.name);
                    self.refuse(FindingKind::Principal, &path.key(key), message);
                }
                (None, _) => {}
            }
        }
        if statement.not_principal().is_some()
            && statement.effect() == Effect::Allow
            && self.rules.not_principal != ElementRule::Forbidden
        {
            // IAM Access Analyzer gives a warning, and AWS says that it is not supported.
            self.advise(FindingKind::Principal, &path.key("NotPrincipal"), NOT_PRINCIPAL_IN_ALLOW);
        }
        if elements.iter().all(|(_, principal, presence)| principal.is_some() && *presence != ElementRule::Forbidden) {
            self.refuse(FindingKind::Conflict, path, "must have Principal or NotPrincipal; found both");
        }
    }

    #[inline]
    fn principal(&mut self, principal: &Principal, path: &JsonPath<'_>) {
        for fault in principal.faults() {
            match fault {
                PrincipalFault::Nobody => self.refuse(FindingKind::Missing, path, fault.message()),
                PrincipalFault::UnknownKind { kind } => {
                    self.refuse(FindingKind::UnknownKey, &path.key(kind), fault.message());
                }
                PrincipalFault::NoName { kind } => self.refuse(FindingKind::Missing, &path.key(kind), fault.message()),
                PrincipalFault::Form { kind, index, single, .. } => {
                    self.refuse(FindingKind::Principal, &path.key(kind).item(index, single), fault.message());
                }
            }
        }
    }
}
