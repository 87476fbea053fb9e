//! A generated client of EC2 uses instances in moto with sessions of moto's STS and of the embedded one.

#[allow(dead_code, reason = "`main` needs an account")]
#[path = "../../../ec2-client/examples/start_instance.rs"]
mod start_instance;

use std::collections::BTreeSet;
use std::time::Duration;

use awsquery::platform::BoxFuture;
use awsquery::{Config, Sleep};
use ec2_client::ec2::{
    Client, DescribeInstancesRequest, ErrorCode, Reservation, RunInstancesRequest, StartInstancesRequest,
    StopInstancesRequest, TerminateInstancesRequest, waiters,
};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use start_instance::{instances, start, stopped};
use sts::{Credentials, Sts};
use sts_local::LocalSts;

use super::moto;
use crate::Outcome;
use crate::bench::Bench;
use crate::call::{REGION, Target};
use crate::cases::DEMO;
use crate::report::Checks;

/// Reservations, each with one instance, on pages of [`PAGE_SIZE`].
const RESERVATIONS: usize = 7;
const PAGE_SIZE: usize = 3;
/// The speed of the timer, relative to a real one: the delays of waiters are meant for real machines.
const SPEED: u32 = 100;
/// The time limit of attempts, calls and waiters, by that timer.
const LIMIT: Duration = Duration::from_secs(60 * SPEED as u64);

/// Tests a role of moto's STS, and a role of the embedded STS, whose credentials moto accepts like any others.
pub async fn run(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    let (_moto, target) = moto::start(bench).await?;
    let sts =
        Sts::builder().credentials(target.credentials.clone()).region(REGION).endpoint(&target.endpoint).build()?;
    let role = sts.assume_role(DEMO, "instances").await?.credentials();
    checks.add("instances, as a role of moto", work(bench, &target.with(role)).await);

    let (_moto, target) = moto::start(bench).await?;
    let local = LocalSts::start().await?;
    let role = local.sts().assume_role(DEMO, "instances").await?.credentials();
    checks.add("instances, as a role of sts-local", work(bench, &target.with(role)).await);
    Ok(())
}

/// Runs instances, lists them on several pages, and waits until one has stopped, runs again and is terminated.
async fn work(bench: &Bench, target: &Target) -> Outcome {
    let ec2 = client(target, &target.credentials);
    let run = RunInstancesRequest::builder(1, 1).image_id("ami-12c6146b").build()?;
    let mut run_ids = BTreeSet::new();
    for _ in 0..RESERVATIONS {
        run_ids.extend(ids(&[ec2.run_instances(&run).await?]));
    }
    let pages = paged(&ec2, &run_ids).await?;
    seen_by_cli(bench, target, &run_ids).await?;

    let id = run_ids.first().ok_or("no instance runs")?;
    ec2.dry_run(&StopInstancesRequest::builder([id]).build()?).await?;
    let polls = wait_while_it_stops(&ec2, id).await?;
    if stopped(&instances(&ec2).await?) != [id] {
        return Err(format!("{id} is not the only instance that is stopped").into());
    }
    start(&ec2, id).await?;
    ec2.terminate_instances(&TerminateInstancesRequest::builder([id]).build()?).await?;
    ec2.wait_until(&waiters::INSTANCE_TERMINATED, &described(id)?, LIMIT).await?;
    fails_at_once(&ec2, id).await?;
    unknown_instance(&ec2).await?;
    Ok(format!("{RESERVATIONS} instances on {pages} pages; one was stopped ({polls}), started and terminated"))
}

fn client(target: &Target, credentials: &Credentials) -> Client {
    let config =
        Config::new().with_region(REGION).with_endpoint(&target.endpoint).with_credentials(credentials.clone());
    Client::new(config.with_sleep(FastTimer).with_attempt_timeout(LIMIT).with_deadline(LIMIT))
}

#[derive(Debug)]
struct FastTimer;

impl Sleep for FastTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration / SPEED))
    }
}

fn described(id: &str) -> Outcome<DescribeInstancesRequest> {
    Ok(DescribeInstancesRequest::builder().instance_ids([id]).build()?)
}

