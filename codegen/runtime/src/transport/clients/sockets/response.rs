//! Responses as bytes: the head, and where the body ends.

mod chunks;

use std::io::{self, ErrorKind};

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use zeroize::Zeroize as _;

use super::channel::Channel;
use crate::transport::clients::idle::KeptConnection;
use crate::transport::clients::stage::StageError;

/// The maximum size in bytes of a head.
const MAX_HEAD: usize = 64 * 1024;

/// The maximum number of headers, and of trailers, as in hyper.
const MAX_HEADERS: usize = 100;

/// The size of one read, in bytes.
const READ: usize = 8 * 1024;

/// A connection, and the bytes that were received over it.
pub(super) struct IncomingBytes {
    channel: Box<dyn Channel>,
    received: ReceivedBytes,
}

/// The bytes that were received and not used yet. They are zeroed after each response, and at the end.
struct ReceivedBytes {
    /// Never grows beyond its first capacity.
    bytes: Vec<u8>,
    /// The number of bytes that were used.
    used: usize,
    /// The largest number of bytes that there were at once since they were last zeroed.
    most: usize,
}

/// The first part of a response.
#[derive(Debug)]
pub(super) struct ResponseHead {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    is_http_1_0: bool,
}

/// The place where a body ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyEnd {
    /// After so many bytes.
    Length(u64),
    /// After the last chunk.
    Chunks,
    /// At the end of the connection.
    Connection,
}

impl KeptConnection for IncomingBytes {
    fn is_closed(&self) -> bool {
        // Only the operating system knows.
        false
    }

    fn is_ready(&self) -> bool {
        self.channel.is_quiet()
    }
}

impl IncomingBytes {
    pub(super) fn new(channel: Box<dyn Channel>) -> Self {
        let received = ReceivedBytes { bytes: Vec::with_capacity(MAX_HEAD), used: 0, most: 0 };
        Self { channel, received }
    }

    pub(super) fn channel(&mut self) -> &mut dyn Channel {
        &mut *self.channel
    }

    pub(super) fn into_channel(self) -> Box<dyn Channel> {
        self.channel
    }

    /// Returns `true` if everything that was received was used.
    pub(super) fn is_empty(&self) -> bool {
        self.unused().is_empty()
    }

    /// Zeroes everything that was received.
    pub(super) fn zero(&mut self) {
        self.received.zero();
    }

    fn unused(&self) -> &[u8] {
        let ReceivedBytes { bytes, used, .. } = &self.received;
        bytes.get(*used..).unwrap_or_default()
    }

    fn use_up(&mut self, length: usize) {
        let ReceivedBytes { bytes, used, .. } = &mut self.received;
        *used = used.saturating_add(length).min(bytes.len());
    }

    /// Receives more bytes. Returns how many, which is 0 at the end of the connection.
    fn receive(&mut self) -> io::Result<usize> {
        let ReceivedBytes { bytes, used, most } = &mut self.received;
        if *used > 0 {
            bytes.drain(..std::mem::take(used));
        }
        let start = bytes.len();
        let end = (start + READ).min(MAX_HEAD);
        if start == end {
            return Err(io::Error::other("the head of the response, or a line of it, is longer than 64 KiB"));
        }
        bytes.resize(end, 0);
        *most = end.max(*most);
        let received = bytes.get_mut(start..).map_or(Ok(0), |free| self.channel.read(free));
        bytes.truncate(start + received.as_ref().copied().unwrap_or(0));
        received
    }

    /// Reads the head of a response, and skips interim responses. Returns `None` if the connection ends before it.
    pub(super) fn head(&mut self) -> Result<Option<ResponseHead>, StageError> {
        loop {
            if let Some((length, head)) = parse_head(self.unused())? {
                self.use_up(length);
                if !head.status.is_informational() || head.status == StatusCode::SWITCHING_PROTOCOLS {
                    return Ok(Some(head));
                }
            } else if self.receive().map_err(StageError::at(StageError::EXCHANGE))? == 0 {
                return Ok(None);
            }
        }
    }

    /// Reads a body to its end, and gives its parts to a function.
    pub(super) fn body<E: From<io::Error>>(
        &mut self,
        end: &BodyEnd,
        mut push: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match end {
            BodyEnd::Length(length) => self.part(*length, &mut push),
            BodyEnd::Chunks => self.chunks(&mut push),
            BodyEnd::Connection => loop {
                push(self.unused())?;
                self.use_up(usize::MAX);
                if self.receive()? == 0 {
                    return Ok(());
                }
            },
        }
    }

