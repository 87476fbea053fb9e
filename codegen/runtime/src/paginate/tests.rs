use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Response;

use super::*;
use crate::platform::clock::Sleep;
use crate::protocol::form::{Encode, Form};
use crate::protocol::operation::{Auth, Decode, Operation, ResultElement};
use crate::protocol::xml::{DecodeError, Element};
use crate::rule::check::{Check, Validate};
use crate::testing::{FakeTime, Peer, SERVICE, client, config, http_response, run};
use crate::transport::{Transport, TransportError, TransportLimits};

static READ: Operation = Operation::new(&SERVICE, "Read", Auth::Unsigned, ResultElement::Expected, &[]);

#[derive(Clone, Debug, Default)]
struct ReadRequest {
    marker: Option<String>,
}

impl Encode for ReadRequest {
    fn encode(&self, form: &mut Form) {
        form.optional("Marker", &self.marker, Form::string);
    }
}

impl Validate for ReadRequest {
    const NAME: &'static str = "ReadRequest";

    fn check(&self, _: &mut Check) {}
}

impl Request for ReadRequest {
    const OPERATION: &'static Operation = &READ;
    type Output = Page;
}

#[derive(Debug)]
struct Page {
    words: Vec<String>,
    marker: Option<String>,
}

impl Decode for Page {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        let words = element.optional("Words", |words| words.list("member", Element::string))?.unwrap_or_default();
        Ok(Self { words, marker: element.optional("Marker", Element::string)? })
    }
}

impl Paginate for ReadRequest {
    fn token(&self) -> Option<&str> {
        self.marker.as_deref()
    }

    fn set_token(&mut self, token: String) {
        self.marker = Some(token);
    }

    fn next_token(response: &Page) -> Option<&str> {
        response.marker.as_deref()
    }
}

impl PaginateItems for ReadRequest {
    type Item = String;

    fn items(response: Page) -> Vec<String> {
        response.words
    }
}

/// The words of a page, and the marker of the next one.
type Contents = (&'static [&'static str], Option<&'static str>);

/// A service that returns the page with the requested marker. Its futures are ready when they are polled a second time.
#[derive(Clone, Debug)]
struct Book {
    contents: &'static [(Option<&'static str>, Contents)],
    requested: Arc<Mutex<Vec<String>>>,
}

impl Book {
    fn new(contents: &'static [(Option<&'static str>, Contents)]) -> Self {
        Self { contents, requested: Arc::default() }
    }

    fn requested(&self) -> Vec<String> {
        self.requested.lock().unwrap().clone()
    }

    fn response(&self, request: http::Request<Bytes>) -> Response<Bytes> {
        let form = String::from_utf8(request.into_body().to_vec()).unwrap();
        let marker = form.split_once("&Marker=").map(|(_, marker)| marker);
        self.requested.lock().unwrap().push(marker.unwrap_or("(first)").to_owned());
        let Some((_, (words, next))) = self.contents.iter().find(|(known, _)| *known == marker) else {
            return http_response(404, &[], "no such page");
        };
        let words: String = words.iter().map(|word| format!("<member>{word}</member>")).collect();
        let next = next.map(|next| format!("<Marker>{next}</Marker>")).unwrap_or_default();
        let text = format!("<ReadResponse><ReadResult><Words>{words}</Words>{next}</ReadResult></ReadResponse>");
        http_response(200, &[], text)
    }

    #[cfg(feature = "blocking")]
    fn blocking_pages(&self) -> crate::blocking::Pages<ReadRequest> {
        let time = FakeTime::new();
        let config = config(&Peer::default(), &time).with_blocking_transport(self.clone()).with_blocking_sleep(time);
        let client = crate::blocking::Client::new(&SERVICE, crate::testing::rules, config);
        crate::blocking::Pages::new(&client, ReadRequest::default())
    }

    fn pages(&self) -> Pages<ReadRequest> {
        let time = FakeTime::new();
        let config = config(&Peer::default(), &time).with_transport(self.clone()).with_sleep(Never);
        Pages::new(&client(config), ReadRequest::default())
    }
}

impl Transport for Book {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let response = self.response(request);
        Box::pin(async move {
            if response.status().is_success() {
                SecondPoll(false).await;
            }
            Ok(response)
        })
    }
}

#[cfg(feature = "blocking")]
impl crate::transport::BlockingTransport for Book {
    fn send(&self, request: http::Request<Bytes>, _: TransportLimits) -> Result<Response<Bytes>, TransportError> {
        Ok(self.response(request))
    }
}

/// A future that is ready when it is polled a second time.
struct SecondPoll(bool);

