//! A host that is not JavaScript: it provides what it is asked for, in code, and nothing else is there.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sts::platform::{BoxFuture, Clock, Random, Sleep};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Sts, Timestamp};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{caller, config, shown};

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/host</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

#[derive(Debug)]
struct HostClock;

impl Clock for HostClock {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(1_440_938_160)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

/// A sequence that does not repeat itself.
#[derive(Debug, Default)]
struct HostRandom(AtomicU32);

impl Random for HostRandom {
    fn unit(&self) -> f64 {
        f64::from(self.0.fetch_add(2_654_435_761, Ordering::Relaxed)) / 4_294_967_296.0
    }
}

#[derive(Debug)]
struct HostTimer;

impl Sleep for HostTimer {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Responds to every request, and keeps the ids of the calls.
#[derive(Debug, Default)]
struct HostTransport {
    ids: Mutex<Vec<String>>,
}

impl Transport for &'static HostTransport {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>> {
        let id = &request.headers()["amz-sdk-invocation-id"];
        self.ids.lock().unwrap().push(id.to_str().unwrap().to_owned());
        Box::pin(std::future::ready(Ok(http::Response::new(bytes::Bytes::from_static(IDENTITY.as_bytes())))))
    }
}

/// Calls `GetCallerIdentity` with the first `count` of these: clock, random numbers, transport, timer. Returns the ARN of the
/// caller, and the ids of two calls.
#[wasm_bindgen]
pub async fn identify_with(count: u32) -> Result<String, String> {
    let transport: &'static HostTransport = Box::leak(Box::default());
    let provide: [&dyn Fn(Config) -> Config; 4] = [
        &|config| config.with_clock(HostClock),
        &|config| config.with_random(HostRandom::default()),
        &|config| config.with_transport(transport),
        &|config| config.with_sleep(HostTimer),
    ];
    let config = config("http://127.0.0.1:1", "AKIAIOSFODNN7EXAMPLE", "secret");
    let config = provide.iter().take(count as usize).fold(config, |config, provide| provide(config));
    let sts = Sts::builder().config(config).build().map_err(|error| shown(&error))?;
    let arn = caller(&sts).await?;
    caller(&sts).await?;
    Ok(format!("{arn} {}", transport.ids.lock().unwrap().join(" ")))
}

/// Creates an external ID.
#[wasm_bindgen]
pub fn external_id() -> Result<String, String> {
    sts::calls::new_external_id().map(|id| id.expose().to_owned()).map_err(|error| shown(&error))
}
