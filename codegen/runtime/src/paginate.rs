//! Responses that come in pages.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call::client::Client;
use crate::call::response::{Answer, unusable_output};
use crate::error::Error;
use crate::platform::clock::BoxFuture;
use crate::protocol::operation::Request;

/// A request whose answer comes in pages, which the model says; generated code implements it.
pub trait Paginate: Request<Response: Send> + Clone + Send + Sync + Unpin + 'static {
    /// Where this page begins; `None` for the first.
    fn token(&self) -> Option<&str>;

    /// Asks for the page that begins there.
    fn set_token(&mut self, token: String);

    /// Where the next page begins; `None` after the last.
    fn next_token(response: &Self::Response) -> Option<&str>;
}

/// A request with one list, or one map, that is spread over its pages.
pub trait PaginateItems: Paginate {
    /// What the pages hold.
    type Item: Send + Unpin;

    /// What one page holds.
    fn items(response: Self::Response) -> Vec<Self::Item>;
}

/// The pages of an answer, in order: [`next`](Self::next), or as a [`Stream`].
///
/// Nothing is sent before the first page is asked for, and each page is asked for when it is its turn. After an error
/// there are no more pages. A service that names the page it has just given as the next one would be asked forever: after
/// that page comes an error, as in botocore, since to end there would pass off a part as the whole.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<R: Paginate, E = Error> {
    client: Client,
    state: PageState<R>,
    error: std::marker::PhantomData<fn() -> E>,
}

type Sent<R> = (R, Result<Answer<<R as Request>::Response>, Error>);

enum PageState<R: Paginate> {
    /// This request comes next.
    Next(R),
    /// It is being answered.
    Sent(BoxFuture<'static, Sent<R>>),
    /// The last page told to ask for itself.
    Repeated(Error),
    /// There is nothing more.
    Done,
}

impl<R: Paginate, E: From<Error>> Pages<R, E> {
    /// The pages of the answer to `request`, from where its own token says.
    pub fn new(client: &Client, request: R) -> Self {
        Self { client: client.clone(), state: PageState::Next(request), error: std::marker::PhantomData }
    }

    /// The next page; `None` after the last.
    ///
    /// The future may be dropped and `next` called again: no page is lost.
    pub async fn next(&mut self) -> Option<Result<R::Response, E>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// What the pages hold, one by one.
    pub fn items(self) -> Items<R, E>
    where
        R: PaginateItems,
    {
        Items { pages: self, page: VecDeque::new() }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Response, E>>> {
        loop {
            match std::mem::replace(&mut self.state, PageState::Done) {
                PageState::Next(request) => {
                    let client = self.client.clone();
                    self.state = PageState::Sent(Box::pin(async move {
                        let answer = client.send(&request).await;
                        (request, answer)
                    }));
                }
                PageState::Sent(mut sent) => {
                    let Poll::Ready((request, answer)) = sent.as_mut().poll(context) else {
                        self.state = PageState::Sent(sent);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(answer.map(|answer| self.turn(request, answer)).map_err(E::from)));
                }
                PageState::Repeated(error) => return Poll::Ready(Some(Err(error.into()))),
                PageState::Done => return Poll::Ready(None),
            }
        }
    }

    /// Turns to the next page. An empty token is none, as in all of AWS's SDKs.
    fn turn(&mut self, mut request: R, answer: Answer<R::Response>) -> R::Response {
        let next = R::next_token(&answer.response).filter(|token| !token.is_empty());
        if let Some(token) = next {
            if request.token() == Some(token) {
                let problem = "it names itself as its next page: there may be more, but they cannot be reached";
                self.state = PageState::Repeated(unusable_output(R::OPERATION, &answer, problem));
            } else {
                request.set_token(token.to_owned());
                self.state = PageState::Next(request);
            }
        }
        answer.response
    }
}

impl<R: Paginate, E: From<Error>> Stream for Pages<R, E> {
    type Item = Result<R::Response, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<R: Paginate, E> fmt::Debug for Pages<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &R::OPERATION.name).finish_non_exhaustive()
    }
}

/// What the pages of an answer hold, one by one: [`next`](Self::next), or as a [`Stream`]. Made by [`Pages::items`].
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<R: PaginateItems, E = Error> {
    pages: Pages<R, E>,
    page: VecDeque<R::Item>,
}

impl<R: PaginateItems, E: From<Error>> Items<R, E> {
    /// The next item; `None` after the last. Errors are those of [`Pages::next`].
    ///
    /// The future may be dropped and `next` called again: no item is lost.
    pub async fn next(&mut self) -> Option<Result<R::Item, E>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// All items that are left, if there is no error.
    ///
    /// # Errors
    ///
    /// The first that a page brings; items before it are lost.
    pub async fn collect(mut self) -> Result<Vec<R::Item>, E> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Item, E>>> {
        loop {
            if let Some(item) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = R::items(page).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<R: PaginateItems, E: From<Error>> Stream for Items<R, E> {
    type Item = Result<R::Item, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<<Self as Stream>::Item>> {
        self.poll_item(context)
    }
}

impl<R: PaginateItems, E> fmt::Debug for Items<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("here", &self.page.len()).finish()
    }
}

#[cfg(test)]
mod tests;
