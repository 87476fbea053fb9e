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
fn the_region_comes_from_code_then_aws_region_then_aws_default_region() {
    let both = [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east-2")];
    assert_eq!(region(Some("ap-south-1"), &both).unwrap().as_deref(), Some("ap-south-1"));
    assert_eq!(region(None, &both).unwrap().as_deref(), Some("eu-west-1"));
    assert_eq!(region(None, &both[1..]).unwrap().as_deref(), Some("us-east-2"));
    assert_eq!(region(None, &[("AWS_REGION", "")]), Ok(None));
}

#[test]
fn compression_is_what_the_variables_of_awss_sdks_say() {
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
fn debug_output_shows_no_password_of_an_endpoint() {
    let shown = format!("{:?}", Config::new().with_endpoint("https://user:hush@example.com"));
    assert!(shown.contains("example.com") && !shown.contains("hush"), "{shown}");
}

#[test]
fn a_region_that_is_no_host_label_is_refused_with_its_source() {
    for bad in ["us-east-1.evil.com", "a/b", " "] {
        let error = region(None, &[("AWS_REGION", bad)]).unwrap_err();
        assert!(error.contains("AWS_REGION"), "{error}");
    }
}
