//! The program `sts-local` and its configuration file.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use sts::{Credentials, Sts};
use sts_local::{LocalSts, LocalStsBuilder};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sts-local");

const CONFIG: &str = r#"
region = "eu-west-1"

[[account]]
id = "123456789012"

[[account.user]]
name = "Ann"
keys = [{ access_key_id = "AKIAI44QH8DHBEXAMPLE", secret_access_key = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }]
mfa.phone = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
tags.team = "red"
policies = ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}']

[[account]]
id = "111122223333"
policies.Nothing = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'

[[account.role]]
name = "service/audit"
max_session_seconds = 7200
trust = '''
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": {"AWS": "123456789012"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}
  }]
}
'''
"#;

/// A running program. It ends with the test, even if the test fails.
pub(crate) struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program, and returns the settings that it prints for clients.
pub(crate) fn start(arguments: &[&str]) -> (Program, BTreeMap<String, String>) {
    let mut program = Program(Command::new(PROGRAM).args(arguments).stdout(Stdio::piped()).spawn().unwrap());
    let mut variables = BTreeMap::new();
    for line in BufReader::new(program.0.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "unset AWS_SESSION_TOKEN" {
            break;
        }
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) {
            variables.insert(name.to_owned(), value.to_owned());
        }
    }
    (program, variables)
}

fn client(variables: &BTreeMap<String, String>) -> Sts {
    let credentials = Credentials::new(&variables["AWS_ACCESS_KEY_ID"], &variables["AWS_SECRET_ACCESS_KEY"]);
    let (region, endpoint) = (&variables["AWS_REGION"], &variables["AWS_ENDPOINT_URL_STS"]);
    Sts::builder().credentials(credentials).region(region).endpoint(endpoint).build().unwrap()
}

/// Sends a signal to a program, and returns its exit code.
#[cfg(unix)]
fn stop(mut program: Program, signal: &str) -> Option<i32> {
    assert!(Command::new("kill").args([signal, &program.0.id().to_string()]).status().unwrap().success());
    program.0.wait().unwrap().code()
}

#[cfg(unix)]
#[tokio::test]
async fn without_a_file_the_program_has_the_default_account_and_stops_cleanly() {
    let hangup = (cfg!(target_os = "linux") && !crate::exec::ignores_hangup()).then_some("-HUP");
    for signal in ["-INT", "-TERM"].into_iter().chain(hangup) {
        let (program, variables) = start(&[]);
        let session = client(&variables).assume_role("arn:aws:iam::123456789012:role/demo", "test").await.unwrap();
        assert_eq!(session.arn(), Some("arn:aws:sts::123456789012:assumed-role/demo/test"));
        assert_eq!(stop(program, signal), Some(0));
        let address = variables["AWS_ENDPOINT_URL_STS"].trim_start_matches("http://");
        assert!(std::net::TcpListener::bind(address).is_ok());
    }
}

/// A reader that closes the pipe after the first line must not end the program. A datagram socket shows single writes.
#[cfg(unix)]
#[test]
fn the_program_prints_its_settings_in_a_single_write() {
    let (ours, theirs) = std::os::unix::net::UnixDatagram::pair().unwrap();
    let _program = Program(Command::new(PROGRAM).stdout(std::os::fd::OwnedFd::from(theirs)).spawn().unwrap());
    let mut buffer = [0; 4096];
    let length = ours.recv(&mut buffer).unwrap();
    let output = std::str::from_utf8(&buffer[..length]).unwrap();
    assert!(output.starts_with("# sts-local listens at http://127.0.0.1:"), "{output}");
    assert!(output.ends_with("\nunset AWS_SESSION_TOKEN\n"), "{output}");
}

#[cfg(unix)]
#[tokio::test]
async fn with_a_file_the_program_has_the_accounts_of_the_file() {
    let file = std::env::temp_dir().join(format!("sts-local-{}.toml", std::process::id()));
    std::fs::write(&file, CONFIG).unwrap();
    let (program, variables) = start(&["--config", file.to_str().unwrap(), "--port", "0"]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(variables["AWS_REGION"], "eu-west-1");
    let role = client(&variables).assume_role("arn:aws:iam::111122223333:role/service/audit", "test");
    let role = role.duration(std::time::Duration::from_secs(7200)).await.unwrap();
    assert_eq!(role.arn(), Some("arn:aws:sts::111122223333:assumed-role/audit/test"));
    assert_eq!(stop(program, "-TERM"), Some(0));
}

#[test]
fn invalid_arguments_end_the_program_with_an_explanation() {
    let run = |arguments: &[&str]| {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["--help"]), (Some(0), String::new()));
    for (arguments, message) in [
        (&["--port", "many"][..], "invalid port \"many\"; write a number from 0 to 65535"),
        (&["--port"], "--port needs a value"),
        (&["--color"], "unknown argument \"--color\""),
        (&["--config", "/nowhere/sts.toml"], "/nowhere/sts.toml: cannot read the file: "),
    ] {
        let (code, text) = run(arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(message), "{text}");
    }
}

