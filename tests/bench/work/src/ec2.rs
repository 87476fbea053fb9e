//! The work of the contestants for EC2: `DescribeInstances` calls whose response is the same bytes in memory each time.
//!
//! The arguments of a contestant are `CALLS INSTANCES`. It prints what it decoded, the size of the response in bytes, and
//! the CPU time of all calls except the first.

mod response;

use tokio::runtime::Builder;

use super::{Failure, cpu};

/// A client of EC2 that gets its responses from memory.
pub trait Ec2Contestant {
    /// The output of a call.
    type Output;

    /// Makes the call and decodes the response.
    fn call(&self) -> impl Future<Output = Result<Self::Output, Failure>>;

    /// Returns the instances of an output, in their order.
    ///
    /// # Errors
    ///
    /// Fails if an instance lacks a member that the response has.
    fn instances(output: &Self::Output) -> Result<Vec<Instance<'_>>, Failure>;
}

/// Members of an instance, from all parts of the response.
#[derive(Debug, PartialEq, Eq)]
pub struct Instance<'a> {
    /// The id.
    pub id: &'a str,
    /// The state's name.
    pub state: &'a str,
    /// The start, in seconds since the Unix epoch.
    pub launched: i64,
    /// The volume of the last block device.
    pub volume: &'a str,
    /// The private addresses of all network interfaces.
    pub addresses: Vec<&'a str>,
    /// The values of the tags.
    pub tags: Vec<&'a str>,
    /// The number of cores.
    pub cores: i32,
    /// A setting of the metadata service.
    pub http_tokens: &'a str,
}

/// Runs a contestant: the whole program except the client, which gets the body of all responses.
///
/// # Errors
///
/// Fails if a call fails, or two calls decode a different number of instances.
pub fn run<C: Ec2Contestant>(connect: impl FnOnce(String) -> Result<C, Failure>) -> Result<(), Failure> {
    let (calls, instances) = arguments()?;
    let body = response::with_instances(instances);
    let bytes = body.len();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = connect(body)?;
        let first = client.call().await?;
        let decoded = format!("{:?}", C::instances(&first)?);
        let before = cpu()?;
        for _ in 1..calls {
            if C::instances(&client.call().await?)?.len() != instances {
                return Err("two calls decoded a different number of instances".into());
            }
        }
        println!("{decoded}\n{bytes}\n{}", cpu()? - before);
        Ok(())
    })
}

fn arguments() -> Result<(usize, usize), Failure> {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|number| number.parse()).collect::<Result<_, _>>()?;
    match numbers[..] {
        [calls, instances] => Ok((calls, instances)),
        _ => Err("usage: CALLS INSTANCES".into()),
    }
}
