use std::io::{Read, Write};

use proptest::prelude::*;

use super::*;
use crate::transport::clients::sockets::channel::Socket;

/// A connection over which these pieces arrive.
struct Pieces(Vec<Vec<u8>>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.0.first_mut() else { return Ok(0) };
        let length = piece.len().min(buffer.len());
        buffer[..length].copy_from_slice(&piece[..length]);
        piece.drain(..length);
        self.0.retain(|piece| !piece.is_empty());
        Ok(length)
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Channel for Pieces {
    fn socket(&mut self) -> &mut Socket {
        panic!("there is none")
    }

    fn is_quiet(&self) -> bool {
        self.0.is_empty()
    }
}

/// Splits bytes into pieces of this size.
fn input(bytes: &[u8], size: usize) -> IncomingBytes {
    IncomingBytes::new(Box::new(Pieces(bytes.chunks(size.max(1)).map(<[u8]>::to_vec).collect())))
}

/// Reads a response. Returns its status and body, and whether the connection can be kept.
fn read(bytes: &[u8], size: usize) -> Result<(u16, Vec<u8>, bool), String> {
    let mut input = input(bytes, size);
    let head = input.head().map_err(|stage| stage.to_string())?.ok_or("the connection ended")?;
    let end = head.body_end(&Method::POST).map_err(|stage| stage.to_string())?;
    let mut body = Vec::new();
    let read: io::Result<()> = input.body(&end, |part| {
        body.extend_from_slice(part);
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    Ok((head.status.as_u16(), body, head.keeps_connection(&end) && input.is_empty()))
}

#[test]
fn a_body_ends_where_its_headers_say() {
    for (response, body, is_kept) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "abc", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: x, Close\r\n\r\nabc", "abc", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc", "abc", true),
        ("HTTP/1.1 200 OK\r\n\r\nabc", "abc", false),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", "", true),
        ("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", "", true),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\nT: x\r\n\r\n",
            "abc",
            true,
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n", "a", false),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            "a",
            true,
        ),
    ] {
        for size in [1, 2, 7, 10_000] {
            let (_, read, kept) = read(response.as_bytes(), size).unwrap_or_else(|error| panic!("{response}: {error}"));
            assert_eq!((String::from_utf8(read).unwrap().as_str(), kept), (body, is_kept), "{response} by {size}");
        }
    }
}

#[test]
fn bytes_that_follow_a_body_end_the_connection() {
    let (_, body, is_kept) = read(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd", 10_000).unwrap();
    assert_eq!((body.as_slice(), is_kept), (&b"abc"[..], false));
}

#[test]
fn heads_and_bodies_that_can_be_read_in_two_ways_are_refused() {
    for response in [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 000 ?\r\n\r\n",
    ] {
        assert!(read(response.as_bytes(), 10_000).is_err(), "{response}");
    }
}

#[test]
fn endless_heads_lines_and_trailers_are_refused() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for endless in [
        format!("HTTP/1.1 200 OK\r\nA: {}", "x".repeat(2 * MAX_HEAD)),
        "\r\n".repeat(2 * MAX_HEAD),
        format!("{chunked}{}", "0".repeat(2 * MAX_HEAD)),
        format!("{chunked}1;{}", "x".repeat(2 * MAX_HEAD)),
        format!("{chunked}0\r\n{}", "A: b\r\n".repeat(MAX_HEAD)),
    ] {
        assert!(read(endless.as_bytes(), 10_000).is_err());
    }
}

#[test]
fn what_was_received_is_zeroed_and_never_moved() {
    let mut input = input(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret", 10);
    let start = input.received.bytes.as_ptr();
    let head = input.head().unwrap().unwrap();
    let read: io::Result<()> = input.body(&head.body_end(&Method::GET).unwrap(), |_| Ok(()));
    read.unwrap();
    assert_eq!(input.received.bytes.as_ptr(), start);
    input.zero();
    assert!(input.is_empty() && input.received.bytes.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1_usize..50) {
        let _ = read(&bytes, size);
        let _ = read(&[b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", bytes.as_slice()].concat(), size);
    }

    #[test]
    fn chunks_are_read_whole_however_they_arrive(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 0..10),
        size in 1_usize..60,
    ) {
        let mut response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for chunk in &chunks {
            response.extend_from_slice(format!("{:X}\r\n", chunk.len()).as_bytes());
            response.extend_from_slice(chunk);
            response.extend_from_slice(b"\r\n");
        }
        response.extend_from_slice(b"0\r\n\r\n");
        prop_assert_eq!(read(&response, size), Ok((200, chunks.concat(), true)));
    }
}
