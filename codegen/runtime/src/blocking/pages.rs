//! Responses in pages, as iterators.

use std::fmt;
use std::marker::PhantomData;
use std::vec::IntoIter;

use super::Client;
use crate::error::Error;
use crate::paginate::{NextPage, Paginate, PaginateItems};

/// The pages of a response, in order: an iterator whose `next` requests the next page.
///
/// Nothing is sent before the first call of `next`. After an error there are no more pages. See [`Pages`](crate::Pages) for
/// the async form.
///
/// ```
/// use awsquery::blocking::{Client, Pages};
/// use awsquery::paginate::{Paginate, PaginateItems};
/// use awsquery::Error;
///
/// fn count_pages<R: Paginate>(client: &Client, request: R) -> Result<usize, Error> {
///     let pages: Pages<R> = Pages::new(client, request);
///     pages.map(|page| page.map(|_| 1)).sum()
/// }
///
/// fn all_items<R: PaginateItems>(client: &Client, request: R) -> Result<Vec<R::Item>, Error> {
///     let pages: Pages<R> = Pages::new(client, request);
///     pages.items().collect()
/// }
/// ```
#[must_use = "nothing is sent before a page is requested"]
pub struct Pages<R: Paginate, E = Error> {
    client: Client,
    next: NextPage<R>,
    error: PhantomData<fn() -> E>,
}

impl<R: Paginate, E: From<Error>> Pages<R, E> {
    /// Creates the pages of the response to `request`, starting at the token that the request has.
    pub fn new(client: &Client, request: R) -> Self {
        Self { client: client.clone(), next: NextPage::Request(request), error: PhantomData }
    }

    /// Returns the items of all pages, one by one.
    pub fn items(self) -> Items<R, E>
    where
        R: PaginateItems,
    {
        Items { pages: self, page: Vec::new().into_iter() }
    }
}

impl<R: Paginate, E: From<Error>> Iterator for Pages<R, E> {
    type Item = Result<R::Output, E>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next.take() {
            NextPage::Nothing => None,
            NextPage::Repeated(error) => Some(Err(error.into())),
            NextPage::Request(request) => Some(self.client.send(&request).map_err(E::from).map(|response| {
                self.next = NextPage::after(request, &response);
                response.output
            })),
        }
    }
}

impl<R: Paginate, E> fmt::Debug for Pages<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &R::OPERATION.name).finish_non_exhaustive()
    }
}

/// The items of all pages of a response, one by one. Returned by [`Pages::items`].
#[must_use = "nothing is sent before an item is requested"]
pub struct Items<R: PaginateItems, E = Error> {
    pages: Pages<R, E>,
    page: IntoIter<R::Item>,
}

impl<R: PaginateItems, E: From<Error>> Iterator for Items<R, E> {
    type Item = Result<R::Item, E>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.page = R::items(page).into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<R: PaginateItems, E> fmt::Debug for Items<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("buffered", &self.page.len()).finish()
    }
}
