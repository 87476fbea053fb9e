//! Many calls, while readers follow the record of calls, or have stopped reading.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;
use sts::{Credentials, Sts};

use crate::program::{Program, memory, start};

/// The number of calls that are sent before their responses are read.
const BATCH: usize = 50;
const END: &[u8] = b"</GetCallerIdentityResponse>";

/// The URL of the control API without its scheme, and its token.
struct Control {
    address: String,
    token: String,
}

impl Control {
    fn head(&self, method: &str, path: &str) -> String {
        let Self { address, token } = self;
        format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n")
    }

    fn get(&self, path: &str) -> Value {
        self.send("GET", path)
    }

    fn send(&self, method: &str, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("{}connection: close\r\n\r\n", self.head(method, path)).as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Opens a connection that asks for the record many times, and never reads it.
    fn dead_reader(&self) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("{}\r\n", self.head("GET", "/v1/calls?limit=1000")).repeat(30).as_bytes()).unwrap();
        stream
    }

    /// Reads the record until the server has made all calls, and returns how many were read and how many were missed.
    fn follow(&self, is_over: &AtomicBool) -> (u64, u64) {
        let (mut after, mut read, mut missed) = (0, 0, 0);
        loop {
            let was_over = is_over.load(Ordering::SeqCst);
            let page = self.get(&format!("/v1/calls?after={after}&limit=1000&wait_seconds=0.1"));
            after = page["next_after"].as_u64().unwrap();
            read += page["calls"].as_array().unwrap().len() as u64;
            missed += page["missed"].as_u64().unwrap();
            if was_over && page["more"] == false {
                return (read, missed);
            }
        }
    }
}

/// Makes calls over one connection.
fn call(stream: &mut TcpStream, request: &str, count: usize) {
    let batch = request.repeat(BATCH);
    let mut buffer = vec![0; 256 * 1024];
    for _ in 0..count / BATCH {
        stream.write_all(batch.as_bytes()).unwrap();
        let mut received = Vec::new();
        while received.windows(END.len()).filter(|window| *window == END).count() < BATCH {
            let length = stream.read(&mut buffer).unwrap();
            assert!(length > 0, "{}", String::from_utf8_lossy(&received));
            received.extend_from_slice(&buffer[..length]);
        }
    }
}

async fn check(calls: usize) {
    let (program, variables) = start(&["--keep-calls", "500"]);
    let address = variables["AWS_ENDPOINT_URL_STS"].trim_start_matches("http://").to_owned();
    let control = Control {
        address: variables["STS_LOCAL_CONTROL_URL"].trim_start_matches("http://").to_owned(),
        token: variables["STS_LOCAL_CONTROL_TOKEN"].clone(),
    };
    let credentials = Credentials::new(&variables["AWS_ACCESS_KEY_ID"], &variables["AWS_SECRET_ACCESS_KEY"]);
    let sts = Sts::builder().region("us-east-1").endpoint(format!("http://{address}")).credentials(credentials);
    let url = sts.build().unwrap().presigned_caller_identity(Duration::from_secs(900)).await.unwrap();
    // The URL is valid for 15 minutes. A million calls may take longer, and the server's clock stands still.
    control.send("POST", "/v1/clock/freeze");
    let target = url.expose().split_once(&*address).unwrap().1.to_owned();
    let request = format!("GET {target} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let mut stream = TcpStream::connect(&address).unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| control.follow(&is_over));
        let _dead: Vec<TcpStream> = (0..20).map(|_| control.dead_reader()).collect();
        call(&mut stream, &request, 2_000);
        let before = memory(&program, "VmRSS");
        call(&mut stream, &request, calls);
        let grown = memory(&program, "VmRSS") - before;
        is_over.store(true, Ordering::SeqCst);
        let (read, missed) = reader.join().unwrap();
        println!("{calls} calls: {grown} KiB; {read} calls were read and {missed} missed");
        assert!(grown < 2_000, "{grown} KiB");
        assert_eq!(read + missed, (calls + 2_000) as u64);
        let page = control.get("/v1/calls?limit=1");
        assert_eq!(page["dropped"].as_u64(), Some((calls + 2_000 - 500) as u64));
    });
    drop::<Program>(program);
}

/// 6,000 calls reveal a leak of 350 bytes per call.
#[tokio::test]
async fn memory_stays_flat_while_the_record_is_read_and_while_others_stopped_reading() {
    check(6_000).await;
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn memory_stays_flat_over_a_million_calls_while_the_record_is_read() {
    check(1_000_000).await;
}
