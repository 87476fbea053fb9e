use proptest::prelude::*;

use super::*;

#[test]
fn a_host_label_consists_of_letters_digits_and_inner_hyphens() {
    let longest = "a".repeat(63);
    for label in ["a", "us-east-1", "0", "A-1", "a--b", &longest] {
        assert!(is_valid_host_label(label, false) && is_valid_host_label(label, true), "{label}");
    }
    let too_long = "a".repeat(64);
    for label in ["", " ", "-a", "a-", "-", "a_b", "a b", "a/b", "é", "a:1", "a\n", &too_long] {
        assert!(!is_valid_host_label(label, false) && !is_valid_host_label(label, true), "{label}");
    }
}

#[test]
fn dots_are_refused_unless_allowed() {
    assert!(is_valid_host_label("us-east-1.example.com", true));
    assert!(!is_valid_host_label("us-east-1.example.com", false));
    for labels in [".", "a.", ".a", "a..b", "a.-b", "a-.b"] {
        assert!(!is_valid_host_label(labels, true), "{labels}");
    }
}

#[test]
fn a_url_is_split_into_its_parts() {
    for (url, scheme, authority, path, normalized_path, is_ip) in [
        ("https://example.com", "https", "example.com", "", "/", false),
        ("https://example.com/", "https", "example.com", "/", "/", false),
        ("http://example.com:80/foo/bar", "http", "example.com:80", "/foo/bar", "/foo/bar/", false),
        ("https://example.com/foo%20b/", "https", "example.com", "/foo%20b/", "/foo%20b/", false),
        ("HTTPS://local_stack:4566", "https", "local_stack:4566", "", "/", false),
        ("https://127.0.0.1", "https", "127.0.0.1", "", "/", true),
        ("http://127.0.0.1:8080/a", "http", "127.0.0.1:8080", "/a", "/a/", true),
        ("https://[fe80::1]", "https", "[fe80::1]", "", "/", true),
        ("https://[::1]:443/", "https", "[::1]:443", "/", "/", true),
        ("https://1.2.3", "https", "1.2.3", "", "/", false),
    ] {
        let expected = ParsedUrl { scheme, authority, path, normalized_path: normalized_path.to_owned(), is_ip };
        assert_eq!(parse_url(url), Some(expected), "{url}");
    }
}

#[test]
fn a_url_that_is_not_an_endpoint_is_refused() {
    for url in [
        "",
        "example.com",
        "/a",
        "https:",
        "https://",
        "https:///a",
        "https://:443",
        "ftp://a",
        "wss://a",
        "://a",
        "https:/a",
        "https://a?b",
        "https://a/?b",
        "https://a/b?",
        "https://a#b",
        "https://a/#b",
        "https://u@a",
        "https://u:p@a",
        "https://a b",
        "https://a/b c",
        "https://a\n",
        "https://a/\u{7F}",
        "https://é",
        "https://a/é",
        "https://a:",
        "https://a:x",
        "https://a:65536",
        "https://a:-1",
        "https://a:+1",
        "https://a:1:2",
        "https://[::1",
        "https://[]",
        "https://[::1]x",
        "https://[127.0.0.1]",
        "https://::1",
        "https://a\\b",
    ] {
        assert_eq!(parse_url(url), None, "{url:?}");
    }
}

#[test]
fn substrings_count_from_either_end() {
    assert_eq!(substring("abcdefg", 0, 4, false), Some("abcd"));
    assert_eq!(substring("abcdefg", 0, 7, false), Some("abcdefg"));
    assert_eq!(substring("abcdefg", 0, 4, true), Some("defg"));
    assert_eq!(substring("abcdefg", 1, 3, true), Some("ef"));
    assert_eq!(substring("abcdefg", 0, 7, true), Some("abcdefg"));
}

#[test]
fn an_invalid_range_has_no_substring() {
    for (value, start, stop) in [("abc", 0, 4), ("abc", 3, 4), ("abc", 1, 1), ("abc", 2, 1), ("", 0, 1), ("abcé", 0, 1)]
    {
        for reverse in [false, true] {
            assert_eq!(substring(value, start, stop, reverse), None, "{value} {start} {stop}");
        }
    }
}

#[test]
fn all_but_unreserved_characters_are_encoded() {
    assert_eq!(uri_encode("aZ09-._~"), "aZ09-._~");
    assert_eq!(uri_encode(" /:+*%é\n"), "%20%2F%3A%2B%2A%25%C3%A9%0A");
    assert_eq!(uri_encode(""), "");
}

proptest! {
    #[test]
    fn functions_never_panic(text: String, urlish in "https?://[a-z0-9.:/\\[\\]@?#-]{0,20}", start in 0_usize..9, stop in 0_usize..9) {
        let _ = (parse_url(&text), parse_url(&urlish), is_valid_host_label(&text, true));
        let _ = (substring(&text, start, stop, true), substring(&text, start, stop, false));
        prop_assert!(uri_encode(&text).is_ascii());
    }
}
