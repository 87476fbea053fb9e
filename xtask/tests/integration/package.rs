//! A package of botocore with a few small services, for tests of the commands that read one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::real;

/// The model of a service with the operations `ListThings` and `PutThing`.
pub(crate) fn model(service: &str, protocols: &str) -> String {
    format!(
        r#"{{"version": "2.0", "metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "{service}", {protocols},
            "serviceFullName": "Amazon {service} Service", "serviceId": "{service}", "signatureVersion": "v4",
            "xmlNamespace": "https://example.com/{service}/"}},
        "operations": {{
            "ListThings": {{"name": "ListThings", "http": {{"method": "POST", "requestUri": "/"}},
                "input": {{"shape": "ListRequest"}}, "output": {{"shape": "ListResult", "resultWrapper": "ListThingsResult"}},
                "documentation": "<p>Prose of the publisher.</p>"}},
            "PutThing": {{"name": "PutThing", "http": {{"method": "POST", "requestUri": "/"}}}}}},
        "shapes": {{
            "ListRequest": {{"type": "structure", "members": {{"Marker": {{"shape": "Text"}}}}}},
            "ListResult": {{"type": "structure", "members": {{"Marker": {{"shape": "Text"}}, "Things": {{"shape": "Things"}}}}}},
            "Things": {{"type": "list", "member": {{"shape": "Text"}}}}, "Text": {{"type": "string"}}}}}}"#
    )
}

const PAGINATORS: &str = r#"{"pagination": {"ListThings": {"input_token": "Marker", "output_token": "Marker",
    "result_key": "Things"}}}"#;
const WAITERS: &str = r#"{"version": 2, "waiters": {"ThingThere": {"operation": "ListThings", "delay": 1, "maxAttempts": 3,
    "acceptors": [{"state": "success", "matcher": "pathAny", "argument": "Things[]", "expected": "there"}]}}}"#;

/// Writes the package to a new folder, named `botocore-1.2.3`. It has the services `several`, `tiny` and `tiny2`, which can
/// be generated, `other`, which has another protocol, and `none`, which has no model.
pub(crate) fn write(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package").join(name).join("botocore-1.2.3");
    let _ = fs::remove_dir_all(&package);
    let file = |path: &str, text: &str| {
        let path = package.join("botocore/data").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let query = r#""protocol": "query""#;
    file("tiny/2019-01-01/service-2.json", r#"{"metadata": {}, "operations": {}}"#);
    file("tiny/2020-01-01/service-2.json", &model("Tiny", query));
    file("tiny/2020-01-01/paginators-1.json", PAGINATORS);
    file("tiny/2020-01-01/waiters-2.json", WAITERS);
    file("tiny2/2020-01-01/service-2.json", &model("TinyTwo", query));
    let several = r#""protocol": "smithy-rpc-v2-cbor", "protocols": ["smithy-rpc-v2-cbor", "json", "query"]"#;
    file("several/2020-01-01/service-2.json", &model("Several", several));
    file("other/2020-01-01/service-2.json", &model("Other", r#""protocol": "json", "protocols": ["json"]"#));
    file("none/2020-01-01/examples-1.json", "{}");
    file("partitions.json", "{}");
    let rules = "tests/conformance/models/sts.endpoint-rules.json.gz";
    fs::copy(real().join(rules), package.join("botocore/data/tiny/2020-01-01/endpoint-rule-set-1.json.gz")).unwrap();
    package
}
