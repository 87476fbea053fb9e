//! Servers that run as processes of their own while this program works.

use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server. It ends when this is dropped.
pub struct ChildServer {
    /// Has the standard input of the server, which may end when that is closed.
    process: Child,
    first_line: String,
    ready_after: Duration,
}

impl ChildServer {
    /// Starts a server, and waits for the first line that it prints.
    ///
    /// # Errors
    ///
    /// Fails if the server cannot be started, or prints something that is not text.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let begun = Instant::now();
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut server = Self { process, first_line: String::new(), ready_after: Duration::ZERO };
        if let Some(output) = server.process.stdout.take() {
            BufReader::new(output).read_line(&mut server.first_line)?;
        }
        server.ready_after = begun.elapsed();
        Ok(server)
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Returns the first line that the server printed. It is empty if the server ended without one.
    pub fn first_line(&self) -> &str {
        self.first_line.trim_end()
    }

    /// Returns the URL of a server whose first line ends with it.
    ///
    /// # Errors
    ///
    /// Fails if the first line does not end with a URL.
    pub fn url(&self) -> Result<&str, String> {
        let line = self.first_line();
        let url = line.rsplit(' ').next().filter(|word| word.starts_with("http://"));
        url.ok_or_else(|| format!("a server printed {line:?} instead of the address that it listens on"))
    }

    /// Returns the time from the start to the first line.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }
}

impl Drop for ChildServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> ChildServer {
        ChildServer::start(Command::new("sh").args(["-c", script])).unwrap()
    }

    #[test]
    fn the_url_is_the_last_word_of_the_first_line() {
        let server = shell("echo listening on http://127.0.0.1:80; echo more; exec sleep 60");
        assert_eq!(server.first_line(), "listening on http://127.0.0.1:80");
        assert_eq!(server.url(), Ok("http://127.0.0.1:80"));
    }

    #[test]
    fn a_server_that_ends_without_a_url_is_an_error() {
        assert_eq!(shell("exit 1").first_line(), "");
        let error = shell("echo no port is free").url().unwrap_err();
        assert!(error.contains("\"no port is free\""), "{error}");
    }

    #[test]
    fn a_server_ends_when_it_is_dropped() {
        let id = shell("echo $$; exec sleep 60").first_line().to_owned();
        let is_running = Command::new("kill").args(["-0", &id]).stderr(Stdio::null()).status().unwrap();
        assert!(!is_running.success());
    }
}
