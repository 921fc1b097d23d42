//! The repeat of a POST over a plain socket, and its tolerant reader.

use go2doctor::facts::{BrokenAnswer, HttpDialect, HttpReason};
use go2doctor::net::head::BODY_LIMIT;
use go2doctor::net::post::post_with_fallback;
use go2doctor::net::raw_post::raw_post;
use go2doctor::net::request::{PostAnswer, PostError, PostRequest};
use go2doctor::robot::con_ing::CONTENT_TYPE as FORM;
use tokio::io::AsyncWriteExt;

use crate::server::{AMPLE, SHORT, Server, request};

/// Closes every HTTP/1.1 POST with a body, as seen on hardware, and gives
/// `answer` to HTTP/1.0.
async fn picky(answer: impl Into<Vec<u8>>) -> Server {
    let answer = answer.into();
    Server::start(move |request, mut stream| {
        let answer = answer.clone();
        async move {
            if request.starts_with(b"POST /con_ing_12345 HTTP/1.0\r\n") {
                let _ = stream.write_all(&answer).await;
            }
        }
    })
    .await
}

async fn raw_answer_to(answer: impl Into<Vec<u8>>) -> Result<PostAnswer, PostError> {
    let server = Server::saying(answer).await;
    raw_post(&request(server.address, b"body", AMPLE)).await
}

#[tokio::test]
async fn a_post_that_was_closed_is_repeated_as_http_1_0() {
    let server = picky("HTTP/1.1 200 OK\nServer: x\n\nYWJj").await;
    let asked = PostRequest { content_type: Some(FORM), ..request(server.address, b"{1}", AMPLE) };
    let answer = post_with_fallback(&asked, None).await.expect("an answer to the repeat");
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"YWJj".as_slice()));
    assert_eq!(answer.dialect, HttpDialect::Http10Raw);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let repeat = format!(
        "POST /con_ing_12345 HTTP/1.0\r\nHost: {}\r\nContent-Type: {FORM}\r\n\
         Content-Length: 3\r\nConnection: close\r\n\r\n{{1}}",
        server.address
    );
    assert_eq!(requests[1], repeat);
}

#[tokio::test]
async fn a_robot_that_knows_title_case_alone_needs_no_repeat() {
    let server = Server::start(|request, mut stream| async move {
        let text = String::from_utf8_lossy(&request).into_owned();
        if text.contains("\r\nContent-Length: 4\r\n") && text.contains("\r\nHost: ") {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nok").await;
        }
    })
    .await;
    let answer =
        post_with_fallback(&request(server.address, b"body", AMPLE), None).await.expect("ok");
    assert_eq!(answer.dialect, HttpDialect::Http11);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn only_what_was_closed_is_repeated_with_a_body_or_without() {
    let closing = picky("").await;
    let error =
        post_with_fallback(&request(closing.address, b"", AMPLE), None).await.expect_err("shut");
    assert!(matches!(error, PostError::ClosedWithoutAnswer), "{error:?}");
    assert_eq!(closing.requests().len(), 2, "in both forms");

    let missing = Server::saying("HTTP/1.1 404 Not Found\r\n\r\n").await;
    let answer =
        post_with_fallback(&request(missing.address, b"body", AMPLE), None).await.expect("404");
    assert_eq!((answer.status, answer.dialect), (404, HttpDialect::Http11));
    assert_eq!(missing.requests().len(), 1, "an answer is an answer");

    let silent = Server::silent().await;
    let error = post_with_fallback(&request(silent.address, b"body", SHORT), None)
        .await
        .expect_err("silence");
    assert_eq!(error.reason(), Some(HttpReason::NoResponse));
    assert_eq!(silent.requests().len(), 1, "silence is not repeated");
}

#[tokio::test]
async fn when_neither_is_answered_the_first_failure_is_reported() {
    let server = picky("HTTP/1.1 2").await;
    let error =
        post_with_fallback(&request(server.address, b"body", AMPLE), None).await.expect_err("no");
    assert!(matches!(error, PostError::ClosedWithoutAnswer), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_repeat_whose_answer_falls_short_is_what_is_reported() {
    let server = picky("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc").await;
    let error =
        post_with_fallback(&request(server.address, b"body", AMPLE), None).await.expect_err("no");
    assert_eq!(error.broken(), Some(BrokenAnswer::CutShort), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_raw_reader_takes_every_legal_framing() {
    for answer in [
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nabcde and what is beyond",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\n\n3\nabc\r\n2\r\nde\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabcde",
    ] {
        let answer = raw_answer_to(answer).await.expect(answer);
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"abcde".as_slice()));
    }
    let answer = raw_answer_to("HTTP/1.1 302 Found\nLocation: /x\n\n").await.expect("an answer");
    assert_eq!((answer.status, answer.body.len()), (302, 0));
}

#[tokio::test]
async fn the_raw_reader_is_bounded_and_tells_failures_apart() {
    let mut endless_head = b"HTTP/1.1 200 OK\r\nA: ".to_vec();
    endless_head.resize(200_000, b'x');
    let mut endless_body = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless_body.resize(2 * BODY_LIMIT, b'A');
    for (answer, expected) in [
        (b"".to_vec(), "ClosedWithoutAnswer"),
        (b"HTTP/1.1 2".to_vec(), "ClosedWithoutAnswer"),
        (b"220 ftp ready\r\n".to_vec(), "NotHttp"),
        (endless_head, "NotHttp"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabc\r\nxyz\r\n".to_vec(),
            "Truncated",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n".to_vec(), "BadChunks"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec(), "Truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab".to_vec(), "Truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec(), "BodyTooLarge"),
        (endless_body, "BodyTooLarge"),
    ] {
        let error = raw_answer_to(answer).await.expect_err(expected);
        assert_eq!(format!("{error:?}"), expected);
    }
    let silent = Server::silent().await;
    let error = raw_post(&request(silent.address, b"body", SHORT)).await.expect_err("silence");
    assert!(matches!(error, PostError::NoResponse), "{error:?}");
}
