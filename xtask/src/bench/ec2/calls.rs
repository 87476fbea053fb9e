//! Calls of `DescribeInstances` whose response is in memory: the cost of everything but the network.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use crate::bench::count;
use crate::command;

/// Instances in the response whose instructions are counted, and the calls of the shorter run.
const INSTANCES: usize = 100;
const COUNTED_CALLS: usize = 4;
/// Instances in a response of 10 MB, the calls of one round, and rounds. Other programs on the machine only add to the
/// work, so the highest figure counts.
const LARGE: usize = 758;
const LARGE_CALLS: usize = 10;
const ROUNDS: usize = 8;

/// The cost of calls of a client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallCost {
    /// Instructions of a call with 100 instances.
    pub instructions: f64,
    /// Units of 10^6 bytes of a large response for each second of CPU.
    pub megabytes_per_second: f64,
}

/// The output of a program.
#[derive(Debug, PartialEq)]
struct InstancesRead {
    /// The instances that it decoded.
    instances: String,
    /// The size of the response.
    bytes: f64,
    /// Nanoseconds of CPU of all calls but the first.
    cpu: f64,
}

/// Measures programs of `tests/bench/` that call EC2. They take turns.
///
/// # Errors
///
/// Fails if valgrind is not installed, a run fails, or programs decode different instances.
pub fn measure(programs: &[&Path]) -> Result<Vec<CallCost>, Box<dyn Error>> {
    agree(programs)?;
    let mut throughput = vec![0.0_f64; programs.len()];
    for _ in 0..ROUNDS {
        for (program, highest) in programs.iter().zip(&mut throughput) {
            let printed = run(program, LARGE_CALLS + 1, LARGE)?;
            *highest = highest.max(megabytes_per_second(&printed, LARGE_CALLS));
        }
    }
    let instructions = programs.iter().map(|program| {
        count::instructions_of(program, COUNTED_CALLS, |command, calls| hand_over(command, calls, INSTANCES))
    });
    let costs = instructions
        .zip(throughput)
        .map(|(instructions, megabytes_per_second)| Ok(CallCost { instructions: instructions?, megabytes_per_second }));
    costs.collect()
}

/// Checks that all programs decode the same instances from responses of the same size.
fn agree(programs: &[&Path]) -> Result<(), Box<dyn Error>> {
    for instances in [0, 1, INSTANCES, LARGE] {
        let read = programs.iter().map(|program| run(program, 1, instances)).collect::<Result<Vec<_>, _>>()?;
        if !are_equal(&read) {
            return Err(format!("the clients decoded {instances} instances differently").into());
        }
    }
    Ok(())
}

fn are_equal(read: &[InstancesRead]) -> bool {
    let decoded = |read: &InstancesRead| (read.instances.clone(), read.bytes);
    read.windows(2).all(|pair| pair.first().map(decoded) == pair.last().map(decoded))
}

fn hand_over(command: &mut Command, calls: usize, instances: usize) {
    command.args([calls, instances].map(|number| number.to_string()));
}

fn run(program: &Path, calls: usize, instances: usize) -> Result<InstancesRead, Box<dyn Error>> {
    let mut command = Command::new(program);
    hand_over(&mut command, calls, instances);
    let output = command::output(&mut command, "See tests/bench/.")?;
    printed(&String::from_utf8(output.stdout)?)
}

fn printed(text: &str) -> Result<InstancesRead, Box<dyn Error>> {
    let lines: Vec<&str> = text.lines().collect();
    let &[instances, bytes, cpu] = lines.as_slice() else {
        return Err("a program that calls EC2 printed something else".into());
    };
    Ok(InstancesRead { instances: instances.to_owned(), bytes: bytes.parse()?, cpu: cpu.parse()? })
}

fn megabytes_per_second(printed: &InstancesRead, calls: usize) -> f64 {
    1e3 * printed.bytes * calls as f64 / printed.cpu
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throughput_is_in_millions_of_bytes_for_each_second_of_cpu() {
        let printed = printed("[]\n10000000\n500000000\n").unwrap();
        assert_eq!(printed, InstancesRead { instances: "[]".to_owned(), bytes: 1e7, cpu: 5e8 });
        assert_eq!(megabytes_per_second(&printed, 10), 200.0);
    }

    #[test]
    fn clients_that_decode_other_instances_are_not_compared() {
        let read = |text| printed(text).unwrap();
        let first = || read("[i-1]\n10\n5\n");
        assert!(are_equal(&[first()]) && are_equal(&[first(), read("[i-1]\n10\n7\n")]));
        assert!(!are_equal(&[first(), first(), read("[i-2]\n10\n5\n")]));
        assert!(!are_equal(&[read("[i-1]\n11\n5\n"), first()]));
    }

    #[test]
    fn other_output_is_an_error() {
        for other in ["", "[]\n1\n", "[]\nmany\n1\n"] {
            printed(other).unwrap_err();
        }
    }
}
