//! Proxies from environment variables.

use super::*;

fn client<C: TestedClient>(variables: &[(&str, &str)]) -> Result<C, String> {
    let environment = Environment::from_pairs(variables.iter().copied());
    C::from_environment(&environment).map_err(|error| error.to_string())
}

/// Sends a request to this URL, and returns what the proxy in the variable received. The proxy refuses it.
fn seen_by_proxy<C: TestedClient>(url: &str, variable: &str, more: &[(&str, &str)]) -> Option<String> {
    let proxy = server("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
    let address = proxy.url.trim_end_matches("/base/").to_owned();
    let variables: Vec<(&str, &str)> = [(variable, address.as_str())].into_iter().chain(more.iter().copied()).collect();
    let refused = send_by(&client::<C>(&variables).unwrap(), url);
    assert!(refused.map_or(true, |response| response.status() == 502));
    proxy.received.try_recv().ok()
}

for_each_client! {
    ht05_an_https_proxy_is_asked_for_a_tunnel_and_sees_no_request,
    ht05_hosts_of_no_proxy_are_called_directly,
    ht05_a_proxy_for_plain_http_is_not_used_for_this_machine,
    ht05_a_proxy_without_a_scheme_uses_http,
    ht05_an_invalid_proxy_is_an_error_with_its_variable_but_no_password,
}

/// A URL where no server listens, so that a request that bypasses the proxy fails at once.
const UNUSED: &str = "https://127.0.0.1:1/";

fn ht05_an_https_proxy_is_asked_for_a_tunnel_and_sees_no_request<C: TestedClient>() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let seen = seen_by_proxy::<C>("https://sts.example/secret/path", variable, &[]).unwrap();
        assert!(seen.starts_with("CONNECT sts.example:443 HTTP/1.1\r\n"), "{seen}");
        assert!(!seen.contains("ping") && !seen.contains("secret") && !seen.contains("accept-encoding"), "{seen}");
    }
}

fn ht05_hosts_of_no_proxy_are_called_directly<C: TestedClient>() {
    for exception in ["*", "127.0.0.1", "127.0.0.0/8", "10.0.0.0/8, 127.0.0.1", "a.example  127.0.0.1:1"] {
        for variable in ["NO_PROXY", "no_proxy"] {
            assert_eq!(seen_by_proxy::<C>(UNUSED, "HTTPS_PROXY", &[(variable, exception)]), None, "{exception}");
        }
    }
    for exception in ["example", ".example", "*.example", "sts.example", "STS.example.", "sts.example:1"] {
        let through = client::<C>(&[("HTTPS_PROXY", "http://127.0.0.1:1"), ("NO_PROXY", exception)]).unwrap();
        // Only a direct connection resolves the host.
        let error = send_by(&through, "https://sts.example:1/").unwrap_err();
        assert!(format!("{error:?}").contains("dns"), "{exception}: {error:?}");
    }
    assert!(
        seen_by_proxy::<C>("https://sts.example/", "HTTPS_PROXY", &[("NO_PROXY", "other.example,10.0.0.0/8")])
            .is_some()
    );
    let unknown = client::<C>(&[("HTTPS_PROXY", "http://127.0.0.1:1"), ("no_proxy", "foo;sts.example")]).unwrap_err();
    assert!(unknown.contains("no_proxy") && unknown.contains("foo;sts.example"), "{unknown}");
}

fn ht05_a_proxy_for_plain_http_is_not_used_for_this_machine<C: TestedClient>() {
    assert!(
        seen_by_proxy::<C>("http://sts.example/", "http_proxy", &[]).unwrap().starts_with("POST http://sts.example/")
    );
    // A web server sets this variable to a header of its caller.
    assert_eq!(seen_by_proxy::<C>("http://127.0.0.1:1/", "HTTP_PROXY", &[]), None);
    assert_eq!(seen_by_proxy::<C>(UNUSED, "http_proxy", &[]), None);
    let environment =
        Environment::from_pairs([("http_proxy", "http://127.0.0.1:1"), ("ALL_PROXY", "http://127.0.0.1:1")]);
    let server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let default = default(&server.url.parse().unwrap(), Duration::from_secs(5), &environment).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let request = http::Request::post(&server.url).body(Bytes::from_static(b"ping")).unwrap();
    let limits = TransportLimits::new(Duration::from_secs(5), Duration::from_secs(20), CAP);
    assert_eq!(runtime.block_on(default.send(request, limits)).unwrap().body().as_ref(), b"ok");
}

fn ht05_a_proxy_without_a_scheme_uses_http<C: TestedClient>() {
    let proxy = server("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
    let address = proxy.url.trim_start_matches("http://").trim_end_matches("/base/");
    let _ = send_by(&client::<C>(&[("HTTPS_PROXY", address)]).unwrap(), "https://sts.example/");
    assert!(proxy.received.recv().unwrap().starts_with("CONNECT"));
}

fn ht05_an_invalid_proxy_is_an_error_with_its_variable_but_no_password<C: TestedClient>() {
    let bad = [
        "http://",
        "ftp://p.example",
        "socks5://p.example",
        "http://u:hush@p.example/path",
        "http://p.example?x",
        "a b",
        "://",
    ];
    for value in bad {
        for (variable, url) in [
            ("HTTPS_PROXY", "https://sts.example/"),
            ("https_proxy", "https://sts.example/"),
            ("http_proxy", "http://sts.example/"),
            ("ALL_PROXY", "http://sts.example/"),
        ] {
            let environment = Environment::from_pairs([(variable, value)]);
            let built = default(&url.parse().unwrap(), Duration::from_secs(5), &environment);
            let sent = send_by(&client::<C>(&[(variable, value)]).unwrap(), url).unwrap_err();
            assert_eq!(sent.kind(), TransportErrorKind::Unsendable);
            let source = std::error::Error::source(&sent).unwrap().to_string();
            for error in [built.map(|_| ()).unwrap_err().to_string(), source] {
                assert!(error.contains(variable) && !error.contains("hush"), "{error}");
            }
        }
    }
    // A variable that another one overrides is ignored.
    assert!(client::<C>(&[("https_proxy", "http://p.example"), ("HTTPS_PROXY", "socks5://p.example")]).is_ok());
}
