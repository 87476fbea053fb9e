//! `sts-local exec`, and the options of the program that concern the control API.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sts-local");

/// A folder that is removed with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("sts-local-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn exec(options: &[&str], command: &[&str]) -> Command {
    let mut program = Command::new(PROGRAM);
    program.arg("exec").args(options).arg("--").args(command);
    program
}

fn output(options: &[&str], command: &[&str]) -> Output {
    exec(options, command).output().unwrap()
}

fn variables(output: &Output) -> BTreeMap<String, String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn em29_a_command_gets_the_variables_of_the_server_and_none_of_other_credentials() {
    let mut program = exec(&[], &["env"]);
    let others = [
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_ARN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    // The shared file may turn these on, so they are turned off and not just removed.
    let switches = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];
    program
        .envs(others.map(|name| (name, "x")))
        .envs(switches.map(|name| (name, "true")))
        .env("AWS_REGION", "eu-west-3")
        .env("OTHER", "kept");
    program.env("NO_PROXY", "corp.example").env_remove("no_proxy");
    let found = variables(&program.output().unwrap());
    assert!(others.iter().all(|name| !found.contains_key(*name)), "{found:?}");
    assert!(switches.iter().all(|name| found[*name] == "false"), "{found:?}");
    let expected = [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("NO_PROXY", "corp.example,127.0.0.1,localhost"),
        ("no_proxy", "corp.example,127.0.0.1,localhost"),
        ("OTHER", "kept"),
    ];
    for (name, value) in expected {
        assert_eq!(found.get(name).map(String::as_str), Some(value), "{name}");
    }
    for name in ["AWS_ENDPOINT_URL_STS", "STS_LOCAL_CONTROL_URL"] {
        assert!(found[name].starts_with("http://127.0.0.1:"), "{found:?}");
    }
    assert!(found["STS_LOCAL_CONTROL_TOKEN"].len() >= 43);
    let mut program = exec(&["--no-control"], &["env"]);
    let outer = ["STS_LOCAL_CONTROL_URL", "STS_LOCAL_CONTROL_TOKEN"];
    let without = variables(&program.envs(outer.map(|name| (name, "outer"))).output().unwrap());
    assert!(outer.iter().all(|name| !without.contains_key(*name)), "{without:?}");
    assert!(without.contains_key("AWS_ENDPOINT_URL_STS"));
}

#[test]
fn loopback_is_reached_without_a_proxy_whatever_the_list_says() {
    let cases = [
        ("", "127.0.0.1,localhost"),
        ("*", "*"),
        ("a, localhost", "a, localhost,127.0.0.1"),
        ("a,*", "a,*,127.0.0.1,localhost"),
    ];
    for (listed, expected) in cases {
        let mut program = exec(&[], &["env"]);
        let found = variables(&program.env("NO_PROXY", listed).env("no_proxy", listed).output().unwrap());
        assert_eq!((found["NO_PROXY"].as_str(), found["no_proxy"].as_str()), (expected, expected), "{listed:?}");
    }
}

#[test]
fn em29_the_exit_code_is_that_of_the_command() {
    let file = Folder::new("exit");
    let plain = file.file("plain");
    std::fs::write(&plain, "text").unwrap();
    let code = |command: &[&str]| output(&[], command).status.code();
    assert_eq!(code(&["true"]), Some(0));
    assert_eq!(code(&["sh", "-c", "exit 42"]), Some(42));
    assert_eq!(code(&["sh", "-c", "kill -KILL $$"]), Some(128 + 9));
    assert_eq!(code(&["sh", "-c", "kill -TERM $$"]), Some(128 + 15));
    assert_eq!(code(&["/nowhere/command"]), Some(127));
    assert_eq!(code(&[plain.to_str().unwrap()]), Some(126));
    assert_eq!(code(&[file.0.to_str().unwrap()]), Some(126));
}

