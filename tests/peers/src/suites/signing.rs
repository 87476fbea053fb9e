//! Random requests, signed by this project and by botocore.

use std::fs;

use awsquery::sign::{Canonical, Hash, Scope, SigningTime};
use fastrand::Rng;
use serde_json::{Value, json};
use sts::Timestamp;

use crate::Outcome;
use crate::bench::Bench;
use crate::compare::equal;
use crate::report::Checks;

/// The number of requests.
const REQUESTS: usize = 10_000;

/// The inputs of a signature. Paths contain neither empty segments nor dot segments: whether those are resolved first
/// depends on the service, and query services always have the path `/`.
struct Request {
    method: &'static str,
    host: String,
    path: String,
    query: String,
    /// Names in any case and order, without duplicates.
    headers: Vec<(String, String)>,
    body: String,
    access_key_id: String,
    secret: String,
    region: String,
    service: String,
    time: SigningTime,
}

/// Exchanges requests and signatures with botocore through files.
pub async fn run(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    checks.add("sg04_random_requests", compare(bench).await);
    Ok(())
}

async fn compare(bench: &Bench) -> Outcome {
    let mut random = Rng::with_seed(bench.seed);
    let requests: Vec<Request> =
        (0..REQUESTS).map(|_| Request::random(&mut random)).collect::<Option<_>>().ok_or("no time")?;
    let (inputs, signatures) = (bench.work.join("requests.jsonl"), bench.work.join("signatures.jsonl"));
    let lines: Vec<String> = requests.iter().map(|request| request.to_json().to_string()).collect();
    fs::write(&inputs, lines.join("\n"))?;
    let output = bench.python("botocore_signer.py").arg(&inputs).arg(&signatures).output().await?;
    if !output.status.success() {
        return Err(format!("botocore failed:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let signatures = fs::read_to_string(&signatures)?;
    let signatures: Vec<&str> = signatures.lines().collect();
    equal("signatures", &REQUESTS.into(), Some(&signatures.len().into()))?;
    for (number, (request, response)) in requests.iter().zip(signatures).enumerate() {
        let theirs: Value = serde_json::from_str(response)?;
        let (canonical, signature) = request.sign();
        let with_place = |error| format!("request {number}, --seed {}: {error}", bench.seed);
        equal("canonical request", &theirs["canonical"], Some(&canonical.into())).map_err(with_place)?;
        equal("signature", &theirs["signature"], Some(&signature.into())).map_err(with_place)?;
    }
    Ok(format!("{REQUESTS} equal, --seed {}", bench.seed))
}

impl Request {
    fn random(random: &mut Rng) -> Option<Self> {
        let segments: Vec<String> = times(random, 0..4, segment);
        let query: Vec<String> = times(random, 0..5, parameter);
        let mut headers: Vec<(String, String)> = times(random, 0..6, header);
        headers.push(("X-Amz-Date".to_owned(), String::new()));
        // Under 4,102,444,800: the year 2100.
        let time = SigningTime::new(Timestamp::from_secs(random.i64(0..4_102_444_800)))?;
        headers[..].last_mut()?.1 = time.as_str().to_owned();
        headers.sort_by_key(|(name, _)| name.to_lowercase());
        headers.dedup_by_key(|(name, _)| name.to_lowercase());
        random.shuffle(&mut headers);
        Some(Self {
            method: random.choice(["GET", "POST", "PUT", "DELETE"])?,
            host: format!("{}.example.com", text(random, "abcdefghijklmnopqrstuvwxyz0123456789", 1..20)),
            path: format!("/{}", segments.join("/")),
            query: query.join("&"),
            headers,
            body: text(random, &format!("{VISIBLE} \n\r\tü東\u{1F511}"), 0..200),
            access_key_id: format!("AKIA{}", text(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16..17)),
            secret: text(random, VISIBLE, 1..60),
            region: text(random, "abcdefghijklmnopqrstuvwxyz-0123456789", 1..20),
            service: text(random, "abcdefghijklmnopqrstuvwxyz-", 1..12),
            time,
        })
    }

    fn to_json(&self) -> Value {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        json!({
            "method": self.method,
            "url": format!("https://{}{}{query}", self.host, self.path),
            "headers": self.headers.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "body": self.body,
            "credentials": {"AccessKeyId": self.access_key_id, "SecretAccessKey": self.secret},
            "region": self.region,
            "service": self.service,
            "time": self.time.as_str(),
        })
    }

    /// Returns the canonical request and the signature.
    fn sign(&self) -> (String, String) {
        let mut headers: Vec<(String, &str)> =
            self.headers.iter().map(|(name, value)| (name.to_lowercase(), value.as_str())).collect();
        headers.push(("host".to_owned(), &self.host));
        headers.sort();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let canonical = Canonical {
            method: self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            payload_hash: &Hash::of(self.body.as_bytes()),
        };
        let scope = Scope { time: self.time, region: &self.region, service: &self.service };
        (canonical.to_text().to_string(), canonical.signature(&self.secret, scope))
    }
}

const VISIBLE: &str =
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Characters that a URL contains unescaped. [`ESCAPED`] are escape sequences.
const PLAIN: &str = "ABCXYZabcxyz0189-_.~!$'()*,;:@";

/// Characters that a signature never escapes. Queries contain no others unescaped: botocore signs a query as it is written,
/// and this project in one encoding.
const UNRESERVED: &str = "ABCXYZabcxyz0189-_.~";
const ESCAPED: [&str; 8] = ["%20", "%2F", "%25", "%2B", "%26", "%3D", "%C3%BC", "%E6%9D%B1"];

fn times<T>(random: &mut Rng, range: std::ops::Range<usize>, mut make: impl FnMut(&mut Rng) -> T) -> Vec<T> {
    (0..random.usize(range)).map(|_| make(random)).collect()
}

fn text(random: &mut Rng, of: &str, range: std::ops::Range<usize>) -> String {
    let of: Vec<char> = of.chars().collect();
    times(random, range, |random| random.choice(of.iter()).copied()).into_iter().flatten().collect()
}

/// Returns random text in the form in which URLs contain it.
fn escaped(random: &mut Rng, plain: &str, range: std::ops::Range<usize>) -> String {
    let part = |random: &mut Rng| match random.choice(ESCAPED).filter(|_| random.u8(0..4) == 0) {
        Some(escape) => escape.to_owned(),
        None => text(random, plain, 1..4),
    };
    times(random, range, part).concat()
}

/// Returns a segment that starts with a letter, so that it is neither empty nor a dot segment.
fn segment(random: &mut Rng) -> String {
    format!("{}{}", random.alphabetic(), escaped(random, PLAIN, 0..4))
}

fn parameter(random: &mut Rng) -> String {
    let name = escaped(random, UNRESERVED, 1..3);
    // A small choice of names, so that some occur twice and the values decide the order.
    let name = random.choice(["Action".to_owned(), "a".to_owned(), name]).unwrap_or_default();
    match random.u8(0..5) {
        0 => name,
        _ => format!("{name}={}", escaped(random, UNRESERVED, 0..4)),
    }
}

fn header(random: &mut Rng) -> (String, String) {
    let name = match random.u8(0..3) {
        0 => random.choice(["Content-Type", "X-Amz-Security-Token", "amz-sdk-request"]).unwrap_or_default().to_owned(),
        _ => format!("X-{}", text(random, "ABCXYZabcxyz0189-", 1..10)),
    };
    (name, text(random, &format!("{VISIBLE}    "), 0..40))
}