impl Future for SecondPoll {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// A timer that never fires.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: std::time::Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

const THREE: &[(Option<&str>, Contents)] =
    &[(None, (&["a", "b"], Some("second"))), (Some("second"), (&[], Some("third"))), (Some("third"), (&["c"], None))];

#[test]
fn pages_follow_each_other_until_there_is_no_token() {
    let book = Book::new(THREE);
    let mut pages = book.pages();
    assert!(book.requested().is_empty(), "nothing is sent before a page is requested");
    let mut sizes = Vec::new();
    while let Some(page) = run(pages.next()) {
        sizes.push(page.unwrap().words.len());
    }
    assert_eq!((sizes, book.requested()), (vec![2, 0, 1], vec!["(first)".into(), "second".into(), "third".into()]));
    assert!(run(pages.next()).is_none());
}

#[test]
fn items_are_returned_one_by_one_and_pages_are_requested_when_needed() {
    let book = Book::new(THREE);
    let mut items = book.pages().items();
    assert_eq!(run(items.next()).unwrap().unwrap(), "a");
    assert_eq!(run(items.next()).unwrap().unwrap(), "b");
    assert_eq!(book.requested().len(), 1);
    assert_eq!(run(items.next()).unwrap().unwrap(), "c");
    assert!(run(items.next()).is_none());
    assert_eq!(run(Book::new(THREE).pages().items().collect()).unwrap(), ["a", "b", "c"]);
}

#[test]
fn a_repeated_token_leads_to_an_error_after_its_page() {
    let book = Book::new(&[(None, (&["a"], Some("x"))), (Some("x"), (&["b"], Some("x")))]);
    let mut pages = book.pages();
    assert_eq!(run(pages.next()).unwrap().unwrap().words, ["a"]);
    assert_eq!(run(pages.next()).unwrap().unwrap().words, ["b"]);
    let error = run(pages.next()).unwrap().unwrap_err().to_string();
    assert!(error.contains("names itself as the next page"), "{error}");
    assert!(run(pages.next()).is_none());
    assert_eq!(book.requested(), ["(first)", "x"]);
}

#[test]
fn an_empty_token_ends_the_pages() {
    let book = Book::new(&[(None, (&["a"], Some("")))]);
    assert_eq!(run(book.pages().items().collect()).unwrap(), ["a"]);
    assert_eq!(book.requested().len(), 1);
}

#[test]
fn an_error_ends_the_pages() {
    let book = Book::new(&[(None, (&["a"], Some("lost")))]);
    let mut items = book.pages().items();
    assert_eq!(run(items.next()).unwrap().unwrap(), "a");
    assert_eq!(run(items.next()).unwrap().unwrap_err().status(), Some(404));
    assert!(run(items.next()).is_none());
}

#[test]
fn a_dropped_future_loses_no_page() {
    let book = Book::new(THREE);
    let mut items = book.pages().items();
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(items.next()).poll(&mut context).is_pending());
    assert_eq!(run(items.next()).unwrap().unwrap(), "a");
    assert_eq!(book.requested(), ["(first)"]);
}

#[test]
fn pages_and_items_are_streams() {
    let mut pages = Book::new(THREE).pages();
    let page = run(poll_fn(|context| Pin::new(&mut pages).poll_next(context)));
    assert_eq!(page.unwrap().unwrap().words, ["a", "b"]);
    let mut items = pages.items();
    let item = run(poll_fn(|context| Pin::new(&mut items).poll_next(context)));
    assert_eq!(item.unwrap().unwrap(), "c");
}

#[cfg(feature = "blocking")]
#[test]
fn bl02_blocking_pages_and_items_are_those_of_the_async_client() {
    const REPEATED: &[(Option<&str>, Contents)] = &[(None, (&["a"], Some("x"))), (Some("x"), (&["b"], Some("x")))];
    const LOST: &[(Option<&str>, Contents)] = &[(None, (&["a"], Some("lost")))];
    const EMPTY: &[(Option<&str>, Contents)] = &[(None, (&["a"], Some("")))];
    for contents in [THREE, REPEATED, LOST, EMPTY] {
        let (book, other) = (Book::new(contents), Book::new(contents));
        let mut items = book.pages().items();
        let expected: Vec<_> = std::iter::from_fn(|| run(items.next())).map(|item| item.map_err(shown)).collect();
        let items = other.blocking_pages().items().map(|item| item.map_err(shown));
        assert_eq!(items.collect::<Vec<_>>(), expected);
        assert_eq!(other.requested(), book.requested());
    }
    let book = Book::new(THREE);
    let mut pages = book.blocking_pages();
    assert!(book.requested().is_empty(), "nothing is sent before a page is requested");
    assert_eq!(pages.next().unwrap().unwrap().words, ["a", "b"]);
    assert_eq!(book.requested(), ["(first)"]);
}

#[cfg(feature = "blocking")]
fn shown(error: Error) -> String {
    error.to_string()
}