    fn part<E: From<io::Error>>(
        &mut self,
        mut length: u64,
        push: &mut impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        while length > 0 {
            if self.is_empty() {
                self.more()?;
            }
            let unused = self.unused();
            let part = unused.get(..usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or(unused);
            push(part)?;
            let taken = part.len();
            length -= taken as u64;
            self.use_up(taken);
        }
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        match self.receive()? {
            0 => Err(io::Error::new(ErrorKind::UnexpectedEof, "the connection ended before the body did")),
            _ => Ok(()),
        }
    }
}

impl ReceivedBytes {
    /// Zeroes everything that was received. The rest of the buffer was not written to, and zeroing it for each response would
    /// cost as much as a third of a call.
    fn zero(&mut self) {
        self.bytes.resize(self.most, 0);
        self.bytes.as_mut_slice().zeroize();
        self.bytes.clear();
        (self.used, self.most) = (0, 0);
    }
}

impl Drop for ReceivedBytes {
    fn drop(&mut self) {
        self.zero();
    }
}

impl ResponseHead {
    /// Returns where the body ends: RFC 9112, 6.3.
    ///
    /// # Errors
    ///
    /// Fails if the headers contradict each other. Guessing would take bytes of one response for another.
    pub(super) fn body_end(&self, method: &Method) -> Result<BodyEnd, StageError> {
        let has_no_body = [StatusCode::SWITCHING_PROTOCOLS, StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED];
        if *method == Method::HEAD || has_no_body.contains(&self.status) {
            return Ok(BodyEnd::Length(0));
        }
        let mut codings = self.headers.get_all(TRANSFER_ENCODING).iter();
        if let Some(coding) = codings.next() {
            let is_chunked = coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked");
            if !is_chunked || codings.next().is_some() || self.is_http_1_0 {
                return Err(StageError::new("the transfer encoding is not supported"));
            }
            return Ok(BodyEnd::Chunks);
        }
        let mut lengths = self.headers.get_all(CONTENT_LENGTH).iter();
        let Some(first) = lengths.next() else { return Ok(BodyEnd::Connection) };
        match decimal(first) {
            Some(length) if lengths.all(|other| other == first) => Ok(BodyEnd::Length(length)),
            _ => Err(StageError::new("the Content-Length is not one number")),
        }
    }

    /// Returns `true` if another request can follow on the connection.
    pub(super) fn keeps_connection(&self, end: &BodyEnd) -> bool {
        let says = |token: &str| {
            let values = self.headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
            values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
        };
        let is_over = *end == BodyEnd::Connection || self.status == StatusCode::SWITCHING_PROTOCOLS || says("close");
        // A length beside chunks is the mark of an attempt to smuggle a response.
        let is_ambiguous = *end == BodyEnd::Chunks && self.headers.contains_key(CONTENT_LENGTH);
        !is_over && !is_ambiguous && (!self.is_http_1_0 || says("keep-alive"))
    }
}

fn decimal(value: &HeaderValue) -> Option<u64> {
    // `parse` would accept a sign.
    let is_number = value.as_bytes().iter().all(u8::is_ascii_digit);
    value.to_str().ok().filter(|_| is_number)?.parse().ok()
}

/// Returns the length of a head and what it contains, or `None` if it is not complete.
fn parse_head(bytes: &[u8]) -> Result<Option<(usize, ResponseHead)>, StageError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::Version) => return Err(StageError::new(StageError::NOT_HTTP)),
        Err(error) => return Err(StageError::at("the head of the response is not valid")(error)),
    };
    let invalid = |_| StageError::new("the head of the response is not valid");
    let status = StatusCode::from_u16(response.code.unwrap_or_default()).map_err(|_| invalid(()))?;
    let mut map = HeaderMap::with_capacity(response.headers.len());
    for header in response.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| invalid(()))?;
        map.append(name, HeaderValue::from_bytes(header.value).map_err(|_| invalid(()))?);
    }
    Ok(Some((length, ResponseHead { status, headers: map, is_http_1_0: response.version == Some(0) })))
}

#[cfg(test)]
mod tests;
