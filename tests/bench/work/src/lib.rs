//! The work that all contestants share: GetFederationToken calls with the same input, in the same loop.
//!
//! A contestant is a program. Its arguments are the URL of the stub server and the amount of work. It prints the
//! credentials that it decoded and the CPU time of all calls except the first. The module `ec2` has the same for
//! contestants that call EC2.

#[cfg(feature = "tokio")]
mod concurrent;
#[cfg(feature = "ec2")]
pub mod ec2;

use std::error::Error;

#[cfg(feature = "tokio")]
pub use concurrent::{Contestant, run};

/// The access key that signs: AWS's example.
pub const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
/// The secret of that key.
pub const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// The region to sign for.
pub const REGION: &str = "eu-west-1";

/// Any error.
pub type Failure = Box<dyn Error>;

/// The input of the calls.
#[derive(Debug)]
pub struct Input {
    /// The name of the federated user.
    pub name: String,
    /// The session policy, as JSON.
    pub policy: Option<String>,
    /// Managed session policies.
    pub policy_arns: Vec<String>,
    /// Session tags.
    pub tags: Vec<(String, String)>,
    /// The lifetime of the credentials.
    pub seconds: i32,
}

impl Input {
    /// Creates an input with this number of tags and a policy of this length, or without a policy if it is 0.
    pub fn new(tags: usize, policy: usize) -> Self {
        Self {
            name: "Bob".to_owned(),
            policy: (policy > 0).then(|| self::policy(policy)),
            policy_arns: ["ReadOnlyAccess", "AmazonS3ReadOnlyAccess"]
                .map(|name| format!("arn:aws:iam::aws:policy/{name}"))
                .into(),
            tags: (0..tags).map(|tag| (format!("cost-center-{tag}"), format!("team red/{tag}"))).collect(),
            seconds: 3600,
        }
    }
}

/// Returns a policy of exactly this length, or the shortest possible one.
fn policy(characters: usize) -> String {
    const HEAD: &str =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["#;
    const RESOURCE: &str = r#""arn:aws:s3:::team-red/reports/*","#;
    const TAIL: &str = r#""arn:aws:s3:::"]}]}"#;
    let room = characters.saturating_sub(HEAD.len() + TAIL.len());
    let (whole, rest) = (room / RESOURCE.len(), room % RESOURCE.len());
    let last = TAIL.replacen(":::", &format!(":::{}", "b".repeat(rest)), 1);
    format!("{HEAD}{}{last}", RESOURCE.repeat(whole))
}

/// The credentials in the response.
#[derive(Debug, PartialEq, Eq)]
pub struct Issued {
    /// The access key ID.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token.
    pub session_token: String,
    /// The expiration, in seconds since the Unix epoch.
    pub expiration: i64,
}

/// A client of STS that blocks the thread.
pub trait BlockingContestant {
    /// Sends the request for the input and decodes the response.
    ///
    /// # Errors
    ///
    /// Fails if there are no credentials.
    fn call(&self, input: &Input) -> Result<Issued, Failure>;
}

/// The arguments of a contestant: `URL CALLS CONCURRENCY TAGS POLICY`.
struct Task {
    url: String,
    calls: usize,
    concurrency: usize,
    input: Input,
}

impl Task {
    fn from_arguments() -> Result<Self, Failure> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let [url, numbers @ ..] = arguments.as_slice() else {
            return Err("usage: URL CALLS CONCURRENCY TAGS POLICY".into());
        };
        let numbers: Vec<usize> = numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?;
        let [calls, concurrency, tags, policy] = numbers[..] else {
            return Err("usage: URL CALLS CONCURRENCY TAGS POLICY".into());
        };
        Ok(Self { url: url.clone(), calls, concurrency, input: Input::new(tags, policy) })
    }
}

/// Runs a blocking contestant: the whole program except the client.
///
/// # Errors
///
/// Fails if a call fails, two calls get different credentials, or calls should be concurrent.
pub fn run_blocking<C: BlockingContestant>(connect: impl FnOnce(&str) -> Result<C, Failure>) -> Result<(), Failure> {
    let task = Task::from_arguments()?;
    if task.concurrency != 1 {
        return Err("a blocking contestant makes one call after the other".into());
    }
    let client = connect(&task.url)?;
    let first = client.call(&task.input)?;
    if task.calls == 1 {
        first.print(0);
        return Ok(());
    }
    let before = cpu()?;
    for _ in 1..task.calls {
        first.check(&client.call(&task.input)?)?;
    }
    first.print(cpu()? - before);
    Ok(())
}

impl Issued {
    /// Compares the credentials of the first call with those of a later one.
    fn check(&self, later: &Self) -> Result<(), Failure> {
        if self == later { Ok(()) } else { Err("two calls got different credentials".into()) }
    }

    /// Prints the credentials and the CPU time of all calls but the first.
    fn print(&self, cpu: u64) {
        let Self { access_key_id, secret_access_key, session_token, expiration } = self;
        println!("{access_key_id} {secret_access_key} {session_token} {expiration}");
        println!("{cpu}");
    }
}

/// Returns the CPU time of all threads of this process in nanoseconds. Works only on Linux.
///
/// It reads a folder and files. Processes with one call do not use it, because their figure is that of the whole process.
fn cpu() -> Result<u64, Failure> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        sum += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(sum)
}
