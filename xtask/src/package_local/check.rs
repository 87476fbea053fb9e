//! Installs the packages into empty environments, and uses them there.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{empty, program_name, verdict};
use crate::child_server::ChildServer;
use crate::workspace::root;
use crate::{command, node};

/// A test that fails, by its name in each language.
struct Explained {
    test: [&'static str; 2],
    /// A text of the failure message.
    reason: &'static str,
}

/// The tests of the examples, in both languages, and what explains their failures. With moto, all of them pass.
const WRONG: [Explained; 3] = [
    Explained {
        test: ["test_session_is_named_after_the_job", "session is named after the job"],
        reason: "Value 'build #7' at 'roleSessionName' failed to satisfy constraint",
    },
    Explained {
        test: ["test_role_of_partner_is_assumed", "role of partner is assumed"],
        reason: "Statement[0].Condition.StringEquals.sts:ExternalId: the request does not have this key",
    },
    Explained {
        test: ["test_deployment_takes_twenty_minutes", "deployment takes twenty minutes"],
        reason: "ExpiredToken\nThe security token included in the request is expired",
    },
];

const NETWORK: &str = "That needs the network, or a cache with these packages.";

/// Installs and uses both packages. `peers` is a Python with moto.
pub(super) fn run(wheel: &Path, npm: &Path, peers: &Path, work: &Path) -> Result<(), Box<dyn Error>> {
    check_wheel(wheel, peers, &work.join("python"))?;
    check_npm(npm, peers, &work.join("javascript"))
}

/// Returns the report of a check that cannot run, in one line.
pub(super) fn skipped(what: &str, reason: &str) -> String {
    format!("SKIPPED  {what}: {}", reason.trim_end().replace('\n', ". "))
}

/// Installs and uses the wheel, unless the packages that its tests need cannot be installed.
fn check_wheel(wheel: &Path, peers: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    empty(folder)?;
    let python = crate::interop::environment(folder)?;
    if let Err(error) = command::run(&mut pip_of_dependencies(&python), NETWORK) {
        println!("{}", skipped("the tests of the wheel", &error));
        return Ok(());
    }
    let mut install = pip_install(&python);
    command::run(install.arg("--no-index").arg(wheel), "The wheel is faulty, or needs more than pytest.")?;
    let bin = python.with_file_name(program_name());
    command::output(Command::new(bin).args(["exec", "--"]).arg(&python).args(["-c", ""]), "The wheel has no program.")?;
    println!("ok      the program of the wheel runs commands");
    let tests = root().join("tests/peers/pytest-sts-local/tests");
    command::run(pytest(&python, &tests).args(["-n", "2"]), "The pytest plugin does not do what its tests expect.")?;
    println!("ok      em30_the_pytest_plugin_of_the_wheel");
    wrong_python(&python, peers)
}

/// Installs and uses the npm package, unless the packages that its tests need cannot be installed.
fn check_npm(package: &Path, peers: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    copy_javascript(folder)?;
    if let Err(error) = command::run(&mut node::install("ci", folder), NETWORK) {
        println!("{}", skipped("the tests of the npm package", &error));
        return Ok(());
    }
    let mut install = node::install("install", folder);
    command::run(install.arg("--offline").arg(package), "The npm package is faulty, or needs other packages.")?;
    let mut npx = node::npm(folder);
    npx.args(["exec", "--", "sts-local", "exec", "--", "node", "--version"]);
    command::output(&mut npx, "The npm package has no program.")?;
    println!("ok      the program of the npm package runs commands");
    let mut tests = javascript_tests(folder, "server.test.js");
    command::run(&mut tests, "The helper for Node.js does not do what its tests expect.")?;
    println!("ok      em30_the_helper_of_the_npm_package");
    wrong_javascript(folder, peers)
}

/// Runs tests of code that AWS refuses: with moto, which accepts it, and with the plugin.
fn wrong_python(python: &Path, peers: &Path) -> Result<(), Box<dyn Error>> {
    let folder = root().join("tests/peers/examples/python");
    let mut moto = pytest(peers, &folder);
    moto.args(["-p", "moto_fixtures"]).env("PYTHONPATH", &folder);
    command::run(&mut moto, "moto does not accept the mistakes of the example any more.")?;
    let ours = pytest(python, &folder).output()?;
    verdict::check(&String::from_utf8_lossy(&ours.stdout), WRONG.iter().map(|wrong| (wrong.test[0], wrong.reason)))?;
    println!("ok      em31_python_tests_fail_with_the_reason_and_pass_with_moto");
    Ok(())
}

/// Runs tests of code that AWS refuses: with moto, which accepts it, and with the helper.
fn wrong_javascript(folder: &Path, peers: &Path) -> Result<(), Box<dyn Error>> {
    let server = root().join("tests/peers/python/moto_server.py");
    let moto = ChildServer::start(Command::new(peers).arg(server).stderr(Stdio::null()))?;
    let mut lenient = javascript_tests(folder, "deploy.test.js");
    lenient.env("STS_HELPER", "./moto.js").env("MOTO_URL", moto.url()?);
    command::run(&mut lenient, "moto does not accept the mistakes of the example any more.")?;
    let ours = javascript_tests(folder, "deploy.test.js").output()?;
    verdict::check(&String::from_utf8_lossy(&ours.stdout), WRONG.iter().map(|wrong| (wrong.test[1], wrong.reason)))?;
    println!("ok      em31_javascript_tests_fail_with_the_reason_and_pass_with_moto");
    Ok(())
}

/// Installs what the tests of the wheel need, without the wheel.
fn pip_of_dependencies(python: &Path) -> Command {
    let mut pip = pip_install(python);
    pip.arg("--constraint").arg(root().join("tests/peers/python/requirements.txt"));
    pip.args(["pytest", "pytest-xdist", "boto3"]);
    pip
}

fn pip_install(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// Makes a folder with the tests of the helper and of the example, and the list of packages that they need.
fn copy_javascript(folder: &Path) -> std::io::Result<()> {
    empty(folder)?;
    let peers = root().join("tests/peers");
    for name in ["javascript/package.json", "javascript/package-lock.json", "node-sts-local/test/server.test.js"] {
        fs::copy(peers.join(name), folder.join(name.rsplit('/').next().unwrap_or(name)))?;
    }
    for name in ["deploy.js", "deploy.test.js", "moto.js"] {
        fs::copy(peers.join("examples/javascript").join(name), folder.join(name))?;
    }
    Ok(())
}

/// The tests of a folder, which stays as it is.
fn pytest(python: &Path, folder: &Path) -> Command {
    let mut pytest = Command::new(python);
    pytest.args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider"]).arg(folder).current_dir(folder);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH").env_remove("STS_LOCAL_PROGRAM");
    pytest
}

/// A file with tests.
fn javascript_tests(folder: &Path, file: &str) -> Command {
    let mut tests = node::tests(folder);
    tests.arg(file).env_remove("STS_LOCAL_PROGRAM");
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_check_is_one_line() {
        assert_eq!(
            skipped("the tests of the wheel", "`pip install` failed, exit status: 1\nThat needs the network.\n"),
            "SKIPPED  the tests of the wheel: `pip install` failed, exit status: 1. That needs the network."
        );
    }
}
