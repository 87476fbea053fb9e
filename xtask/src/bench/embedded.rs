//! The embedded STS beside moto, the stand-in for AWS that most tests use: calls a second, what a call costs, memory, and
//! how long each takes to be ready.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};

use super::build::{self, Workspace};
use super::cpu;
use super::table::Table;
use crate::child_server::ChildServer;
use crate::workspace::root;
use crate::{command, interop};

/// The calls: the name of the operation, and its parameters.
const CALLS: [(&str, &str); 4] = [
    ("GetCallerIdentity", "Action=GetCallerIdentity"),
    ("GetSessionToken", "Action=GetSessionToken"),
    ("AssumeRole", "Action=AssumeRole&RoleSessionName=bench&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo"),
    ("GetFederationToken", "Action=GetFederationToken&Name=Bob"),
];
/// Connections that are open at once, milliseconds of one round, and rounds; the middle one counts.
const CONNECTIONS: &str = "16";
const ROUND: &str = "1500";
const ROUNDS: usize = 5;
/// Calls after which memory is looked at again.
const MANY: f64 = 1e6;
/// Starts; the middle one counts.
const STARTS: usize = 7;

/// The column of the embedded STS.
pub const OURS: &str = "sts-local";
/// The column of the embedded STS that does not record calls.
pub const UNRECORDED: &str = "sts-local, no record";
/// The column of moto.
pub const MOTO: &str = "moto";
/// Milliseconds from the start until it accepts calls.
pub const READY: &str = "until it is ready, ms";
/// Memory after all calls, less that at the first one. There are a million calls, but for moto fewer.
pub const LEFT_BEHIND: &str = "memory that all calls leave behind, MiB";

/// The remedy if the load fails.
const REMEDY: &str = "It prints the response that is not a success: see what the server printed.";

#[derive(Default)]
struct EmbeddedFigures {
    ready_ms: f64,
    /// MiB at its first response, and after all calls.
    memory: [f64; 2],
    /// Of all operations.
    completed: f64,
    /// Of each operation: calls a second, and microseconds of CPU of a call.
    calls: Vec<[f64; 2]>,
}

/// Measures all of them once, in turns.
///
/// # Errors
///
/// Fails if a server cannot be built, installed or started, or returns an error.
pub fn measure() -> Result<Vec<Table>, Box<dyn Error>> {
    let program = build::program(Workspace::Project, "sts-local")?;
    let load = build::program(Workspace::Bench, "load")?;
    let python = interop::python()?;
    let mut sts_local = Command::new(&program);
    let mut unrecorded = Command::new(&program);
    let mut moto = Command::new(python);
    let commands = [
        sts_local.args(["--port", "0"]),
        unrecorded.args(["--port", "0", "--keep-calls", "0"]),
        moto.arg(root().join("tests/peers/python/moto_server.py")),
    ];
    let mut contestants = commands.map(EmbeddedContestant::start).into_iter().collect::<Result<Vec<_>, _>>()?;
    for contestant in &mut contestants {
        contestant.call(&load, CALLS[0].1, "1")?;
        contestant.figures.memory[0] = memory(contestant.server.id())?;
    }
    for (_, parameters) in CALLS {
        for _ in 0..ROUNDS {
            contestants.iter_mut().try_for_each(|contestant| contestant.round(&load, parameters))?;
        }
        contestants.iter_mut().for_each(EmbeddedContestant::sum_up);
    }
    // moto, at some hundred calls a second, would need hours for as many.
    for ours in contestants.iter_mut().take(2) {
        while ours.figures.completed < MANY {
            ours.figures.completed += ours.call(&load, CALLS[2].1, ROUND)?[0];
        }
    }
    for contestant in &mut contestants {
        contestant.figures.memory[1] = memory(contestant.server.id())?;
    }
    Ok(vec![table(&contestants.iter().map(|contestant| &contestant.figures).collect::<Vec<_>>())])
}

