//! Responses in pages.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call::client::Client;
use crate::call::response::{Response, unusable_response};
use crate::error::Error;
use crate::platform::clock::BoxFuture;
use crate::protocol::operation::Request;

/// A request whose response comes in pages, according to the model. Generated request types implement it. [`Pages`]
/// requests the pages.
pub trait Paginate: Request<Output: Send> + Clone + Send + Sync + Unpin + 'static {
    /// Returns the token of the page that the request is for, or `None` for the first page.
    fn token(&self) -> Option<&str>;

    /// Sets the token of the page that the request is for.
    fn set_token(&mut self, token: String);

    /// Returns the token of the next page, or `None` after the last page.
    fn next_token(response: &Self::Output) -> Option<&str>;
}

/// A request with one list or one map that is spread over its pages. [`Pages::items`] returns the items.
pub trait PaginateItems: Paginate {
    /// An element of the list, or an entry of the map.
    type Item: Send + Unpin;

    /// Returns the items of a page.
    fn items(response: Self::Output) -> Vec<Self::Item>;
}

/// The pages of a response, in order. Get them with [`next`](Self::next), or use the type as a [`Stream`].
///
/// A page is requested when it is needed, so nothing is sent before the first call of `next`. After an error there are
/// no more pages.
///
/// If a service names the page that it just returned as the next one, that page is followed by an error, as in botocore.
/// To request it again would never end, and to stop silently would present a part as the whole.
///
/// ```
/// use awsquery::paginate::{Pages, Paginate, PaginateItems};
/// use awsquery::{Client, Error};
///
/// async fn count_pages<R: Paginate>(client: &Client, request: R) -> Result<usize, Error> {
///     let mut pages: Pages<R> = Pages::new(client, request);
///     let mut count = 0;
///     while let Some(page) = pages.next().await {
///         page?;
///         count += 1;
///     }
///     Ok(count)
/// }
///
/// async fn all_items<R: PaginateItems>(client: &Client, request: R) -> Result<Vec<R::Item>, Error> {
///     let pages: Pages<R> = Pages::new(client, request);
///     pages.items().collect().await
/// }
/// ```
#[must_use = "nothing is sent before a page is requested"]
pub struct Pages<R: Paginate, E = Error> {
    client: Client,
    next: NextPage<R>,
    /// The request in flight.
    sent: Option<BoxFuture<'static, Sent<R>>>,
    error: std::marker::PhantomData<fn() -> E>,
}

type Sent<R> = (R, Result<Response<<R as Request>::Output>, Error>);

/// The continuation after the pages so far, independent of I/O.
pub(crate) enum NextPage<R: Paginate> {
    /// This request, to be sent.
    Request(R),
    /// An error: the last page named itself as the next one.
    Repeated(Error),
    /// Nothing: there are no more pages.
    Nothing,
}

impl<R: Paginate> NextPage<R> {
    /// Returns what comes next, and leaves nothing behind.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Nothing)
    }

    /// Returns what comes after the page that this request got. An empty token means that there is none, as in all of AWS's
    /// SDKs.
    pub(crate) fn after(mut request: R, response: &Response<R::Output>) -> Self {
        let next = R::next_token(&response.output).filter(|token| !token.is_empty());
        let Some(token) = next else { return Self::Nothing };
        if request.token() == Some(token) {
            let problem = "the page names itself as the next page, so the rest cannot be requested";
            return Self::Repeated(unusable_response(R::OPERATION, response, problem));
        }
        request.set_token(token.to_owned());
        Self::Request(request)
    }
}

impl<R: Paginate, E: From<Error>> Pages<R, E> {
    /// Creates the pages of the response to `request`, starting at the token that the request has.
    pub fn new(client: &Client, request: R) -> Self {
        Self { client: client.clone(), next: NextPage::Request(request), sent: None, error: std::marker::PhantomData }
    }

    /// Returns the next page, or `None` after the last one.
    ///
    /// The method is cancel safe: if the future is dropped, the next call continues with the same page.
    pub async fn next(&mut self) -> Option<Result<R::Output, E>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Returns the items of all pages, one by one.
    pub fn items(self) -> Items<R, E>
    where
        R: PaginateItems,
    {
        Items { pages: self, page: VecDeque::new() }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Output, E>>> {
        let sent = match &mut self.sent {
            Some(sent) => sent,
            None => match self.next.take() {
                NextPage::Nothing => return Poll::Ready(None),
                NextPage::Repeated(error) => return Poll::Ready(Some(Err(error.into()))),
                NextPage::Request(request) => {
                    let client = self.client.clone();
                    self.sent.insert(Box::pin(async move {
                        let result = client.send(&request).await;
                        (request, result)
                    }))
                }
            },
        };
        let (request, result) = ready!(sent.as_mut().poll(context));
        self.sent = None;
        Poll::Ready(Some(result.map_err(E::from).map(|response| {
            self.next = NextPage::after(request, &response);
            response.output
        })))
    }
}

impl<R: Paginate, E: From<Error>> Stream for Pages<R, E> {
    type Item = Result<R::Output, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<R: Paginate, E> fmt::Debug for Pages<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &R::OPERATION.name).finish_non_exhaustive()
    }
}

/// The items of all pages of a response, one by one. Get them with [`next`](Self::next), or use the type as a [`Stream`].
/// Returned by [`Pages::items`].
#[must_use = "nothing is sent before an item is requested"]
pub struct Items<R: PaginateItems, E = Error> {
    pages: Pages<R, E>,
    page: VecDeque<R::Item>,
}

impl<R: PaginateItems, E: From<Error>> Items<R, E> {
    /// Returns the next item, or `None` after the last one. Errors are those of [`Pages::next`].
    ///
    /// The method is cancel safe: if the future is dropped, the next call continues with the same item.
    pub async fn next(&mut self) -> Option<Result<R::Item, E>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns all remaining items.
    ///
    /// # Errors
    ///
    /// Returns the first error of a page. The items before it are lost.
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
        f.debug_struct("Items").field("pages", &self.pages).field("buffered", &self.page.len()).finish()
    }
}

#[cfg(test)]
mod tests;
