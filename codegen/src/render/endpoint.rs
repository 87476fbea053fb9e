//! Endpoint rules as a function of `if`s.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::module::GeneratedFile;
use super::source::{Source, ident, mentions};
use crate::error::{Error, Stage};
use crate::plan::endpoint::{
    EndpointCondition, EndpointExpression, EndpointFunction, EndpointOutcome, EndpointRule, EndpointRuleSet,
    ParameterKind, TemplatePart,
};
use crate::plan::ir::Crate;
use crate::plan::names;
use crate::prose::code;

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let mut source = Source::new(plan, "endpoint.rs", "Endpoint rules.").uses("rt", quote!(awsquery::rt));
    match &plan.endpoint {
        Some(rules) => source.extend(from_rules(rules, plan.own_partitions)?),
        None => source.push(quote! {
            /// Returns the configured endpoint. The model has no endpoint rules, so an endpoint must be configured.
            ///
            /// # Errors
            ///
            /// No endpoint is configured.
            pub fn resolve(inputs: &rt::EndpointInputs<'_>) -> Result<rt::Endpoint, String> {
                rt::given_endpoint(inputs)
            }
        }),
    }
    source.finish()
}

fn from_rules(rules: &EndpointRuleSet, own_partitions: bool) -> Result<Vec<TokenStream>, Error> {
    let scope = RuleScope { parameters: rules.parameters.iter().map(|parameter| parameter.name.as_str()).collect() };
    let body = scope.body(&rules.rules)?;
    let table = if own_partitions { quote!(super::partitions::PARTITIONS) } else { quote!(rt::PARTITIONS) };
    let mut items = parameters(rules);
    items.push(quote! {
        /// Resolves the endpoint for the configuration of a client.
        ///
        /// # Errors
        ///
        /// The rules reject the configuration. The message is AWS's.
        pub fn resolve(inputs: &rt::EndpointInputs<'_>) -> Result<rt::Endpoint, String> {
            decide(&Parameters::from(inputs), #table)
        }
    });
    items.push(decide(rules, &body));
    Ok(items)
}

/// The type of the parameters, and its conversion from the inputs that the runtime hands over.
fn parameters(rules: &EndpointRuleSet) -> Vec<TokenStream> {
    let fields = rules.parameters.iter().map(|parameter| {
        let name = ident(&names::member(&parameter.name));
        let about = docs::attributes(&format!(
            "{}, the built-in parameter {}.",
            code(&parameter.name),
            code(&parameter.built_in)
        ));
        let kind = match parameter.kind {
            ParameterKind::Text => quote!(Option<&'a str>),
            ParameterKind::Flag(_) => quote!(bool),
        };
        quote!(#about pub #name: #kind,)
    });
    let values = rules.parameters.iter().map(|parameter| {
        let name = ident(&names::member(&parameter.name));
        let built_in = &parameter.built_in;
        match parameter.kind {
            ParameterKind::Text => quote!(#name: inputs.text(#built_in)),
            ParameterKind::Flag(default) => quote!(#name: inputs.flag(#built_in, #default)),
        }
    });
    vec![
        quote! {
            /// Parameters of the endpoint rules.
            #[derive(Clone, Copy, Debug, Default)]
            pub struct Parameters<'a> { #(#fields)* }
        },
        quote! {
            impl<'a> From<&rt::EndpointInputs<'a>> for Parameters<'a> {
                fn from(inputs: &rt::EndpointInputs<'a>) -> Self { Self { #(#values),* } }
            }
        },
    ]
}

/// The function that contains the rules.
fn decide(rules: &EndpointRuleSet, body: &TokenStream) -> TokenStream {
    let names: Vec<String> = rules.parameters.iter().map(|parameter| names::member(&parameter.name)).collect();
    // The rules may not use all parameters, and an unused variable would be a warning.
    let used = names.iter().filter(|name| mentions(body, name)).map(|name| ident(name));
    let rest = (!names.iter().all(|name| mentions(body, name))).then(|| quote!(..));
    let partitions = if mentions(body, "partitions") { quote!(partitions) } else { quote!(_) };
    quote! {
        /// Resolves an endpoint by AWS's rules with these partitions.
        ///
        /// # Errors
        ///
        /// The rules reject the parameters. The message is AWS's.
        pub fn decide(
            parameters: &Parameters<'_>,
            #partitions: &'static [rt::Partition],
        ) -> Result<rt::Endpoint, String> {
            let Parameters { #(#used,)* #rest } = *parameters;
            #body
        }
    }
}

/// Returns true if the rules after this one are never reached.
fn always_decides(rule: &EndpointRule) -> bool {
    let decides = match &rule.outcome {
        EndpointOutcome::Tree(rules) => rules.iter().any(always_decides),
        EndpointOutcome::Endpoint { .. } | EndpointOutcome::Error(_) => true,
    };
    decides && rule.conditions.is_empty()
}

struct RuleScope<'a> {
    parameters: Vec<&'a str>,
}

impl RuleScope<'_> {
    /// Returns the rules of the outermost level. The first that always decides is the function's value.
    fn body(&self, rules: &[EndpointRule]) -> Result<TokenStream, Error> {
        let end = rules.iter().position(always_decides).unwrap_or(rules.len());
        let before = self.rules(rules.get(..end).unwrap_or_default())?;
        let value = match rules.get(end).map(|rule| &rule.outcome) {
            Some(EndpointOutcome::Tree(rules)) => self.body(rules)?,
            Some(outcome) => self.decision(outcome)?.unwrap_or_default(),
            None => quote!(Err("no rule applies".to_owned())),
        };
        Ok(quote!(#before #value))
    }

    fn rules(&self, rules: &[EndpointRule]) -> Result<TokenStream, Error> {
        let mut all = TokenStream::new();
        let mut rest = rules;
        while let [rule, others @ ..] = rest {
            rest = match self.cases(rest) {
                Some((parameter, texts)) if texts.len() > 1 => {
                    let parameter = ident(&names::member(parameter));
                    let then = self.then(&rule.outcome)?;
                    all.extend(quote!(if matches!(#parameter, Some(#(#texts)|*)) { #then }));
                    rest.get(texts.len()..).unwrap_or_default()
                }
                _ => {
                    all.extend(self.rule(rule)?);
                    others
                }
            };
            if always_decides(rule) {
                break;
            }
        }
        Ok(all)
    }

    /// Returns the texts with which the first rules compare a parameter, if the rules differ in nothing else.
    fn cases<'r>(&self, rules: &'r [EndpointRule]) -> Option<(&'r str, Vec<&'r str>)> {
        let first = rules.first()?;
        let (parameter, _) = self.case(first)?;
        let texts = rules.iter().take_while(|rule| rule.outcome == first.outcome).map_while(|rule| {
            let (other, text) = self.case(rule)?;
            (other == parameter).then_some(text)
        });
        Some((parameter, texts.collect()))
    }

    /// Returns the parameter and the text, if the only condition of a rule is that they are equal.
    fn case<'r>(&self, rule: &'r EndpointRule) -> Option<(&'r str, &'r str)> {
        let [
            EndpointCondition {
                assign: None,
                expression: EndpointExpression::Call(EndpointFunction::StringEquals, arguments),
            },
        ] = rule.conditions.as_slice()
        else {
            return None;
        };
        let [EndpointExpression::Reference(name), EndpointExpression::Template(parts)] = arguments.as_slice() else {
            return None;
        };
        let [TemplatePart::Text(text)] = parts.as_slice() else { return None };
        self.parameters.contains(&name.as_str()).then_some((name, text))
    }

    /// Returns the code for a rule that applies.
    fn then(&self, outcome: &EndpointOutcome) -> Result<TokenStream, Error> {
        match (outcome, self.decision(outcome)?) {
            (_, Some(decision)) => Ok(quote!(return #decision;)),
            (EndpointOutcome::Tree(rules), None) => self.rules(rules),
            (_, None) => Ok(TokenStream::new()),
        }
    }

    /// Returns the code of an endpoint or an error, and `None` for nested rules.
    fn decision(&self, outcome: &EndpointOutcome) -> Result<Option<TokenStream>, Error> {
        Ok(Some(match outcome {
            EndpointOutcome::Endpoint { url, signing_region, signing_name } => {
                let url = self.text(url)?;
                let optional = |expression: &Option<EndpointExpression>| match expression {
                    Some(expression) => {
                        let text = self.text(expression)?;
                        Ok(quote!(Some(#text)))
                    }
                    None => Ok(quote!(None)),
                };
                let region = optional(signing_region)?;
                let name = optional(signing_name)?;
                quote!(Ok(rt::endpoint(#url, #region, #name)))
            }
            EndpointOutcome::Error(message) => {
                let message = self.text(message)?;
                quote!(Err(#message))
            }
            EndpointOutcome::Tree(_) => return Ok(None),
        }))
    }

    fn rule(&self, rule: &EndpointRule) -> Result<TokenStream, Error> {
        let (conditions_of, outcome) = flatten(rule);
        let mut then = self.then(outcome)?;
        // From the last condition to the first, to know whether a bound name is used after its condition.
        let mut conditions = TokenStream::new();
        for condition in conditions_of.into_iter().rev() {
            let follows = quote!(#conditions #then);
            let this = self.condition(condition, &follows)?;
            conditions = if conditions.is_empty() { this } else { quote!(#this && #conditions) };
        }
        if !conditions.is_empty() {
            then = quote!(if #conditions { #then });
        }
        Ok(then)
    }

    fn condition(&self, condition: &EndpointCondition, follows: &TokenStream) -> Result<TokenStream, Error> {
        let Some(name) = &condition.assign else { return self.flag(&condition.expression) };
        let name = names::member(name);
        let value = self.optional(&condition.expression)?;
        if !mentions(follows, &name) {
            return Ok(quote!(#value.is_some()));
        }
        let name = ident(&name);
        Ok(quote!(let Some(#name) = #value))
    }

    /// Returns an expression as a condition.
    fn flag(&self, expression: &EndpointExpression) -> Result<TokenStream, Error> {
        Ok(match expression {
            EndpointExpression::Flag(flag) => quote!(#flag),
            EndpointExpression::Reference(name) => {
                let variable = ident(&names::member(name));
                quote!(#variable)
            }
            EndpointExpression::Attribute(name, attribute) => part_of(name, attribute),
            EndpointExpression::Call(EndpointFunction::Not, arguments) => match argument(arguments, 0)? {
                EndpointExpression::Call(EndpointFunction::IsSet, inner) => {
                    let value = self.optional(argument(inner, 0)?)?;
                    quote!(#value.is_none())
                }
                EndpointExpression::Call(EndpointFunction::StringEquals, inner) => self.compare(inner, quote!(!=))?,
                inner => {
                    let inner = self.flag(inner)?;
                    quote!(!#inner)
                }
            },
            EndpointExpression::Call(EndpointFunction::BooleanEquals, arguments) => {
                let left = argument(arguments, 0)?;
                let right = argument(arguments, 1)?;
                match (left, right) {
                    (EndpointExpression::Flag(true), other) | (other, EndpointExpression::Flag(true)) => {
                        self.flag(other)?
                    }
                    (EndpointExpression::Flag(false), other) | (other, EndpointExpression::Flag(false)) => {
                        let other = self.flag(other)?;
                        quote!(!#other)
                    }
                    (left, right) => {
                        let left = self.flag(left)?;
                        let right = self.flag(right)?;
                        quote!(#left == #right)
                    }
                }
            }
            EndpointExpression::Call(EndpointFunction::StringEquals, arguments) => {
                self.compare(arguments, quote!(==))?
            }
            EndpointExpression::Call(EndpointFunction::IsSet, arguments) => {
                let value = self.optional(argument(arguments, 0)?)?;
                quote!(#value.is_some())
            }
            EndpointExpression::Call(EndpointFunction::IsValidHostLabel, arguments) => {
                let value = self.optional(argument(arguments, 0)?)?;
                let dots = self.flag(argument(arguments, 1)?)?;
                quote!(#value.is_some_and(|value| rt::is_valid_host_label(value, #dots)))
            }
            EndpointExpression::Call(_, _) => {
                let value = self.optional(expression)?;
                quote!(#value.is_some())
            }
            EndpointExpression::Number(_) | EndpointExpression::Template(_) => {
                return Err(refuse("text instead of a boolean"));
            }
        })
    }

    fn compare(&self, arguments: &[EndpointExpression], operator: TokenStream) -> Result<TokenStream, Error> {
        let left = argument(arguments, 0)?;
        let right = argument(arguments, 1)?;
        let (left, right) = match (self.present(left), self.present(right)) {
            (Some(left), Some(right)) => (left, right),
            _ => (self.optional(left)?, self.optional(right)?),
        };
        Ok(quote!(#left #operator #right))
    }

    /// Returns text that is always present, without an `Option` around it.
    fn present(&self, expression: &EndpointExpression) -> Option<TokenStream> {
        match expression {
            EndpointExpression::Attribute(name, attribute) => Some(part_of(name, attribute)),
            EndpointExpression::Template(parts) => match parts.as_slice() {
                [TemplatePart::Text(text)] => Some(quote!(#text)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns an expression as an `Option`.
    fn optional(&self, expression: &EndpointExpression) -> Result<TokenStream, Error> {
        Ok(match expression {
            EndpointExpression::Reference(name) => {
                let variable = ident(&names::member(name));
                if self.parameters.contains(&name.as_str()) { quote!(#variable) } else { quote!(Some(#variable)) }
            }
            EndpointExpression::Attribute(name, attribute) => {
                let value = part_of(name, attribute);
                quote!(Some(#value))
            }
            EndpointExpression::Template(parts) => match parts.as_slice() {
                [TemplatePart::Text(text)] => quote!(Some(#text)),
                [] => quote!(Some("")),
                _ => {
                    let text = self.text(expression)?;
                    quote!(Some(#text))
                }
            },
            EndpointExpression::Call(EndpointFunction::Partition, arguments) => {
                let region = self.optional(argument(arguments, 0)?)?;
                quote!(#region.and_then(|region| rt::partition(partitions, region)))
            }
            EndpointExpression::Call(EndpointFunction::ParseUrl, arguments) => {
                let url = self.optional(argument(arguments, 0)?)?;
                quote!(#url.and_then(rt::parse_url))
            }
            EndpointExpression::Call(EndpointFunction::UriEncode, arguments) => {
                let text = self.optional(argument(arguments, 0)?)?;
                quote!(#text.map(rt::uri_encode))
            }
            EndpointExpression::Call(EndpointFunction::Substring, arguments) => {
                let text = self.optional(argument(arguments, 0)?)?;
                let start = number(argument(arguments, 1)?)?;
                let stop = number(argument(arguments, 2)?)?;
                let reverse = self.flag(argument(arguments, 3)?)?;
                quote!(#text.and_then(|text| rt::substring(text, #start, #stop, #reverse)))
            }
            EndpointExpression::Flag(_) | EndpointExpression::Number(_) | EndpointExpression::Call(_, _) => {
                return Err(refuse("a boolean instead of text"));
            }
        })
    }

    /// Returns an expression as a `String`.
    fn text(&self, expression: &EndpointExpression) -> Result<TokenStream, Error> {
        match expression {
            EndpointExpression::Template(parts) => Ok(match parts.as_slice() {
                [] => quote!(String::new()),
                [TemplatePart::Text(text)] => quote!(#text.to_owned()),
                [part @ TemplatePart::Value(..)] => {
                    let value = self.part(part);
                    quote!(#value.to_owned())
                }
                parts => self.format(parts),
            }),
            other => {
                let value = self.optional(other)?;
                Ok(quote!(#value.unwrap_or_default().to_owned()))
            }
        }
    }

    fn format(&self, parts: &[TemplatePart]) -> TokenStream {
        let mut pattern = String::new();
        let mut values = Vec::new();
        for part in parts {
            match part {
                TemplatePart::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
                TemplatePart::Value(..) => {
                    pattern.push_str("{}");
                    values.push(self.part(part));
                }
            }
        }
        quote!(format!(#pattern, #(#values),*))
    }

    fn part(&self, part: &TemplatePart) -> TokenStream {
        match part {
            TemplatePart::Text(text) => quote!(#text),
            TemplatePart::Value(name, Some(attribute)) => part_of(name, attribute),
            TemplatePart::Value(name, None) => {
                let variable = ident(&names::member(name));
                // What is put into text is text itself, which the plan has seen to; of a parameter it may be absent.
                if self.parameters.contains(&name.as_str()) {
                    quote!(#variable.unwrap_or_default())
                } else {
                    quote!(#variable)
                }
            }
        }
    }
}

/// Returns a part of a bound value, such as `partition_result.dns_suffix`.
fn part_of(name: &str, attribute: &str) -> TokenStream {
    let variable = ident(&names::member(name));
    let attribute = ident(&names::member(attribute));
    quote!(#variable.#attribute)
}

/// Merges a rule that contains only one nested rule with it: the result has the conditions of both.
fn flatten(rule: &EndpointRule) -> (Vec<&EndpointCondition>, &EndpointOutcome) {
    let mut conditions: Vec<&EndpointCondition> = rule.conditions.iter().collect();
    let mut outcome = &rule.outcome;
    while let EndpointOutcome::Tree(rules) = outcome
        && let [only] = rules.as_slice()
    {
        conditions.extend(&only.conditions);
        outcome = &only.outcome;
    }
    (conditions, outcome)
}

fn argument(arguments: &[EndpointExpression], index: usize) -> Result<&EndpointExpression, Error> {
    arguments.get(index).ok_or_else(|| refuse("a function has too few arguments"))
}

fn number(expression: &EndpointExpression) -> Result<Literal, Error> {
    match expression {
        EndpointExpression::Number(number) => Ok(Literal::i64_unsuffixed(*number)),
        _ => Err(refuse("a value is not a number")),
    }
}

fn refuse(what: &str) -> Error {
    Error::new(Stage::Render, "endpoint rules", what)
        .with_remedy("add support for it in codegen/src/render/endpoint.rs")
}
