//! Limits, one constant each.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::docs;
use super::module::GeneratedFile;
use super::source::{Source, ident};
use crate::error::Error;
use crate::model::{Bounds, RangeBound};
use crate::plan::ir::{Crate, RulePlan};
use crate::plan::pattern::{PatternPlan, PatternTest, Set};

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let mut source =
        Source::new(plan, "rules.rs", "Limits of the service model, as data.").uses("rt", quote!(awsquery::rt));
    for (name, rule) in &plan.rules {
        source.push(item(name, rule));
    }
    source.finish()
}

fn item(name: &str, rule: &RulePlan) -> TokenStream {
    let name = ident(name);
    let words = docs::limits_of(rule).unwrap_or_else(|| "no limit".to_owned());
    let about = docs::attributes(&docs::wrapped(&format!("Limits of `{}`: {words}.", rule.shape)));
    let length = limits("length", &rule.length, |length| Literal::i64_unsuffixed(*length).into_token_stream());
    let range = limits("range", &rule.range, bound);
    let pattern = rule.pattern.as_ref().map(|pattern| {
        let value = self::pattern(pattern);
        match pattern.test {
            // A regex is compiled on first use, so it must live in a static.
            PatternTest::Regex { .. } | PatternTest::LookAround { .. } => quote!(pattern: Some({
                static PATTERN: rt::Pattern = #value;
                &PATTERN
            }),),
            _ => quote!(pattern: Some(&#value),),
        }
    });
    let sensitive = rule.sensitive.then(|| quote!(sensitive: true,));
    quote! {
        #about
        pub static #name: rt::Rule = rt::Rule { #length #range #pattern #sensitive ..rt::Rule::ANY };
    }
}

fn limits<T>(member: &str, bounds: &Bounds<T>, number: impl Fn(&T) -> TokenStream) -> Option<TokenStream> {
    let member = ident(member);
    let value = match (bounds.min.as_ref().map(&number), bounds.max.as_ref().map(&number)) {
        (Some(min), Some(max)) => quote!(rt::Limits::between(#min, #max)),
        (Some(min), None) => quote!(rt::Limits::from(#min)),
        (None, Some(max)) => quote!(rt::Limits::to(#max)),
        (None, None) => return None,
    };
    Some(quote!(#member: #value,))
}

fn bound(bound: &RangeBound) -> TokenStream {
    match bound {
        RangeBound::Whole(whole) => {
            let whole = Literal::i64_unsuffixed(*whole);
            quote!(rt::Bound::Whole(#whole))
        }
        RangeBound::Decimal(text) => quote!(rt::Bound::Decimal(#text)),
    }
}

fn pattern(pattern: &PatternPlan) -> TokenStream {
    let text = &pattern.text;
    let test = match &pattern.test {
        PatternTest::Each { set, at_least_one } => {
            let set = self::set(set);
            quote!(rt::Test::Each { set: &#set, at_least_one: #at_least_one })
        }
        PatternTest::Words { set, separator } => {
            let set = self::set(set);
            quote!(rt::Test::Words { set: &#set, separator: #separator })
        }
        PatternTest::Regex { source, .. } => quote!(rt::Test::Regex(rt::LazyRegex::new(#source))),
        PatternTest::LookAround { source, .. } => {
            quote!(rt::Test::LookAround(rt::LazyLookAround::new(#source)))
        }
        PatternTest::Unchecked(_) => quote!(rt::Test::Unchecked),
    };
    quote!(rt::Pattern { text: #text, test: #test })
}

fn set(set: &Set) -> TokenStream {
    let ascii: Literal =
        format!("0x{:032x}", set.ascii).parse().unwrap_or_else(|_| Literal::u128_unsuffixed(set.ascii));
    let ranges = set.ranges.iter().map(|(start, end)| {
        let hex = |code: &u32| -> Literal {
            format!("0x{code:x}").parse().unwrap_or_else(|_| Literal::u32_unsuffixed(*code))
        };
        let start = hex(start);
        let end = hex(end);
        quote!((#start, #end))
    });
    let categories = set.categories.iter().map(|letter| ident(&letter.to_string()));
    quote! {
        rt::CharSet::new(#ascii, &[#(#ranges),*], &[#(rt::unicode::#categories),*])
    }
}
