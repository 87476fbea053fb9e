//! Follows the record of calls, for `--summary` and `--calls`.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sts_local::{CallPage, CallSummary, LocalSts, RecordedCall};
use tokio::time::sleep;

use crate::cannot_write;

/// The number of calls that are read at once.
const PAGE: usize = 1_000;
/// The longest time to wait for a call. Waiting begins again after it.
const WAIT: Duration = Duration::from_secs(60);
/// The time after which a writer that is busy is asked again.
const BUSY: Duration = Duration::from_millis(5);

/// Counts calls and writes them to a file.
pub(crate) struct CallRecorder {
    file: Option<CallFile>,
    summary: CallSummary,
    after: u64,
}

/// A file of calls. A thread writes it, because a pipe whose reader is slow must delay neither the server nor signals.
struct CallFile {
    pages: SyncSender<Vec<RecordedCall>>,
    writer: JoinHandle<io::Result<()>>,
}

impl CallRecorder {
    /// Creates a recorder, and the file for the calls if there is to be one.
    pub(crate) fn new(file: Option<&Path>) -> io::Result<Self> {
        Ok(Self { file: file.map(CallFile::create).transpose()?, summary: CallSummary::default(), after: 0 })
    }

    /// Records calls as they come.
    pub(crate) async fn follow(&mut self, local: &LocalSts) -> Infallible {
        loop {
            let page = local.next_calls(self.after, PAGE, WAIT).await;
            self.add(page).await;
        }
    }

    /// Records the calls that are left, and returns the summary of all.
    ///
    /// # Errors
    ///
    /// An error that names the file, if it could not be written.
    pub(crate) async fn finish(mut self, local: &LocalSts) -> io::Result<CallSummary> {
        loop {
            let page = local.calls_after(self.after, PAGE);
            let more = page.more;
            self.add(page).await;
            if !more {
                break;
            }
        }
        if let Some(file) = self.file {
            file.finish().await?;
        }
        Ok(self.summary)
    }

    /// Adds a page. Until the file takes it, nothing changes, so that it can be added again if this is canceled.
    async fn add(&mut self, page: CallPage) {
        if let Some(file) = &self.file {
            file.add(page.calls.clone()).await;
        }
        self.after = page.next_after;
        self.summary.add_dropped(page.missed);
        page.calls.iter().for_each(|call| self.summary.add(call));
    }
}

impl CallFile {
    fn create(path: &Path) -> io::Result<Self> {
        let file = File::create(path).map_err(|error| cannot_write(path, error))?;
        let (pages, received) = sync_channel(1);
        let path = path.to_owned();
        let writer = thread::spawn(move || write(file, &received).map_err(|error| cannot_write(&path, error)));
        Ok(Self { pages, writer })
    }

    /// Passes calls to the writer. If it has failed, they are dropped, and [`finish`](Self::finish) returns the error.
    async fn add(&self, mut calls: Vec<RecordedCall>) {
        while let Err(TrySendError::Full(rejected)) = self.pages.try_send(calls) {
            calls = rejected;
            sleep(BUSY).await;
        }
    }

    /// Waits until everything is written.
    async fn finish(self) -> io::Result<()> {
        drop(self.pages);
        while !self.writer.is_finished() {
            sleep(BUSY).await;
        }
        self.writer.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes calls panicked")))
    }
}

/// Writes calls as they are received, until no more can come.
fn write(file: File, pages: &Receiver<Vec<RecordedCall>>) -> io::Result<()> {
    let mut writer = BufWriter::new(file);
    for calls in pages {
        for call in &calls {
            serde_json::to_writer(&mut writer, call)?;
            writer.write_all(b"\n")?;
        }
        writer.flush()?;
    }
    Ok(())
}
