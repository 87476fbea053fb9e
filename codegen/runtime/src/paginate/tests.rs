use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Response;

use super::*;
use crate::platform::clock::Sleep;
use crate::protocol::form::{Encode, Form};
use crate::protocol::operation::{Auth, Decode, Operation, ResultElement};
use crate::protocol::xml::{DecodeError, Element};
use crate::rule::check::{Check, Validate};
use crate::testing::{FakeTime, Peer, SERVICE, answer, client, config, run};
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
    type Response = Page;
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

/// A page of words and, if there is one, the mark of the next.
type Leaf = (&'static [&'static str], Option<&'static str>);

/// Gives the page that is asked for: the first, or the one with the mark. Answers when it is asked for the second time.
#[derive(Clone, Debug)]
struct Book {
    leaves: &'static [(Option<&'static str>, Leaf)],
    asked: Arc<Mutex<Vec<String>>>,
}

impl Book {
    fn new(leaves: &'static [(Option<&'static str>, Leaf)]) -> Self {
        Self { leaves, asked: Arc::default() }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
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
        let form = String::from_utf8(request.into_body().to_vec()).unwrap();
        let mark = form.split_once("&Marker=").map(|(_, mark)| mark);
        self.asked.lock().unwrap().push(mark.unwrap_or("(first)").to_owned());
        let Some((_, (words, next))) = self.leaves.iter().find(|(known, _)| *known == mark) else {
            return Box::pin(std::future::ready(Ok(answer(404, &[], "torn out"))));
        };
        let words: String = words.iter().map(|word| format!("<member>{word}</member>")).collect();
        let next = next.map(|next| format!("<Marker>{next}</Marker>")).unwrap_or_default();
        let text = format!("<ReadResponse><ReadResult><Words>{words}</Words>{next}</ReadResult></ReadResponse>");
        Box::pin(async move {
            Breath(false).await;
            Ok(answer(200, &[], text))
        })
    }
}

/// Is ready when it is asked for the second time.
struct Breath(bool);

impl Future for Breath {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// No deadline ever passes.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: std::time::Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

const THREE: &[(Option<&str>, Leaf)] =
    &[(None, (&["a", "b"], Some("second"))), (Some("second"), (&[], Some("third"))), (Some("third"), (&["c"], None))];

#[test]
fn pages_follow_each_other_until_there_is_no_token() {
    let book = Book::new(THREE);
    let mut pages = book.pages();
    assert!(book.asked().is_empty(), "nothing is sent before a page is asked for");
    let mut sizes = Vec::new();
    while let Some(page) = run(pages.next()) {
        sizes.push(page.unwrap().words.len());
    }
    assert_eq!((sizes, book.asked()), (vec![2, 0, 1], vec!["(first)".into(), "second".into(), "third".into()]));
    assert!(run(pages.next()).is_none());
}

#[test]
fn items_come_one_by_one_and_each_page_when_it_is_its_turn() {
    let book = Book::new(THREE);
    let mut items = book.pages().items();
    assert_eq!(run(items.next()).unwrap().unwrap(), "a");
    assert_eq!(run(items.next()).unwrap().unwrap(), "b");
    assert_eq!(book.asked().len(), 1);
    assert_eq!(run(items.next()).unwrap().unwrap(), "c");
    assert!(run(items.next()).is_none());
    assert_eq!(run(Book::new(THREE).pages().items().collect()).unwrap(), ["a", "b", "c"]);
}

#[test]
fn a_repeated_token_is_an_error_after_its_page() {
    let book = Book::new(&[(None, (&["a"], Some("x"))), (Some("x"), (&["b"], Some("x")))]);
    let mut pages = book.pages();
    assert_eq!(run(pages.next()).unwrap().unwrap().words, ["a"]);
    assert_eq!(run(pages.next()).unwrap().unwrap().words, ["b"]);
    let error = run(pages.next()).unwrap().unwrap_err().to_string();
    assert!(error.contains("names itself as its next page"), "{error}");
    assert!(run(pages.next()).is_none());
    assert_eq!(book.asked(), ["(first)", "x"]);
}

#[test]
fn an_empty_token_is_none() {
    let book = Book::new(&[(None, (&["a"], Some("")))]);
    assert_eq!(run(book.pages().items().collect()).unwrap(), ["a"]);
    assert_eq!(book.asked().len(), 1);
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
    assert_eq!(book.asked(), ["(first)"]);
}

#[test]
fn pages_are_a_stream() {
    let mut pages = Book::new(THREE).pages();
    let page = run(poll_fn(|context| Pin::new(&mut pages).poll_next(context)));
    assert_eq!(page.unwrap().unwrap().words, ["a", "b"]);
    let mut items = pages.items();
    let item = run(poll_fn(|context| Pin::new(&mut items).poll_next(context)));
    assert_eq!(item.unwrap().unwrap(), "c");
}
