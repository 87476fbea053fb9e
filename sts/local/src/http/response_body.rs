//! Bodies of responses, which can be dripped or cut off.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::scripted_response::{BodyLength, ResponseEnd, ScriptedResponse};

/// The body of a response, sent as a [`ScriptedResponse`] prescribes.
pub(crate) struct ScriptedBody {
    remaining: Bytes,
    pace: Option<Pace>,
    /// `Some` if the connection is to be closed after the body, before the response is complete.
    cut: Option<CutProgress>,
}

/// Sends the body in small pieces.
struct Pace {
    piece_size: usize,
    delay: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

enum CutProgress {
    /// Buffered data has to be sent before the connection is closed.
    Flush,
    Close,
}

/// The error that makes hyper close the connection before the response is complete.
#[derive(Debug)]
pub(crate) struct ConnectionCut;

impl std::fmt::Display for ConnectionCut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script cuts the response off")
    }
}

impl std::error::Error for ConnectionCut {}

impl ScriptedBody {
    /// Returns the body, and the `Content-Length` to send with it.
    pub(crate) fn new(mut bytes: Bytes, response: &ScriptedResponse) -> (Self, Option<usize>) {
        let actual = bytes.len();
        if let ResponseEnd::CutAfter(cut) = response.end {
            bytes.truncate(cut);
        }
        let announced = match response.length {
            BodyLength::Actual => Some(actual),
            BodyLength::Claimed(length) => Some(length),
            BodyLength::Chunked => None,
        };
        if let Some(length) = announced {
            bytes.truncate(length);
        }
        let pace = response.pace.map(|(piece_size, delay)| Pace { piece_size, delay, sleep: None });
        let is_cut =
            matches!(response.end, ResponseEnd::CutAfter(_)) || announced.is_some_and(|length| length > actual);
        (Self { remaining: bytes, pace, cut: is_cut.then_some(CutProgress::Flush) }, announced)
    }

    fn poll_end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        match self.cut.take() {
            None => Poll::Ready(None),
            Some(CutProgress::Close) => Poll::Ready(Some(Err(ConnectionCut))),
            Some(CutProgress::Flush) => {
                // While the body is pending, hyper sends what it has buffered.
                self.cut = Some(CutProgress::Close);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

impl Body for ScriptedBody {
    type Data = Bytes;
    type Error = ConnectionCut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        let this = &mut *self;
        if this.remaining.is_empty() {
            return this.poll_end(context);
        }
        let Some(pace) = &mut this.pace else {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.remaining)))));
        };
        let delay = pace.delay;
        let sleep = pace.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(delay)));
        ready!(sleep.as_mut().poll(context));
        pace.sleep = None;
        let piece = this.remaining.split_to(pace.piece_size.min(this.remaining.len()));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining.is_empty() && self.cut.is_none()
    }
}
