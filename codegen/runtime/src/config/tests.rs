use super::*;

fn region(code: Option<&str>, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
    let config = Config::new().with_environment(Environment::from_pairs(variables.iter().copied()));
    let config = match code {
        Some(region) => config.with_region(region),
        None => config,
    };
    config.region().map_err(|error| error.to_string())
}

#[test]
fn the_region_comes_from_code_or_aws_region_or_aws_default_region() {
    let both = [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east-2")];
    assert_eq!(region(Some("ap-south-1"), &both).unwrap().as_deref(), Some("ap-south-1"));
    assert_eq!(region(None, &both).unwrap().as_deref(), Some("eu-west-1"));
    assert_eq!(region(None, &both[1..]).unwrap().as_deref(), Some("us-east-2"));
    assert_eq!(region(None, &[("AWS_REGION", "")]), Ok(None));
}

#[test]
fn the_variables_of_awss_sdks_configure_compression() {
    let from = |variables: &[(&str, &str)]| {
        let config = Config::new().with_environment(Environment::from_pairs(variables.iter().copied()));
        config.compression().map(|compression| compression.from).map_err(|error| error.to_string())
    };
    const DISABLE: &str = "AWS_DISABLE_REQUEST_COMPRESSION";
    const SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
    assert_eq!(from(&[]), Ok(Some(10_240)));
    assert_eq!(from(&[(DISABLE, "False")]), Ok(Some(10_240)));
    assert_eq!(from(&[(DISABLE, "true"), (SIZE, "1")]), Ok(None));
    assert_eq!(from(&[(SIZE, "0")]), Ok(Some(0)));
    assert_eq!(from(&[(SIZE, "10485760")]), Ok(Some(10_485_760)));
    for bad in ["10485761", "-1", "10 KB", "1.5"] {
        let error = from(&[(SIZE, bad)]).unwrap_err();
        assert!(error.contains(SIZE) && error.contains(bad) && error.contains("10485760"), "{error}");
    }
    assert!(from(&[(DISABLE, "yes")]).unwrap_err().contains(DISABLE));
}

#[test]
fn debug_output_hides_the_password_of_an_endpoint() {
    let shown = format!("{:?}", Config::new().with_endpoint("https://user:hush@example.com"));
    assert!(shown.contains("example.com") && !shown.contains("hush"), "{shown}");
}

#[test]
fn a_region_that_is_not_a_host_label_is_refused_with_its_source() {
    for bad in ["us-east-1.evil.com", "a/b", " "] {
        let error = region(None, &[("AWS_REGION", bad)]).unwrap_err();
        assert!(error.contains("AWS_REGION"), "{error}");
    }
}

#[test]
fn a_region_in_upper_case_or_a_zone_is_refused_with_the_region_that_is_meant() {
    let check = |name: &str| {
        let config = Config::new().with_environment(Environment::from_pairs([("AWS_REGION", name)]));
        config.check_region_of_aws().map_err(|error| error.to_string())
    };
    let error = check("EU-WEST-1").unwrap_err();
    assert!(error.contains("AWS_REGION") && error.contains("upper case") && error.contains("\"eu-west-1\""), "{error}");
    let error = check("eu-west-1a").unwrap_err();
    let expected = "\"eu-west-1a\" from AWS_REGION is not a region of AWS: it looks like an availability zone; \
                    use its region, \"eu-west-1\"";
    assert!(error.ends_with(expected), "{error}");
    assert_eq!(check("ap-southeast-99"), Ok(()));
    let error = region(None, &[("AWS_REGION", "eu-west-1\n")]).unwrap_err();
    assert!(error.contains("white space"), "{error}");
}

#[test]
fn the_user_agent_names_the_application_of_the_code_or_else_of_the_environment() {
    let agent = |code: Option<&str>, variables: &[(&str, &str)]| {
        let config = Config::new().with_environment(Environment::from_pairs(variables.iter().copied()));
        let config = match code {
            Some(name) => config.with_app_name(name),
            None => config,
        };
        config.user_agent().map(|agent| agent.to_str().unwrap().to_owned()).map_err(|error| error.to_string())
    };
    const NAME: &str = "AWS_SDK_UA_APP_ID";
    let software = concat!("awsquery/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agent(None, &[]).unwrap(), software);
    assert_eq!(agent(None, &[(NAME, "nightly-build")]).unwrap(), format!("{software} app/nightly-build"));
    assert_eq!(agent(Some("a!#$%&'*+-.^_`|~"), &[(NAME, "b")]).unwrap(), format!("{software} app/a!#$%&'*+-.^_`|~"));
    assert_eq!(agent(Some(&"n".repeat(50)), &[]).unwrap().len(), software.len() + 5 + 50);
    for (code, variables, found) in [
        (Some(""), &[][..], "from code has 0 characters"),
        (Some("nightly build"), &[], "from code has the character ' '"),
        (Some("n\u{e4}chtlich"), &[], "from code has the character '\u{e4}'"),
        (None, &[(NAME, "a/b")], "from AWS_SDK_UA_APP_ID has the character '/'"),
    ] {
        let error = agent(code, variables).unwrap_err();
        assert!(error.contains(found) && error.contains("up to 50 letters"), "{error}");
    }
    assert!(agent(Some(&"n".repeat(51)), &[]).unwrap_err().contains("has 51 characters"));
}

#[test]
fn transport_clock_timer_and_randomness_can_be_shared() {
    use crate::testing::{Draws, FakeTime, GreetRequest, Peer, client, config, greeting, run};

    let peer = Peer::responding([Ok(greeting())]);
    let time = FakeTime::new();
    let config = config(&Peer::default(), &FakeTime::new())
        .with_transport(Arc::new(peer.clone()))
        .with_clock(Arc::new(time.clone()))
        .with_sleep(Arc::new(time.clone()) as Arc<dyn Sleep>)
        .with_random(Arc::new(Draws(0.5)));
    run(client(config).call(&GreetRequest("Bob"))).unwrap();
    assert_eq!(peer.requests(), 1);
}