#[tokio::test]
async fn errors_in_the_file_name_the_line_and_the_fix() {
    let cases = [
        ("region = \"eu-west-1\"", "region = \"eu", 2, "basic string"),
        ("region = \"eu-west-1\"", "regoin = \"eu-west-1\"", 2, "expected one of `region`"),
        ("region = \"eu-west-1\"", "region = 1", 2, "expected a string"),
        ("id = \"123456789012\"", "id = \"12345\"", 5, "write 12 digits"),
        ("id = \"111122223333\"", "name = \"x\"", 15, "expected one of `id`"),
        ("tags.team", "\"two\\nlines\"", 11, "unknown field `two\\nlines`, expected"),
        ("\"sts:AssumeRole\",\"Resource\"", "\"sts:AssumeRole\",\"Resuorce\"", 12, "write a policy as JSON"),
        ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "not base32!", 10, "write it in base32"),
        ("7200", "86400", 20, "maximum session duration in seconds must be 3600 to 43200; found 86400"),
        ("\"Principal\": {\"AWS\": \"123456789012\"},", "", 21, "Statement[0].Principal"),
        ("\"s3:*\",\"Resource\"", "\"s3:*\",\"Resuorce\"", 16, "invalid policy: "),
        ("\"s3:*\"", "\"s3\"", 16, "IAM refuses an identity-based policy like this: Statement.Action: "),
        ("\"StringEquals\"", "\"stringEquals\"", 21, "Statement[0].Condition.stringEquals"),
    ];
    assert!(LocalStsBuilder::from_toml("sts.toml", CONFIG).is_ok());
    for (from, to, line, message) in cases {
        assert!(CONFIG.contains(from), "{from}");
        let error = LocalStsBuilder::from_toml("sts.toml", &CONFIG.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.line(), Some(line), "{error}");
        assert!(error.to_string().starts_with(&format!("sts.toml:{line}: ")), "{error}");
        assert!(error.message().contains(message), "{error}");
    }
    let unknown =
        CONFIG.replacen("\"AWS\": \"123456789012\"", "\"AWS\": \"arn:aws:iam::123456789012:user/Mallory\"", 1);
    let error = LocalStsBuilder::from_toml("sts.toml", &unknown).unwrap().start().await.unwrap_err();
    assert!(error.to_string().starts_with("sts.toml:21: role \"service/audit\": "), "{error}");
    let names = [
        ("region = \"eu-west-1\"", "region = \"\"", "\"\" is not a region"),
        ("region = \"eu-west-1\"", "allow_hosts = [\"sts\", \"http://sts\"]", "\"http://sts\" is not a host name"),
    ];
    for (from, to, message) in names {
        let error = LocalStsBuilder::from_toml("sts.toml", &CONFIG.replacen(from, to, 1)).unwrap().start().await;
        assert!(error.unwrap_err().to_string().starts_with(message), "{to}");
    }
    let empty = LocalStsBuilder::from_toml("sts.toml", "account = []").unwrap_err();
    assert_eq!(empty.to_string(), "sts.toml:1: the file has no account; add [[account]] with an id");
}

#[tokio::test]
async fn many_servers_can_run_in_one_process() {
    let mut servers = Vec::new();
    for _ in 0..20 {
        servers.push(LocalSts::start().await.unwrap());
    }
    let endpoints: std::collections::BTreeSet<String> = servers.iter().map(LocalSts::endpoint).collect();
    assert_eq!(endpoints.len(), 20);
    for local in &servers {
        assert!(local.sts().new_session().await.is_ok());
    }
}

/// Returns the size of a process in KiB, from a field of `/proc/PID/status`.
#[cfg(target_os = "linux")]
pub(crate) fn memory(program: &Program, field: &str) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_matches([':', '\t', ' ', 'k', 'B']).parse().unwrap()
}

/// 3,000 calls reveal a leak of 400 bytes per call. The record is full after the first calls.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_stays_flat_over_calls() {
    let (program, variables) = start(&["--keep-calls", "100"]);
    let client = client(&variables);
    let calls = async |count| {
        for _ in 0..count {
            client.new_session().await.unwrap();
        }
    };
    calls(1_000).await;
    let before = memory(&program, "VmRSS");
    calls(3_000).await;
    let grown = memory(&program, "VmRSS") - before;
    assert!(grown < 1_200, "{grown} KiB");
    assert_eq!(stop(program, "-TERM"), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn em15_requests_that_are_far_too_large_take_less_than_four_mebibytes() {
    use std::io::{Read as _, Write as _};

    let (program, variables) = start(&[]);
    let address = variables["AWS_ENDPOINT_URL_STS"].trim_start_matches("http://").to_owned();
    let send = |body: &[u8]| {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        let head = format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut status_line = [0; 12];
        let _ = stream.read_exact(&mut status_line);
        String::from_utf8_lossy(&status_line).into_owned()
    };
    let form = "Action=AssumeRole&Version=2011-06-15";
    send(form.as_bytes());
    let before = memory(&program, "VmHWM");
    let many: String = (0..10_000).map(|index| format!("&p{index}=x")).collect();
    for _ in 0..10 {
        assert_eq!(send(format!("{form}{many}").as_bytes()), "HTTP/1.1 400");
        assert_eq!(send(format!("{form}&Tags.member.999999999.Key=a").as_bytes()), "HTTP/1.1 403");
        assert_eq!(send(&vec![b'a'; 16 * 1024 * 1024]), "HTTP/1.1 413");
    }
    let grown = memory(&program, "VmHWM") - before;
    assert!(grown < 4 * 1024, "{grown} KiB");
    assert_eq!(stop(program, "-TERM"), Some(0));
}
