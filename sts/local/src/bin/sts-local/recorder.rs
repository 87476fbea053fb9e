//! Follows the record of calls, for `--summary` and `--calls`.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sts_local::{CallPage, CallSummary, LocalSts, RecordedCall};

use crate::cannot_write;

/// The number of calls that are read at once.
const PAGE: usize = 1_000;
/// The longest time to wait for a call. Waiting begins again after it.
const WAIT: Duration = Duration::from_secs(60);

/// Counts calls and writes them to a file.
pub(crate) struct CallRecorder {
    file: Option<CallFile>,
    summary: CallSummary,
    after: u64,
}

/// A file of calls. Its errors name it.
struct CallFile {
    path: PathBuf,
    writer: BufWriter<File>,
}

impl CallRecorder {
    /// Creates a recorder, and the file for the calls if there is to be one.
    pub(crate) fn new(file: Option<&Path>) -> io::Result<Self> {
        Ok(Self { file: file.map(CallFile::create).transpose()?, summary: CallSummary::default(), after: 0 })
    }

    /// Records calls as they come. Ends only if the file cannot be written.
    pub(crate) async fn follow(&mut self, local: &LocalSts) -> io::Result<()> {
        loop {
            let page = local.next_calls(self.after, PAGE, WAIT).await;
            self.add(page)?;
        }
    }

    /// Records the calls that are left, and returns the summary of all.
    pub(crate) fn finish(mut self, local: &LocalSts) -> io::Result<CallSummary> {
        loop {
            let page = local.calls_after(self.after, PAGE);
            let more = page.more;
            self.add(page)?;
            if !more {
                return Ok(self.summary);
            }
        }
    }

    fn add(&mut self, page: CallPage) -> io::Result<()> {
        self.after = page.next_after;
        self.summary.add_dropped(page.missed);
        page.calls.iter().for_each(|call| self.summary.add(call));
        self.file.as_mut().map_or(Ok(()), |file| file.add(&page.calls))
    }
}

impl CallFile {
    fn create(path: &Path) -> io::Result<Self> {
        let file = File::create(path).map_err(|error| cannot_write(path, error))?;
        Ok(Self { path: path.to_owned(), writer: BufWriter::new(file) })
    }

    fn add(&mut self, calls: &[RecordedCall]) -> io::Result<()> {
        self.write(calls).map_err(|error| cannot_write(&self.path, error))
    }

    fn write(&mut self, calls: &[RecordedCall]) -> io::Result<()> {
        for call in calls {
            serde_json::to_writer(&mut self.writer, call)?;
            self.writer.write_all(b"\n")?;
        }
        self.writer.flush()
    }
}
