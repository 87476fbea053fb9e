//! Bodies of answers: whole, dripped, or cut off.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::scripted_response::{BodyLength, ResponseEnd, ScriptedResponse};

/// The body of an answer.
pub(super) struct ScriptedBody {
    left: Bytes,
    pace: Option<Pace>,
    cut: Option<CutProgress>,
}

struct Pace {
    bytes: usize,
    wait: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// How far the end of the connection has come.
enum CutProgress {
    /// What was written is to be sent first.
    Flush,
    Close,
}

/// The connection is to be closed in the middle of an answer.
#[derive(Debug)]
pub(super) struct ConnectionCut;

impl std::fmt::Display for ConnectionCut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script cuts the answer off")
    }
}

impl std::error::Error for ConnectionCut {}

impl ScriptedBody {
    /// These bytes, as the answer wants them sent, and the `Content-Length` to claim for them.
    pub(super) fn scripted(mut bytes: Bytes, answer: &ScriptedResponse) -> (Self, Option<usize>) {
        let whole = bytes.len();
        if let ResponseEnd::CutAfter(cut) = answer.end {
            bytes.truncate(cut);
        }
        let claimed = match answer.length {
            BodyLength::Right => Some(whole),
            BodyLength::Claimed(length) => Some(length),
            BodyLength::Chunked => None,
        };
        if let Some(length) = claimed {
            bytes.truncate(length);
        }
        let pace = answer.pace.map(|(bytes, wait)| Pace { bytes, wait, waiting: None });
        let cut = matches!(answer.end, ResponseEnd::CutAfter(_)) || claimed.is_some_and(|length| length > whole);
        (Self { left: bytes, pace, cut: cut.then_some(CutProgress::Flush) }, claimed)
    }
}

impl ScriptedBody {
    fn end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        match self.cut.take() {
            None => Poll::Ready(None),
            Some(CutProgress::Close) => Poll::Ready(Some(Err(ConnectionCut))),
            Some(CutProgress::Flush) => {
                // A body that is not ready gives hyper the time to send what it has.
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
        if this.left.is_empty() {
            return this.end(context);
        }
        let Some(pace) = &mut this.pace else {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.left)))));
        };
        let wait = pace.wait;
        let waiting = pace.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        ready!(waiting.as_mut().poll(context));
        pace.waiting = None;
        let piece = this.left.split_to(pace.bytes.min(this.left.len()));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && self.cut.is_none()
    }
}