/// Makes a table with a column for each server.
fn table(servers: &[&EmbeddedFigures]) -> Table {
    let mut table =
        Table::new("The embedded STS and moto, called by one client on the same cores", [OURS, UNRECORDED, MOTO]);
    for (place, (name, _)) in CALLS.iter().enumerate() {
        let column = |figure: usize| {
            servers.iter().map(move |server| Some(*server.calls.get(place)?.get(figure)?)).collect::<Vec<_>>()
        };
        table.push(format!("{name}, calls a second"), 0, column(0));
        table.push(format!("{name}, CPU a call, µs"), 1, column(1));
    }
    table.push(READY, 1, servers.iter().map(|server| server.ready_ms));
    table.push("memory at the first call, MiB", 1, servers.iter().map(|server| server.memory[0]));
    table.push("memory after all calls, MiB", 1, servers.iter().map(|server| server.memory[1]));
    table.push(LEFT_BEHIND, 2, servers.iter().map(|server| server.memory[1] - server.memory[0]));
    table.push("calls until then", 0, servers.iter().map(|server| server.completed));
    table
}

/// A server that is measured.
struct EmbeddedContestant {
    server: ChildServer,
    url: String,
    figures: EmbeddedFigures,
    /// Of this operation, by round: calls a second, and microseconds of CPU of a call.
    rounds: [Vec<f64>; 2],
}

impl EmbeddedContestant {
    fn start(command: &mut Command) -> Result<Self, Box<dyn Error>> {
        command.stderr(Stdio::null());
        let ready_ms = |server: &ChildServer| 1e3 * server.ready_after().as_secs_f64();
        let mut ready: Vec<f64> = Vec::new();
        for _ in 1..STARTS {
            let server = ChildServer::start(command)?;
            server.url()?;
            ready.push(ready_ms(&server));
        }
        let server = ChildServer::start(command)?;
        let url = server.url()?.to_owned();
        ready.push(ready_ms(&server));
        let figures = EmbeddedFigures { ready_ms: middle(ready), ..EmbeddedFigures::default() };
        Ok(Self { server, url, figures, rounds: Default::default() })
    }

    fn round(&mut self, load: &Path, parameters: &str) -> Result<(), Box<dyn Error>> {
        let before = cpu::process(self.server.id())?;
        let [calls, seconds] = self.call(load, parameters, ROUND)?;
        self.figures.completed += calls;
        let [rates, costs] = &mut self.rounds;
        rates.push(calls / seconds);
        costs.push(1e6 * (cpu::process(self.server.id())? - before) / calls);
        Ok(())
    }

    /// Returns the number of successful calls, and the seconds that they took.
    fn call(&self, load: &Path, parameters: &str, milliseconds: &str) -> Result<[f64; 2], Box<dyn Error>> {
        let mut load = Command::new(load);
        let output = command::output(load.args([&self.url, parameters, CONNECTIONS, milliseconds]), REMEDY)?;
        let text = String::from_utf8(output.stdout)?;
        let (calls, microseconds) = text.trim().split_once(' ').ok_or("the load printed something else")?;
        Ok([calls.parse()?, microseconds.parse::<f64>()? / 1e6])
    }

    /// Keeps the middle of the rounds.
    fn sum_up(&mut self) {
        self.figures.calls.push(std::mem::take(&mut self.rounds).map(middle));
    }
}

/// Returns the memory of a process in MiB: `VmRSS` of proc(5).
fn memory(process: u32) -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("a process without memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_a_column() {
        let ours = EmbeddedFigures { ready_ms: 2.0, memory: [4.0, 4.5], completed: 9.0, calls: vec![[50e3, 16.0]] };
        let table = table(&[&ours, &EmbeddedFigures::default(), &EmbeddedFigures::default()]);
        assert_eq!(table.find("GetCallerIdentity, calls a second", OURS), Some(&[50e3][..]));
        assert_eq!(table.find("GetCallerIdentity, CPU a call, µs", OURS), Some(&[16.0][..]));
        assert_eq!(table.find("GetCallerIdentity, CPU a call, µs", MOTO), None);
        assert_eq!(table.find(LEFT_BEHIND, OURS), Some(&[0.5][..]));
    }
}
