//! Every endpoint test that AWS publishes with the model.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

use std::error::Error;

use serde_json::Value;
use sts::api::endpoint::{Parameters, decide};

const MODEL: &str = include_str!("../../model/sts.json");

fn parameters(params: &Value) -> Parameters<'_> {
    let text = |name: &str| params[name].as_str();
    let flag = |name: &str| params[name].as_bool().unwrap_or(false);
    for name in params.as_object().into_iter().flat_map(|params| params.keys()) {
        let known = ["Region", "Endpoint", "UseFIPS", "UseDualStack", "UseGlobalEndpoint"];
        assert!(known.contains(&name.as_str()), "the test sets {name}, which is not known here");
    }
    Parameters {
        region: text("Region"),
        endpoint: text("Endpoint"),
        use_fips: flag("UseFIPS"),
        use_dual_stack: flag("UseDualStack"),
        use_global_endpoint: flag("UseGlobalEndpoint"),
    }
}

#[test]
fn all_published_endpoint_tests_pass() -> Result<(), Box<dyn Error>> {
    let model: Value = serde_json::from_str(MODEL)?;
    let shapes = model["shapes"].as_object().unwrap();
    let service = shapes.values().find(|shape| shape["type"] == "service").unwrap();
    let cases = service["traits"]["smithy.rules#endpointTests"]["testCases"].as_array().unwrap();
    assert_eq!(cases.len(), 69);
    let mut errors = 0;
    for case in cases {
        let found = decide(&parameters(&case["params"]), awsquery::partition::PARTITIONS);
        let expect = &case["expect"];
        if let Some(error) = expect["error"].as_str() {
            assert_eq!(found.unwrap_err(), error, "{case}");
            errors += 1;
            continue;
        }
        let found = found.unwrap();
        assert_eq!(Some(found.url.as_str()), expect["endpoint"]["url"].as_str(), "{case}");
        let scheme = &expect["endpoint"]["properties"]["authSchemes"][0];
        assert_eq!(found.signing_region.as_deref(), scheme["signingRegion"].as_str(), "{case}");
        assert_eq!(found.signing_name.as_deref(), scheme["signingName"].as_str(), "{case}");
    }
    assert_eq!(errors, 3);
    Ok(())
}
