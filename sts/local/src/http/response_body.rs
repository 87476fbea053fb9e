//! Bodies of answers: whole, dripped, or cut off.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use tokio::time::Sleep;

use crate::scripted_response::{Answer, End, Length};

/// The body of an answer.
pub(super) struct Body {
    left: Bytes,
    pace: Option<Pace>,
    cut: Option<Cutting>,
}

struct Pace {
    bytes: usize,
    wait: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// How far the end of the connection has come.
enum Cutting {
    /// What was written is to be sent first.
    Flush,
    Close,
}

/// The connection is to be closed in the middle of an answer.
#[derive(Debug)]
pub(super) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script cuts the answer off")
    }
}

impl std::error::Error for Cut {}

impl Body {
    /// These bytes, as the answer wants them sent, and the `Content-Length` to claim for them.
    pub(super) fn scripted(mut bytes: Bytes, answer: &Answer) -> (Self, Option<usize>) {
        let whole = bytes.len();
        if let End::CutAfter(cut) = answer.end {
            bytes.truncate(cut);
        }
        let claimed = match answer.length {
            Length::Right => Some(whole),
            Length::Claimed(length) => Some(length),
            Length::Chunked => None,
        };
        if let Some(length) = claimed {
            bytes.truncate(length);
        }
        let pace = answer.pace.map(|(bytes, wait)| Pace { bytes, wait, waiting: None });
        let cut = matches!(answer.end, End::CutAfter(_)) || claimed.is_some_and(|length| length > whole);
        (Self { left: bytes, pace, cut: cut.then_some(Cutting::Flush) }, claimed)
    }
}

impl Body {
    fn end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.cut.take() {
            None => Poll::Ready(None),
            Some(Cutting::Close) => Poll::Ready(Some(Err(Cut))),
            Some(Cutting::Flush) => {
                // A body that is not ready gives hyper the time to send what it has.
                self.cut = Some(Cutting::Close);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
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
