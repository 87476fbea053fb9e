//! Target for the control API of the embedded STS.

use std::cell::RefCell;
use std::io;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use sts_local::LocalSts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::Found;

/// The longest time for a response. Requests may wait for a call that never comes; the connection is closed then.
const PATIENCE: Duration = Duration::from_millis(20);
/// The number of inputs after which the server returns to its start, so that accounts do not grow without end.
const INPUTS_PER_RESET: usize = 500;
/// The statuses that the document describes.
const STATUSES: [u16; 13] = [200, 201, 202, 204, 400, 401, 403, 404, 405, 408, 409, 413, 501];

/// A server that serves many inputs.
struct Running {
    runtime: Runtime,
    local: LocalSts,
    inputs: usize,
}

thread_local! {
    static SERVER: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Checks that each request gets a response that the document describes, and that the server goes on. The first line is the
/// method and the target of a request, and the rest is its body.
pub(crate) fn control(bytes: &[u8]) -> Found {
    let (line, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => bytes.split_at(end),
        None => (bytes, &[][..]),
    };
    let Some((method, target)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once(' ')) else {
        return Ok(());
    };
    // The head of the request is not what is tested here.
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let decoded = percent_decode_str(target).decode_utf8_lossy();
    if !is_plain(method) || !is_plain(target) || decoded.contains("/shutdown") {
        return Ok(());
    }
    SERVER.with_borrow_mut(|server| respond(server, method, target, body.get(1..).unwrap_or_default()))
}

fn respond(server: &mut Option<Running>, method: &str, target: &str, body: &[u8]) -> Found {
    if server.is_none() {
        *server = Some(start().map_err(|error| format!("the server does not start: {error}"))?);
    }
    let Some(running) = server else { return Ok(()) };
    running.inputs += 1;
    if running.inputs.is_multiple_of(INPUTS_PER_RESET) {
        running.local.reset();
    }
    let exchange = exchange(&running.local, method, target, body);
    let response = running.runtime.block_on(async { tokio::time::timeout(PATIENCE, exchange).await });
    match response {
        Err(_) => Ok(()),
        Ok(Err(error)) => Err(format!("the connection broke: {error}")),
        Ok(Ok(response)) => check(&response),
    }
}

fn start() -> io::Result<Running> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = runtime.block_on(LocalSts::default_account().keep_calls(10).control_port(0).start())?;
    Ok(Running { runtime, local, inputs: 0 })
}

async fn exchange(local: &LocalSts, method: &str, target: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    let control = local.control().ok_or_else(|| io::Error::other("the control API is off"))?;
    let address = control.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\nconnection: \
         close\r\n\r\n",
        control.token().expose(),
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    Ok(response)
}

fn check(response: &[u8]) -> Found {
    let text = String::from_utf8_lossy(response);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| format!("no response: {text:?}"))?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
    if !STATUSES.contains(&status) {
        return Err(format!("the status {status} is not described: {body}"));
    }
    // hyper refuses a head that is not HTTP without a body.
    if body.is_empty() || head.contains("text/html") {
        return Ok(());
    }
    let value: Value = serde_json::from_str(body).map_err(|error| format!("{error}: {body}"))?;
    if status < 400 {
        return Ok(());
    }
    let message = value.get("message").and_then(Value::as_str).unwrap_or("\n");
    let has_form =
        value.get("code").is_some_and(Value::is_string) && value.get("violations").is_some_and(Value::is_array);
    if has_form && !message.contains('\n') { Ok(()) } else { Err(format!("a refusal of another form: {body}")) }
}