#[test]
fn mistakes_of_the_program_itself_have_the_exit_code_125() {
    let cases: [(&[&str], &str); 6] = [
        (&["exec"], "exec needs a command: sts-local exec -- COMMAND"),
        (&["exec", "--"], "exec needs a command"),
        (&["exec", "--color", "--", "true"], "unknown argument \"--color\""),
        (&["exec", "--config", "/nowhere/sts.toml", "--", "true"], "/nowhere/sts.toml: cannot read the file: "),
        (&["exec", "--calls", "/nowhere/calls.jsonl", "--", "true"], "cannot write /nowhere/calls.jsonl: "),
        (&["exec", "--ready-file", "/nowhere/ready", "--", "true"], "cannot write /nowhere/ready: "),
    ];
    for (arguments, message) in cases {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(125), "{text}");
        assert!(text.contains(message), "{text}");
    }
    let output = Command::new(PROGRAM).args(["--summary"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn options_after_the_command_belong_to_the_command() {
    let output = output(&[], &["echo", "--help", "--port", "exec"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "--help --port exec\n");
    let without_dashes = Command::new(PROGRAM).args(["exec", "echo", "--summary"]).output().unwrap();
    assert_eq!(String::from_utf8(without_dashes.stdout).unwrap(), "--summary\n");
}

/// Starts a command that prints a line when it has installed its traps, and sends the program a signal then.
fn after_signal(signal: &str, script: &str) -> (Child, String) {
    let mut child = exec(&[], &["bash", "-c", script]).stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    (child, rest)
}

/// Returns true if these tests run with SIGHUP ignored, as under `nohup`. The program then ignores it, too.
pub(crate) fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    u64::from_str_radix(ignored.trim(), 16).unwrap() & 1 == 1
}

#[test]
fn em29_signals_reach_the_command_once() {
    let hangup = (!ignores_hangup()).then_some(("-HUP", "HUP"));
    for (signal, name) in [("-INT", "INT"), ("-TERM", "TERM")].into_iter().chain(hangup) {
        let script =
            format!("trap 'echo got {name}' {name}; echo ready; for i in 1 2 3 4 5 6 7 8; do sleep 0.05; done; exit 7");
        let (mut child, rest) = after_signal(signal, &script);
        assert_eq!((child.wait().unwrap().code(), rest), (Some(7), format!("got {name}\n")));
    }
    let (mut child, _) = after_signal("-TERM", "echo ready; exec sleep 60");
    assert_eq!(child.wait().unwrap().code(), Some(128 + 15));
}

#[test]
fn a_command_that_nohup_started_survives_a_hangup() {
    let mut program = Command::new("nohup");
    let script = "echo ready; for i in 1 2 3 4 5 6; do sleep 0.05; done; exit 7";
    program.args([PROGRAM, "exec", "--", "bash", "-c", script]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(7));
}

#[test]
fn the_exit_code_is_that_of_the_command_even_if_no_one_reads_the_messages() {
    for (options, code) in [(&["--summary"] as &[&str], 3), (&["--color"], 125)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(exec(options, &["sh", "-c", "exit 3"]).stderr(writer).status().unwrap().code(), Some(code));
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let help = Command::new(PROGRAM).arg("--help").stdout(writer).output().unwrap();
    assert_eq!((help.status.code(), help.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_signal_ends_the_program_while_a_named_pipe_has_no_reader() {
    let folder = Folder::new("pipe");
    let pipe = folder.file("calls");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = exec(&["--calls", pipe.to_str().unwrap()], &["true"]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    // Not SIGINT, which a shell ignores in commands of the background, so possibly here.
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().signal(), Some(15));
}

/// The reader opens the pipe and reads nothing, and the calls are more than the pipe holds.
#[test]
fn a_pipe_that_is_not_read_delays_neither_calls_nor_signals() {
    let folder = Folder::new("slow");
    let pipe = folder.file("calls");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut reader = Command::new("sh").args(["-c", "exec sleep 60 <\"$0\""]).arg(&pipe).spawn().unwrap();
    let call = "curl -sf -m 5 -H \"x-filler: $(head -c 30000 /dev/zero | tr '\\0' x)\" $AWS_ENDPOINT_URL_STS/";
    let script = format!("for i in 1 2 3 4 5 6 7 8; do {call}; [ $? = 22 ] || exit 9; done; echo ready");
    let mut child =
        exec(&["--calls", pipe.to_str().unwrap()], &["bash", "-c", &script]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!((line.as_str(), child.wait().unwrap().code()), ("ready\n", Some(125)));
    reader.kill().unwrap();
    reader.wait().unwrap();
}

#[test]
fn an_error_about_the_file_of_calls_names_it() {
    let output = output(&["--calls", "/dev/full"], &["bash", "-c", UNSIGNED]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(125), "{text}");
    assert!(text.starts_with("sts-local: cannot write /dev/full: ") && text.lines().count() == 1, "{text}");
}

#[test]
fn an_error_about_the_accounts_names_their_file() {
    let folder = Folder::new("config");
    let file = folder.file("sts.toml");
    std::fs::write(&file, "[[account]]\nid = \"123456789012\"\n").unwrap();
    let text = String::from_utf8(output(&["--config", file.to_str().unwrap()], &["true"]).stderr).unwrap();
    assert!(text.starts_with(&format!("sts-local: {}: the first account has no access key", file.display())), "{text}");
}

#[test]
fn an_error_about_a_port_names_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let port = address.port().to_string();
    for option in ["--port", "--control-port"] {
        let output = output(&[option, &port], &["true"]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(125), "{text}");
        assert!(text.starts_with(&format!("sts-local: cannot listen on {address}: ")), "{text}");
    }
}

/// The body of a request without a signature.
const UNSIGNED: &str = "curl -s -d 'Action=GetCallerIdentity&Version=2011-06-15' $AWS_ENDPOINT_URL_STS >/dev/null";

#[test]
fn a_summary_and_the_calls_are_written_at_the_end() {
    let folder = Folder::new("calls");
    let file = folder.file("calls.jsonl");
    // More calls than the record keeps.
    let script = format!("for i in 1 2 3 4 5 6 7; do {UNSIGNED}; done");
    let options = ["--summary", "--keep-calls", "3", "--calls", file.to_str().unwrap()];
    let output = output(&options, &["bash", "-c", &script]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("sts-local: 7 calls\n"), "{text}");
    assert!(text.contains("GetCallerIdentity         0         0         7         0"), "{text}");
    assert!(text.contains("MissingAuthenticationToken (7 times)"), "{text}");
    let lines = std::fs::read_to_string(&file).unwrap();
    let ids: Vec<u64> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn the_ready_file_has_what_clients_need_and_only_the_user_may_read_it() {
    let folder = Folder::new("ready");
    let file = folder.file("ready.json");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "stale").unwrap();
    let script = format!("stat -c %a {path}; cat {path}");
    let output = output(&["--ready-file", path], &["bash", "-c", &format!("{script}; env")]);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let (mode, rest) = text.split_once('\n').unwrap();
    assert_eq!(mode, "600");
    let ready: Value = serde_json::from_str(rest.lines().next().unwrap()).unwrap();
    let found = variables(&output);
    for (member, variable) in [
        ("endpoint", "AWS_ENDPOINT_URL_STS"),
        ("region", "AWS_REGION"),
        ("access_key_id", "AWS_ACCESS_KEY_ID"),
        ("secret_access_key", "AWS_SECRET_ACCESS_KEY"),
        ("control_url", "STS_LOCAL_CONTROL_URL"),
        ("control_token", "STS_LOCAL_CONTROL_TOKEN"),
    ] {
        assert_eq!(ready[member].as_str(), Some(found[variable].as_str()), "{member}");
    }
    let set = ready["environment"]["set"].as_object().unwrap();
    assert!(set.contains_key("AWS_ENDPOINT_URL_STS") && !set.contains_key("STS_LOCAL_CONTROL_TOKEN"), "{set:?}");
    for (name, value) in set {
        assert_eq!(value.as_str(), Some(found[name].as_str()), "{name}");
    }
    assert!(ready["environment"]["unset"].as_array().unwrap().contains(&"AWS_PROFILE".into()));
    assert!(!file.exists());
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[test]
fn the_program_prints_the_control_api_and_stops_when_it_is_asked_to() {
    let folder = Folder::new("serve");
    let file = folder.file("ready.json");
    let mut child =
        Command::new(PROGRAM).args(["--ready-file", file.to_str().unwrap()]).stdout(Stdio::piped()).spawn().unwrap();
    let mut found = BTreeMap::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) {
            found.insert(name.to_owned(), value.to_owned());
        }
        if line == "unset AWS_SESSION_TOKEN" {
            break;
        }
    }
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let header = format!("authorization: Bearer {}", found["STS_LOCAL_CONTROL_TOKEN"]);
    let url = format!("{}/v1/shutdown", found["STS_LOCAL_CONTROL_URL"]);
    assert!(Command::new("curl").args(["-sf", "-X", "POST", "-H", &header, &url]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!file.exists());
}

/// The helpers for pytest and Node.js remove the variables that the ready file names.
#[test]
fn the_ready_file_names_the_variables_that_exec_removes() {
    let folder = Folder::new("unset");
    let file = folder.file("ready.json");
    let path = file.to_str().unwrap();
    let options = ["--no-control", "--ready-file", path];
    let ready: Value = serde_json::from_slice(&output(&options, &["cat", path]).stdout).unwrap();
    let unset: Vec<&str> = ready["environment"]["unset"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(unset.len() > 10, "{unset:?}");
    let outer = unset.iter().map(|name| (*name, "outer"));
    let found = variables(&exec(&options, &["env"]).envs(outer).output().unwrap());
    assert!(unset.iter().all(|name| !found.contains_key(*name)), "{found:?}");
}

#[test]
fn a_server_leaves_the_ready_file_of_another_one() {
    let folder = Folder::new("shared");
    let file = folder.file("ready.json");
    let path = file.to_str().unwrap();
    let inner = format!("{PROGRAM} exec --ready-file {path} -- cp {path} {path}.copy; cp {path}.copy {path}");
    assert_eq!(output(&["--ready-file", path], &["sh", "-c", &inner]).status.code(), Some(0));
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(folder.file("ready.json.copy")).unwrap());
}
