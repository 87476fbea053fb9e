//! A simulated world: two clocks, timers, randomness and an STS, all controlled by the test.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use aws_credential_types::provider::future;
use bytes::Bytes;
use http::Response;
use sts::awsquery::TimestampFormat;
use sts::platform::{BlockingProvideCredentials, BlockingSleep, BoxFuture, Clock, Environment, Random, Sleep};
use sts::transport::{BlockingTransport, Transport, TransportError, TransportErrorKind, TransportLimits};
use sts::{Config, Credentials, ProvideCredentials, Sts, Timestamp};

/// 2027-01-15T08:00:00Z
pub const START: i64 = 1_800_000_000;

/// The role that tests assume.
pub const ROLE: &str = "arn:aws:iam::123456789012:role/demo";

/// The reaction of the service to a call.
#[derive(Clone, Debug)]
pub enum ServiceState {
    /// Issues credentials with the requested duration.
    Works,
    /// Cannot be reached.
    Down,
    /// Responds with this status and error code.
    Refuses(u16, &'static str),
    /// Responds to calls that have this parameter (`Name=value` as in the form) with this error code and message, and
    /// issues credentials for all others.
    RefusesParameter(&'static str, &'static str, &'static str),
    /// Responds that the credentials have expired if the call is signed with this access key id, and issues credentials
    /// for all others.
    RefusesKey(&'static str),
    /// Issues credentials that expire this many seconds from now.
    ExpiresIn(i64),
    /// Issues credentials without an expiration.
    NeverExpires,
    /// Does not respond before the gate is open, and then does what the service is set to at that time.
    Waits(Arc<Gate>),
    /// Panics when the gate opens.
    Panics(Arc<Gate>),
}

/// Blocks its waiters until it is opened, once.
#[derive(Debug, Default)]
pub struct Gate {
    open: AtomicBool,
    wakers: Mutex<Vec<Waker>>,
}

impl Gate {
    /// Opens the gate, and wakes its waiters.
    pub fn open(&self) {
        self.open.store(true, Ordering::SeqCst);
        self.wakers.lock().unwrap().drain(..).for_each(Waker::wake);
    }

    /// Waits without a waker, for threads.
    fn pass_blocking(&self) {
        while !self.open.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    async fn pass(&self) {
        std::future::poll_fn(|context| {
            if self.open.load(Ordering::SeqCst) {
                return Poll::Ready(());
            }
            self.wakers.lock().unwrap().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// A simulated world. Clones share it.
#[derive(Clone)]
pub struct World(Arc<WorldState>);

/// Does not show the requests: the debug output of a client shows its clock, which is a `World`.
impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World")
    }
}

struct WorldState {
    time: Mutex<WorldTime>,
    service: Mutex<ServiceState>,
    /// The number of times that the caller's credentials were requested: once for each call, however many attempts it
    /// takes.
    calls: AtomicU64,
    issued: AtomicU64,
    /// The expiration of issued credentials in seconds since 1970, by access key id.
    expirations: Mutex<BTreeMap<String, i64>>,
    sent: Mutex<Vec<SentRequest>>,
    random: Mutex<f64>,
    /// `true` if responses have a `Date`, as those of AWS have.
    dates: AtomicBool,
}

#[derive(Default)]
struct WorldTime {
    monotonic: Duration,
    /// Seconds by which the wall clock is ahead.
    ahead: i64,
    /// Seconds by which the service's clock is ahead.
    service_ahead: i64,
    timers: BTreeMap<(Duration, u64), Waker>,
}

/// A request that reached the service.
#[derive(Clone, Debug)]
pub struct SentRequest {
    /// The parameters of the body.
    pub form: BTreeMap<String, String>,
    /// The value of the header `authorization`.
    pub authorization: String,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Starts at [`START`], with a service that works.
    pub fn new() -> Self {
        Self(Arc::new(WorldState {
            time: Mutex::default(),
            service: Mutex::new(ServiceState::Works),
            calls: AtomicU64::new(0),
            issued: AtomicU64::new(0),
            expirations: Mutex::default(),
            sent: Mutex::default(),
            random: Mutex::new(0.0),
            dates: AtomicBool::new(true),
        }))
    }

    /// Lets the service respond without a `Date`, so that clients cannot correct their clocks.
    pub fn without_dates(self) -> Self {
        self.0.dates.store(false, Ordering::SeqCst);
        self
    }

    /// A client that lives in this world.
    pub fn sts(&self) -> Sts {
        Sts::builder().config(self.config()).build().unwrap()
    }

    /// A blocking client that lives in this world.
    pub fn blocking_sts(&self) -> sts::blocking::Sts {
        let config = self.config().with_blocking_transport(self.clone()).with_blocking_sleep(self.clone());
        sts::blocking::Sts::builder().config(config.with_blocking_credentials(self.clone())).build().unwrap()
    }

    /// The settings of such a client.
    pub fn config(&self) -> Config {
        Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_credentials(self.clone())
            .with_transport(self.clone())
            .with_clock(self.clone())
            .with_sleep(self.clone())
            .with_random(self.clone())
    }

    /// Sets what the service does from now on.
    pub fn service(&self, service: ServiceState) {
        *self.0.service.lock().unwrap() = service;
    }

    /// Sets the random number from `[0, 1)` that is used from now on.
    pub fn random(&self, value: f64) {
        *self.0.random.lock().unwrap() = value;
    }

    /// Returns the number of calls, not counting retries.
    pub fn calls(&self) -> u64 {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Returns the requests that reached the service.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.0.sent.lock().unwrap().clone()
    }

    /// Clears the record of requests.
    pub fn forget(&self) {
        *self.0.sent.lock().unwrap() = Vec::new();
    }

    /// Returns the time since the start.
    pub fn now(&self) -> Duration {
        self.monotonic()
    }

    /// Lets time pass on both clocks.
    pub fn pass(&self, seconds: u64) {
        self.pass_for(Duration::from_secs(seconds));
    }

    /// Lets time pass on both clocks, and wakes the timers on the way.
    pub fn pass_for(&self, duration: Duration) {
        let until = self.monotonic() + duration;
        while let Some(at) = self.next_timer().filter(|at| *at <= until) {
            self.set(at);
        }
        self.set(until);
    }

    /// Lets time pass until this second after the start. Does nothing if it has passed already, because a call took
    /// longer.
    pub fn pass_to(&self, second: u64) {
        self.pass_until(Duration::from_secs(second));
    }

    /// Lets time pass until this time after the start.
    pub fn pass_until(&self, moment: Duration) {
        self.pass_for(moment.saturating_sub(self.monotonic()));
    }

    /// Sets the wall clock forward or back. The service's clock does not change.
    pub fn jump(&self, seconds: i64) {
        self.0.time.lock().unwrap().ahead += seconds;
    }

    /// Suspends the machine: time passes everywhere but on the monotonic clock.
    pub fn suspend(&self, seconds: i64) {
        let mut time = self.0.time.lock().unwrap();
        time.ahead += seconds;
        time.service_ahead += seconds;
    }

    /// Runs a future to its end. Whenever it waits, time passes to the next timer.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(woken.clone());
        let mut future = pin!(future);
        loop {
            if woken.0.swap(false, Ordering::SeqCst) {
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return output;
                }
                continue;
            }
            let next = self.next_timer().expect("the future waits for something that no timer wakes");
            self.set(next);
        }
    }

    /// Polls once, with a waker that does nothing.
    pub fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    fn next_timer(&self) -> Option<Duration> {
        self.0.time.lock().unwrap().timers.first_key_value().map(|((at, _), _)| *at)
    }

    fn set(&self, at: Duration) {
        let due = {
            let mut time = self.0.time.lock().unwrap();
            time.monotonic = at;
            let later = time.timers.split_off(&(at, u64::MAX));
            std::mem::replace(&mut time.timers, later)
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Returns the service's time in seconds since 1970.
    pub fn service_now(&self) -> i64 {
        let time = self.0.time.lock().unwrap();
        START + time.monotonic.as_secs() as i64 + time.service_ahead
    }

    /// Adds the date of the service to a response.
    fn dated(&self, response: Result<Response<Bytes>, TransportError>) -> Result<Response<Bytes>, TransportError> {
        let mut response = response?;
        if self.0.dates.load(Ordering::SeqCst) {
            let date = Timestamp::from_secs(self.service_now()).format(TimestampFormat::HttpDate);
            response.headers_mut().insert("date", date.parse().unwrap());
        }
        Ok(response)
    }

    fn respond(
        &self,
        form: &BTreeMap<String, String>,
        service: &ServiceState,
    ) -> Result<Response<Bytes>, TransportError> {
        let requested = form.get("DurationSeconds").map_or(3600, |seconds| seconds.parse().unwrap());
        match service {
            ServiceState::Works | ServiceState::RefusesKey(_) | ServiceState::Waits(_) => {
                Ok(self.issue(form, Some(requested)))
            }
            ServiceState::ExpiresIn(seconds) => Ok(self.issue(form, Some(*seconds))),
            ServiceState::NeverExpires => Ok(self.issue(form, None)),
            ServiceState::Down => Err(TransportError::from_kind(TransportErrorKind::Connect)),
            ServiceState::Refuses(status, code) => {
                let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
                Ok(Response::builder().status(*status).body(body.into()).unwrap())
            }
            ServiceState::RefusesParameter(parameter, code, message) => {
                let is_refused = |(name, value): (&String, &String)| format!("{name}={value}") == *parameter;
                if !form.iter().any(is_refused) {
                    return Ok(self.issue(form, Some(requested)));
                }
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
                let body = format!("<ErrorResponse>{error}</ErrorResponse>");
                Ok(Response::builder().status(400).body(body.into()).unwrap())
            }
            ServiceState::Panics(_) => panic!("this panic is part of the test"),
        }
    }

    /// Returns how many seconds are left of the credentials that signed a request.
    fn seconds_left(&self, authorization: &str) -> i64 {
        let (_, scope) = authorization.split_once("Credential=").unwrap();
        let expirations = self.0.expirations.lock().unwrap();
        expirations[scope.split_once('/').unwrap().0] - self.service_now()
    }

    /// Issues credentials whose three parts carry the same number.
    fn issue(&self, form: &BTreeMap<String, String>, seconds: Option<i64>) -> Response<Bytes> {
        let number = self.0.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let operation = &form["Action"];
        if let Some(seconds) = seconds {
            self.0.expirations.lock().unwrap().insert(format!("ASIA{number:012}"), self.service_now() + seconds);
        }
        let expiration = seconds.map_or_else(String::new, |seconds| {
            format!("<Expiration>{}</Expiration>", Timestamp::from_secs(self.service_now() + seconds))
        });
        let body = format!(
            "<{operation}Response><{operation}Result><Credentials><AccessKeyId>ASIA{number:012}</AccessKeyId>\
             <SecretAccessKey>secret-{number:012}</SecretAccessKey><SessionToken>token-{number:012}</SessionToken>\
             {expiration}</Credentials></{operation}Result></{operation}Response>"
        );
        Response::new(body.into())
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Clock for World {
    fn wall(&self) -> Timestamp {
        let time = self.0.time.lock().unwrap();
        Timestamp::from_secs(START + time.ahead).checked_add(time.monotonic).unwrap()
    }

    fn monotonic(&self) -> Duration {
        self.0.time.lock().unwrap().monotonic
    }
}

impl Sleep for World {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let key = (self.monotonic() + duration, NUMBER.fetch_add(1, Ordering::Relaxed));
        Box::pin(WorldTimer { world: self.clone(), key })
    }
}

struct WorldTimer {
    world: World,
    key: (Duration, u64),
}

impl Future for WorldTimer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut time = self.world.0.time.lock().unwrap();
        if time.monotonic >= self.key.0 {
            return Poll::Ready(());
        }
        time.timers.insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for WorldTimer {
    fn drop(&mut self) {
        self.world.0.time.lock().unwrap().timers.remove(&self.key);
    }
}

impl Random for World {
    fn unit(&self) -> f64 {
        *self.0.random.lock().unwrap()
    }
}

impl ProvideCredentials for World {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        future::ProvideCredentials::ready(Ok(user().into()))
    }
}

impl Transport for World {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let (form, service) = self.receive(&request);
        Box::pin(async move {
            if let ServiceState::Panics(gate) | ServiceState::Waits(gate) = &service {
                gate.pass().await;
            }
            self.dated(self.respond(&form, &self.after_gate(service)))
        })
    }
}

impl BlockingTransport for World {
    fn send(&self, request: http::Request<Bytes>, _: TransportLimits) -> Result<Response<Bytes>, TransportError> {
        let (form, service) = self.receive(&request);
        if let ServiceState::Panics(gate) | ServiceState::Waits(gate) = &service {
            gate.pass_blocking();
        }
        self.dated(self.respond(&form, &self.after_gate(service)))
    }
}

impl BlockingSleep for World {
    fn sleep(&self, duration: Duration) {
        self.pass_for(duration);
    }
}

impl BlockingProvideCredentials for World {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn std::error::Error + Send + Sync>> {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        Ok(user())
    }
}

/// The credentials of the caller.
fn user() -> Credentials {
    Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

impl World {
    /// Records a request. Returns its parameters and the state of the service.
    fn receive(&self, request: &http::Request<Bytes>) -> (BTreeMap<String, String>, ServiceState) {
        let header = |name| request.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let text = std::str::from_utf8(request.body()).unwrap();
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let mut form: BTreeMap<_, _> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.0.sent.lock().unwrap().push(SentRequest { form: form.clone(), authorization: header("authorization") });
        if form["Action"] == "GetScopedCredentials" {
            // Without a duration, a scoped session ends with the calling one.
            let left = self.seconds_left(&header("authorization"));
            form.entry("DurationSeconds".to_owned()).or_insert(left.to_string());
        }
        let service = match self.0.service.lock().unwrap().clone() {
            ServiceState::RefusesKey(key) if header("authorization").contains(key) => {
                ServiceState::Refuses(403, "ExpiredToken")
            }
            service => service,
        };
        (form, service)
    }

    /// Returns the state of the service after its gate has been opened.
    fn after_gate(&self, service: ServiceState) -> ServiceState {
        if matches!(service, ServiceState::Waits(_)) { self.0.service.lock().unwrap().clone() } else { service }
    }
}