fn ids(reservations: &[Reservation]) -> BTreeSet<String> {
    let instances = reservations.iter().flat_map(|reservation| reservation.instances.iter().flatten());
    instances.filter_map(|instance| instance.instance_id.clone()).collect()
}

/// Checks that the pages hold each of these instances once. Returns the number of pages.
async fn paged(ec2: &Client, expected: &BTreeSet<String>) -> Outcome<usize> {
    let request = DescribeInstancesRequest::builder().max_results(i32::try_from(PAGE_SIZE)?).build()?;
    let pages: Vec<_> = ec2.pages(request.clone()).try_collect().await?;
    let sizes: Vec<usize> = pages.iter().map(|page| page.reservations.as_ref().map_or(0, Vec::len)).collect();
    if sizes != [PAGE_SIZE, PAGE_SIZE, RESERVATIONS - 2 * PAGE_SIZE] {
        return Err(format!("the pages have {sizes:?} reservations").into());
    }
    let found: Vec<Reservation> = ec2.pages(request).items().try_collect().await?;
    if found.len() != RESERVATIONS || ids(&found) != *expected {
        return Err(format!("the stream has {:?}, expected {expected:?}", ids(&found)).into());
    }
    Ok(pages.len())
}

/// Checks that the AWS CLI finds the same instances with the same credentials.
async fn seen_by_cli(bench: &Bench, target: &Target, expected: &BTreeSet<String>) -> Outcome<()> {
    let mut command = bench.command(&bench.python);
    command.args(["-m", "awscli", "ec2", "describe-instances", "--output", "json", "--region", REGION]);
    command.args(["--endpoint-url", &target.endpoint, "--query", "Reservations[].Instances[].InstanceId"]);
    command.env("AWS_ACCESS_KEY_ID", target.credentials.access_key_id());
    command.env("AWS_SECRET_ACCESS_KEY", target.credentials.secret_access_key());
    command.env("AWS_SESSION_TOKEN", target.credentials.session_token().unwrap_or_default());
    let output = command.output().await?;
    if !output.status.success() {
        return Err(format!("the AWS CLI failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let found: Value = serde_json::from_slice(&output.stdout)?;
    let found: BTreeSet<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !found.iter().copied().eq(expected.iter().map(String::as_str)) {
        return Err(format!("the AWS CLI finds {found:?}, our client {expected:?}").into());
    }
    Ok(())
}

/// Stops an instance while a waiter asks for it. Returns how it ended.
async fn wait_while_it_stops(ec2: &Client, id: &str) -> Outcome {
    let request = described(id)?;
    let mut wait = std::pin::pin!(ec2.wait_until(&waiters::INSTANCE_STOPPED, &request, LIMIT));
    let running = tokio::time::timeout(Duration::from_secs(1), &mut wait).await;
    if let Ok(ended) = running {
        return Err(format!("the waiter ended while the instance was running: {ended:?}").into());
    }
    ec2.stop_instances(&StopInstancesRequest::builder([id]).build()?).await?;
    let last = wait.await?.ok_or("the waiter has no output")?;
    let state = last.reservations.iter().flatten().flat_map(|reservation| reservation.instances.iter().flatten());
    let state: Vec<_> = state.filter_map(|instance| instance.state.as_ref()?.name.as_ref()).collect();
    Ok(format!("the waiter saw {}", state.first().ok_or("the last output has no instance")?.as_str()))
}

/// Checks that waiting for a terminated instance to run fails.
async fn fails_at_once(ec2: &Client, id: &str) -> Outcome<()> {
    match ec2.wait_until(&waiters::INSTANCE_RUNNING, &described(id)?, LIMIT).await {
        Err(error) if error.to_string().contains("InstanceRunning") => Ok(()),
        other => Err(format!("expected that {id} can no longer run, found {other:?}").into()),
    }
}

/// Checks that an error without a model has its code.
async fn unknown_instance(ec2: &Client) -> Outcome<()> {
    let request = StartInstancesRequest::builder(["i-0123456789abcdef0"]).build()?;
    match ec2.start_instances(&request).await {
        Err(error) if error.code() == Some(ErrorCode::InvalidInstanceIDNotFound) => Ok(()),
        other => Err(format!("expected InvalidInstanceID.NotFound, found {other:?}").into()),
    }
}
