//! Parameters of a request, as received.

use std::collections::BTreeMap;

use super::Refusal;
use crate::value::percent::decode_form;

/// The decoded parameters of a request. Their names are unique.
///
/// ```
/// use awsquery::server::Parameters;
///
/// let parameters = Parameters::parse(b"Action=Greet&Name=a%20b", 100)?;
/// assert_eq!(parameters.get("Name"), Some("a b"));
/// assert_eq!(format!("{parameters:?}"), r#"{"Action", "Name"}"#);
/// # Ok::<(), awsquery::server::Refusal>(())
/// ```
#[derive(Default)]
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Parses the body of a form, or a query.
    ///
    /// # Errors
    ///
    /// Returns a refusal with the code `MalformedQueryString` for an invalid percent escape, bytes that are not UTF-8, a
    /// repeated name, or more than `max` parameters.
    pub fn parse(form: &[u8], max: usize) -> Result<Self, Refusal> {
        Self::parse_all([form], max)
    }

    /// Parses the query and the body of a request, over which the parameters may be spread.
    ///
    /// ```
    /// use awsquery::server::Parameters;
    ///
    /// let parameters = Parameters::parse_query_and_body(b"Action=Greet", b"Name=Ann", 100)?;
    /// assert_eq!((parameters.get("Action"), parameters.get("Name")), (Some("Greet"), Some("Ann")));
    /// assert!(Parameters::parse_query_and_body(b"Name=Ann", b"Name=Ann", 100).is_err());
    /// # Ok::<(), awsquery::server::Refusal>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the refusals of [`parse`](Self::parse) for both together: a name may be in one of them only, and `max`
    /// counts the parameters of both.
    pub fn parse_query_and_body(query: &[u8], body: &[u8], max: usize) -> Result<Self, Refusal> {
        Self::parse_all([query, body], max)
    }

    fn parse_all<const N: usize>(forms: [&[u8]; N], max: usize) -> Result<Self, Refusal> {
        let mut parameters = BTreeMap::new();
        let pairs = forms.into_iter().flat_map(|form| form.split(|byte| *byte == b'&'));
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(equals) => (pair.get(..equals).unwrap_or_default(), pair.get(equals + 1..).unwrap_or_default()),
                None => (pair, &[][..]),
            };
            let name = decode_form(name).map_err(malformed)?;
            let value = decode_form(value).map_err(malformed)?;
            if parameters.len() == max {
                return Err(malformed(format!("more than {max} parameters")));
            }
            // Neither of two values may be preferred.
            if parameters.insert(name.clone(), value).is_some() {
                return Err(malformed(format!("the parameter '{name}' is sent more than once")));
            }
        }
        Ok(Self(parameters))
    }

    /// Returns the value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Returns all parameters, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns `true` if the parameter, or one below it, is present.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path) || self.below(path).next().is_some()
    }

    /// Returns the names below a path: for each one that starts with `path.`, the rest after it.
    pub(super) fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = format!("{path}.");
        let start = prefix.len();
        self.0
            .range(prefix.clone()..)
            .map(|(name, _)| name.as_str())
            .take_while(move |name| name.starts_with(&prefix))
            .filter_map(move |name| name.get(start..))
    }
}

/// Shows only names, because values may be secret.
impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "MalformedQueryString", message)
}
