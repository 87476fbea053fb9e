//! Requests to the control API, after the HTTP layer has read them.

use std::ops::RangeInclusive;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::accounts::LocalAccounts;
use crate::control::ControlAccess;
use crate::control::error::ControlError;
use crate::settings::field::SettingField;
use crate::settings::node::DocumentNode;
use crate::settings::violation::{InvalidSetting, ViolationReport};
use crate::state::ServerState;

/// A request to the control API.
pub(super) struct ControlRequest {
    pub(super) server: Arc<ServerState>,
    pub(super) access: Arc<ControlAccess>,
    /// The values of the parameters in the path, by their names.
    pub(super) path_parameters: Vec<(&'static str, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<DocumentNode>,
}

impl ControlRequest {
    pub(super) fn accounts(&self) -> LocalAccounts {
        LocalAccounts::new(self.server.clone())
    }

    /// Returns a parameter of the path. Each handler asks only for those that its path has.
    pub(super) fn path(&self, name: &str) -> &str {
        let found = self.path_parameters.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Returns a parameter of the path that is a positive number.
    pub(super) fn path_number(&self, name: &str) -> Result<u64, ControlError> {
        let text = self.path(name);
        let number = text.parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| {
            ControlError::invalid_value(name, format!("{text:?} is not an ID; write a whole number from 1"))
        })
    }

    /// Reads the query. All violations are reported at once.
    pub(super) fn query<T>(&self, read: impl FnOnce(&QueryReader<'_>) -> T) -> Result<T, ControlError> {
        let reader = QueryReader { query: &self.query, report: ViolationReport::default() };
        let value = read(&reader);
        reader.report.finish(Some(value)).map_err(ControlError::invalid)
    }

    /// Reads the body. All violations are reported at once.
    pub(super) fn body<T>(&self, read: impl FnOnce(&SettingField<'_>) -> Option<T>) -> Result<T, ControlError> {
        let missing = || ControlError::invalid_value("", "the request has no body; send JSON");
        let body = self.body.as_ref().ok_or_else(missing)?;
        let report = ViolationReport::default();
        let value = read(&SettingField::root(body, &report));
        report.finish(value).map_err(ControlError::invalid)
    }
}

/// Reads parameters of a query.
pub(super) struct QueryReader<'q> {
    query: &'q [(String, String)],
    report: ViolationReport,
}

impl QueryReader<'_> {
    /// Reports parameters that are unknown or repeated.
    pub(super) fn expect(&self, known: &[&str]) {
        for (index, (name, _)) in self.query.iter().enumerate() {
            let is_repeated = self.query.iter().take(index).any(|(earlier, _)| earlier == name);
            if is_repeated || !known.contains(&name.as_str()) {
                let problem = if is_repeated { "is there twice" } else { "is not a parameter of this operation" };
                self.report.add(InvalidSetting::new(name, None, problem));
            }
        }
    }

    /// Returns a number within a range, or a default if the parameter is absent or invalid.
    pub(super) fn number<N>(&self, name: &str, range: RangeInclusive<N>, default: N) -> N
    where
        N: std::str::FromStr + PartialOrd + std::fmt::Display,
    {
        let Some((_, text)) = self.query.iter().find(|(known, _)| known == name) else { return default };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let message = format!("must be a number from {} to {}; found {text:?}", range.start(), range.end());
                self.report.add(InvalidSetting::new(name, None, message));
                default
            }
        }
    }
}

/// Returns the segments of a path, decoded. `None` if one is not UTF-8.
pub(super) fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    path.split('/').map(|segment| Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())).collect()
}

/// Returns the parameters of a query, decoded. A parameter that is not UTF-8 keeps replacement characters.
pub(super) fn query_parameters(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
