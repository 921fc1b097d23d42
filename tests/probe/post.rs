//! One POST by HTTP/1.1, against whatever may answer it.

use std::net::SocketAddr;
use std::time::Duration;

use go2doctor::facts::{BrokenAnswer, HttpDialect, HttpReason};
use go2doctor::net::connect::{Connected, probe};
use go2doctor::net::head::BODY_LIMIT;
use go2doctor::net::post;
use go2doctor::net::request::{PostAnswer, PostError, PostRequest};
use go2doctor::robot::con_ing::CONTENT_TYPE as FORM;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, interval};

use crate::server::{AMPLE, SHORT, Server, refused_address, request};

/// Posts over a connection of its own.
async fn post(request: &PostRequest<'_>) -> Result<PostAnswer, PostError> {
    post::post(request, None).await
}

/// Posts over the connection of a port probe.
async fn post_on_probe(request: &PostRequest<'_>) -> Result<PostAnswer, PostError> {
    let probed = probe(request.address, None, request.deadline).await.expect("a socket");
    let connected: Connected = probed.1.expect("the port is open");
    post::post(request, Some(connected)).await
}

/// What is made of the answer, the same on either connection.
async fn answer_to(answer: impl Into<Vec<u8>>) -> Result<(u16, Vec<u8>), PostError> {
    let server = Server::saying(answer).await;
    let told = |answer: PostAnswer| (answer.status, answer.body);
    let own = post(&request(server.address, b"", AMPLE)).await.map(told);
    let probes = post_on_probe(&request(server.address, b"", AMPLE)).await.map(told);
    assert_eq!(format!("{own:?}"), format!("{probes:?}"));
    own
}

#[tokio::test]
async fn headers_go_out_as_curl_and_requests_spell_them() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    let empty = request(server.address, b"", AMPLE);
    let answer = post(&empty).await.expect("an answer");
    assert_eq!((answer.status, answer.body), (200, b"ok".to_vec()));
    assert_eq!(answer.dialect, HttpDialect::Http11);
    assert!(answer.first_byte <= answer.total);
    let full = PostRequest { content_type: Some(FORM), ..request(server.address, b"{}", AMPLE) };
    post(&full).await.expect("an answer");
    post_on_probe(&empty).await.expect("an answer");
    post_on_probe(&full).await.expect("an answer");

    let requests = server.requests();
    let lines = |request: &str| {
        let mut lines: Vec<_> = request.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    for (own, probes) in [(0, 2), (1, 3)] {
        assert_eq!(lines(&requests[own]), lines(&requests[probes]), "whatever the connection");
    }
    let host = format!("\r\nHost: {}\r\n", server.address);
    assert!(requests[0].starts_with("POST /con_ing_12345 HTTP/1.1\r\n"), "{}", requests[0]);
    for expected in [&host, "\r\nContent-Length: 0\r\n", "\r\nConnection: close\r\n"] {
        assert!(requests[0].contains(expected), "{expected:?} in {}", requests[0]);
    }
    assert!(!requests[0].contains("Content-Type"), "{}", requests[0]);
    let form = format!("\r\nContent-Type: {FORM}\r\n");
    for expected in [&form, "\r\nContent-Length: 2\r\n"] {
        assert!(requests[1].contains(expected), "{expected:?} in {}", requests[1]);
    }
    for request in &requests {
        assert_eq!(request.matches("Content-Length").count(), 1, "{request}");
        let head = request.split("\r\n\r\n").next().unwrap_or_default();
        let lower = |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase());
        assert!(!head.lines().any(lower), "{head}");
    }
    assert!(requests[1].ends_with("\r\n\r\n{}"), "{}", requests[1]);
}

#[tokio::test]
async fn legal_answers_are_read_whatever_their_framing() {
    for answer in [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nabcde",
        "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nabcde",
        "HTTP/1.1 200 OK\nContent-Length: 5\nServer: x\n\nabcde",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\n\nabcde",
    ] {
        let (status, body) = answer_to(answer).await.expect(answer);
        assert_eq!((status, body.as_slice()), (200, b"abcde".as_slice()), "{answer:?}");
    }
    let (_, body) =
        answer_to(b"HTTP/1.1 200 OK\r\n\r\n\xff\xfe\0".as_slice()).await.expect("bytes");
    assert_eq!(body, b"\xff\xfe\0", "a body need not be text");
}

