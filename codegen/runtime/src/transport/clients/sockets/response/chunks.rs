//! Bodies in chunks: RFC 9112, 7.1.
//!
//! What other clients and proxies could read in another way is refused: bytes of one response would be taken for another.

use std::io::{self, ErrorKind};

use super::{IncomingBytes, MAX_HEADERS};

/// The maximum size in bytes of the trailers of a body, and of the extensions of all its chunks, as in hyper.
const MAX_EXTRA: usize = 16 * 1024;

/// The end of a line.
const CRLF: &[u8] = b"\r\n";

/// The error for a line with another end.
const LINE_END: &str = "a line between chunks does not end with a carriage return and a line feed";

impl IncomingBytes {
    /// Reads the chunks of a body, and gives what they contain to a function.
    pub(super) fn chunks<E: From<io::Error>>(
        &mut self,
        push: &mut impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut extensions = 0;
        loop {
            match self.chunk_size(&mut extensions)? {
                0 => return Ok(self.trailers()?),
                size => self.part(size, push)?,
            }
            if !self.next_line()?.is_empty() {
                return Err(malformed("a chunk is longer than its size").into());
            }
            self.use_up(CRLF.len());
        }
    }

    /// Reads the line before a chunk: RFC 9112, 7.1. Adds the size of its extensions to those of the chunks before.
    fn chunk_size(&mut self, extensions: &mut usize) -> io::Result<u64> {
        let line = self.next_line()?;
        let (size, extension) =
            parse_chunk_size(line).ok_or_else(|| malformed("the size of a chunk is not a number"))?;
        let length = line.len();
        *extensions += extension.len();
        if *extensions > MAX_EXTRA {
            return Err(malformed("the extensions of chunks are longer than 16 KiB"));
        }
        self.use_up(length + CRLF.len());
        Ok(size)
    }

    /// Skips the trailers, which must be headers.
    fn trailers(&mut self) -> io::Result<()> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
            let parsed = httparse::parse_headers(self.unused(), &mut headers);
            let parsed = parsed.map_err(|_| malformed("the trailers are not headers"))?;
            let length = match parsed {
                httparse::Status::Complete((length, _)) => length,
                httparse::Status::Partial => self.unused().len(),
            };
            if length > MAX_EXTRA {
                return Err(malformed("the trailers are longer than 16 KiB"));
            }
            if parsed.is_partial() {
                self.more()?;
            } else if self.has_whole_line_ends(length) {
                self.use_up(length);
                return Ok(());
            } else {
                return Err(malformed(LINE_END));
            }
        }
    }

    /// Returns `true` if every line feed of this part follows a carriage return. Clients that disagree about where a line ends
    /// would disagree about where a response ends.
    fn has_whole_line_ends(&self, length: usize) -> bool {
        let part = self.unused().get(..length).unwrap_or_default();
        part.split_inclusive(|byte| *byte == b'\n').all(|line| line.ends_with(CRLF))
    }

    /// Returns the next line, without its end. Its bytes are not used up.
    fn next_line(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.unused().iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    let line = self.unused().get(..=end).unwrap_or_default();
                    return line.strip_suffix(CRLF).ok_or_else(|| malformed(LINE_END));
                }
                None => self.more()?,
            }
        }
    }
}

/// Returns the size of a chunk, and its extensions with the white space around them.
fn parse_chunk_size(line: &[u8]) -> Option<(u64, &[u8])> {
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(line.len());
    let (digits, extension) = line.split_at(end);
    let is_extension = matches!(extension.trim_ascii_start(), [] | [b';', ..]);
    let is_text = extension.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    let size = u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    (is_extension && is_text).then_some((size, extension))
}

fn malformed(reason: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason)
}
