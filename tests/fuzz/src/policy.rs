//! Target for policy documents that users pass.

use sts::Policy;

use crate::Found;

/// Checks that a policy is written without loss, and that lenient parsing accepts everything that strict parsing does.
pub(crate) fn policy(bytes: &[u8]) -> Found {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let strict = Policy::from_json(text);
    let lenient = Policy::from_json_lenient(text);
    match (&strict, &lenient) {
        (Ok(_), Err(error)) => return Err(format!("strict parsing accepts what lenient parsing refuses: {error}")),
        (Err(error), _) if error.to_string().is_empty() => return Err("an error has an empty text".to_owned()),
        _ => {}
    }
    let Ok(policy) = lenient else { return Ok(()) };
    for finding in policy.lint() {
        if finding.to_string().is_empty() {
            return Err("a finding has an empty text".to_owned());
        }
    }
    let written = policy.to_json();
    let again =
        Policy::from_json_lenient(&written).map_err(|error| format!("cannot parse its own {written}: {error}"))?;
    if again == policy && again.to_json() == written {
        Ok(())
    } else {
        Err(format!("{written} is parsed as another policy"))
    }
}