#[tokio::test]
async fn another_status_is_the_answer_and_no_redirect_is_followed() {
    for status in [302, 404, 500] {
        let server = Server::saying(format!(
            "HTTP/1.1 {status} X\r\nLocation: /elsewhere\r\nContent-Length: 9999\r\n\r\n"
        ))
        .await;
        let answer = post(&request(server.address, b"", AMPLE)).await.expect("an answer");
        assert_eq!((answer.status, answer.body.len()), (status, 0));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_by_its_length_and_by_its_bytes() {
    let long = 2 * BODY_LIMIT;
    let declared = format!("HTTP/1.1 200 OK\r\nContent-Length: {long}\r\n\r\n");
    let mut undeclared = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    undeclared.resize(long, b'A');
    for answer in [declared.into_bytes(), undeclared] {
        let error = answer_to(answer).await.expect_err("too large");
        assert!(matches!(error, PostError::BodyTooLarge), "{error:?}");
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.reason(), Some(HttpReason::BodyTooLarge));
    }
}

#[tokio::test]
async fn failures_are_told_apart() {
    use BrokenAnswer::{BadChunks, CutShort, NotHttp};
    let chunked =
        |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
    let million = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(1_000_000));
    for (answer, reason, broken) in [
        (String::new(), HttpReason::ClosedWithoutAnswer, None),
        ("HTTP/1.1 200 O".into(), HttpReason::ClosedWithoutAnswer, None),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".into(),
            HttpReason::ClosedWithoutAnswer,
            Some(CutShort),
        ),
        (chunked("5\r\nab"), HttpReason::ClosedWithoutAnswer, Some(CutShort)),
        (chunked("eyJkYXRhMSI6"), HttpReason::NotBase64, Some(BadChunks)),
        (chunked("ffffffffffffffffff\r\nab"), HttpReason::NotBase64, Some(BadChunks)),
        (million, HttpReason::NotBase64, Some(NotHttp)),
        ("SSH-2.0-OpenSSH_9.6\r\n".into(), HttpReason::NotBase64, Some(NotHttp)),
    ] {
        let shown = answer[..answer.len().min(60)].to_owned();
        let error = answer_to(answer).await.expect_err(&shown);
        assert_eq!(error.reason(), Some(reason), "{shown:?}: {error:?}");
        assert_eq!(error.broken(), broken, "{shown:?}: {error:?}");
    }
    let error = post(&request(refused_address().await, b"", AMPLE)).await.expect_err("refused");
    assert_eq!(error.reason(), Some(HttpReason::ConnRefused), "{error:?}");
}

#[tokio::test]
async fn a_reset_instead_of_an_answer_is_closed_without_answer() {
    let server = Server::start(|_, stream| async move {
        stream.set_zero_linger().expect("an open socket");
    })
    .await;
    let error = post(&request(server.address, b"", AMPLE)).await.expect_err("reset");
    assert!(matches!(error, PostError::ClosedWithoutAnswer), "{error:?}");
}

#[tokio::test]
async fn silence_and_drip_end_at_the_deadline() {
    let drip = Server::start(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n").await;
        let mut tick = interval(Duration::from_millis(5));
        while stream.write_all(b"A").await.is_ok() {
            tick.tick().await;
        }
    })
    .await;
    let silent = Server::silent().await;
    for (address, status) in [(silent.address, None), (drip.address, Some(200))] {
        let started = Instant::now();
        let error = post(&request(address, b"", SHORT)).await.expect_err("silence");
        let took = started.elapsed();
        assert_eq!(error.reason(), Some(HttpReason::NoResponse), "{error:?}");
        assert_eq!(error.status(), status, "{error:?}");
        assert!(took >= SHORT && took < SHORT + Duration::from_millis(300), "{took:?}");
    }
}

#[tokio::test]
async fn the_source_address_is_used_and_a_foreign_one_is_our_own_limit() {
    let server = Server::saying("HTTP/1.1 200 OK\r\n\r\nok").await;
    let ours = Some(server.address.ip());
    let asked = PostRequest { source: ours, ..request(server.address, b"", AMPLE) };
    assert_eq!(post(&asked).await.expect("an answer").body, b"ok");
    let foreign = "192.0.2.1".parse().ok();
    let asked = PostRequest { source: foreign, ..request(server.address, b"", AMPLE) };
    let error = post(&asked).await.expect_err("not our address");
    assert_eq!(error.reason(), None, "{error:?}");
}

#[test]
fn an_ipv6_host_is_bracketed() {
    let address: SocketAddr = "[2001:db8::7]:9991".parse().expect("an address");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _guard = runtime.enter();
    let url = request(address, b"", AMPLE).url().expect("a URL");
    assert_eq!(url.as_str(), "http://[2001:db8::7]:9991/con_ing_12345");
}
