//! Compares what the README says about the services with the package.

/// The start of the sentence in the README. The number of services follows.
const START: &str = "`cargo xtask services` lists all ";

/// Checks the sentence in the README about the services. It states the number of all, and names some or all by their ids:
/// "`cargo xtask services` lists all 3 services: EC2, IAM and SNS."
///
/// # Errors
///
/// The README lacks the sentence, the number is another one, or a name is not that of a service.
pub(super) fn check(readme: &str, services: &[&str]) -> Result<(), String> {
    let number = services.len();
    let expected = || format!("README.md must say: {START}{number} services: {}.", services.join(", "));
    let text = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = text.split_once(START).ok_or_else(expected)?;
    let (found, names) = rest.split_once(" services: ").ok_or_else(expected)?;
    if found != number.to_string() {
        return Err(format!("README.md says that there are {found} services, and there are {number}; {}", expected()));
    }
    let names = names.split_once('.').map_or(names, |(names, _)| names).trim_start_matches("also ");
    let unknown = names.replace(" and ", ", ").split(", ").find(|name| !services.contains(name)).map(str::to_owned);
    match unknown {
        None => Ok(()),
        Some(unknown) => Err(format!("README.md names {unknown:?}, which is not the id of a service; {}", expected())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: [&str; 3] = ["Auto Scaling", "EC2", "IAM"];

    #[test]
    fn the_number_must_be_right_and_the_names_those_of_services() {
        let check = |sentence: &str| check(&format!("# A\n\n- b\n  {sentence}\n- c."), &SERVICES);
        assert_eq!(
            check("`cargo xtask services` lists all 3\n  services: EC2, IAM and Auto\n  Scaling. More."),
            Ok(())
        );
        assert_eq!(check("`cargo xtask services` lists all 3 services: also IAM."), Ok(()));
        let expected = "README.md must say: `cargo xtask services` lists all 3 services: Auto Scaling, EC2, IAM.";
        assert_eq!(check("Nothing."), Err(expected.to_owned()));
        for (sentence, problem) in [
            (
                "`cargo xtask services` lists all 4 services: EC2.",
                "README.md says that there are 4 services, and there are 3",
            ),
            (
                "`cargo xtask services` lists all 3 services: EC2, S3.",
                "README.md names \"S3\", which is not the id of a service",
            ),
        ] {
            assert_eq!(check(sentence), Err(format!("{problem}; {expected}")));
        }
    }
}
