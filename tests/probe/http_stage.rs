//! The HTTP stage against robots, half-robots and strangers.

use go2doctor::facts::remark::Remark;
use std::time::Duration;

use go2doctor::facts::outcome::{Signalling, Status};
use go2doctor::facts::waiting::Waiting;
use go2doctor::facts::{HttpDialect, HttpReason, PortReason};
use go2doctor::robot::device_key::DeviceKey;
use go2doctor::robot::notify_builder::{Wrapping, notify_body};
use go2doctor::stages::http::{HttpPlan, HttpProbe, run};
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::server::{AMPLE, SHORT, Server, refused_address};

const KEY: &str = "00112233445566778899aabbccddeeff";

/// A plan for loopback with nothing at the legacy port.
async fn plan(signal_port: u16) -> HttpPlan<'static> {
    HttpPlan {
        host: "127.0.0.1",
        signal_port,
        legacy_port: refused_address().await.port(),
        device_key: None,
        source: None,
        timeout: AMPLE,
        recorder: Default::default(),
    }
}

async fn outcome(plan: &HttpPlan<'_>) -> HttpProbe {
    let (answered, _heard) = watch::channel(None);
    run(plan, answered, |_| {}).await
}

/// The reasons of the signal port and the legacy port.
fn ports(result: &HttpProbe) -> Vec<PortReason> {
    let ports = result.evidence.ports.as_deref().unwrap_or_default();
    ports.iter().map(|port| port.reason).collect()
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\nContent-Length: {}\n\n{body}", body.len())
}

fn key(text: &str) -> DeviceKey {
    text.parse().expect("32 hex characters")
}

fn robot_body(wrapping: &Wrapping) -> String {
    notify_body(
        b"no key, which is for the SDP stage",
        ['B'; 5],
        wrapping,
        &mut fastrand::Rng::new(),
    )
}

#[tokio::test]
async fn a_robot_passes_with_all_that_was_measured() {
    let server = Server::saying(ok(&robot_body(&Wrapping::StaticKey))).await;
    let (answered, heard) = watch::channel(None);
    let result = run(&plan(server.address.port()).await, answered, |_| {}).await;
    assert_eq!((result.end.status, result.evidence.reason), (Status::Pass, None));
    assert_eq!(result.signalling, Some(Signalling::ConNotify));
    assert_eq!(result.address, Some(server.address.ip()));
    assert_eq!(ports(&result), [PortReason::Open, PortReason::ConnRefused]);
    let evidence = &result.evidence;
    assert_eq!((evidence.http_status, evidence.data2), (Some(200), Some(2)));
    assert_eq!(evidence.url, Some(format!("http://{}/con_notify", server.address)));
    assert_eq!(evidence.device_key_accepted, None, "no key was tried");
    let timings = &result.timings;
    assert_eq!(timings.resolve_ms, None, "a literal address");
    assert!(timings.connect_ms.is_some() && timings.first_byte_ms <= timings.total_ms);
    assert!(result.notify.is_some());
    assert!(heard.borrow().is_some(), "the ping stage hears of the answer");
    assert!(server.requests()[0].starts_with("POST /con_notify HTTP/1.1\r\n"));
    assert_eq!(server.requests().len(), 1, "the port probe is no request");
}

#[tokio::test]
async fn a_device_key_is_tried_and_a_wrong_one_is_a_warning() {
    let server = Server::saying(ok(&robot_body(&Wrapping::DeviceKey(key(KEY))))).await;
    let (right, wrong) = (key(KEY), key("ffffffffffffffffffffffffffffffff"));
    for (key, status, accepted) in [
        (Some(&right), Status::Pass, Some(true)),
        (Some(&wrong), Status::Warn, Some(false)),
        (None, Status::Pass, None),
    ] {
        let plan = HttpPlan { device_key: key, ..plan(server.address.port()).await };
        let result = outcome(&plan).await;
        assert_eq!(result.end.status, status);
        assert_eq!(result.evidence.device_key_accepted, accepted);
    }
}

#[tokio::test]
async fn each_wrong_answer_has_its_reason() {
    let base64 = |bytes: &[u8]| go2doctor::robot::base64_text::encode(bytes);
    for (answer, reason) in [
        ("HTTP/1.1 404 Not Found\r\n\r\n".into(), HttpReason::HttpStatus),
        ("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n".into(), HttpReason::HttpStatus),
        ("HTTP/1.1 500 Oops\r\nContent-Length: 99\r\n\r\n".into(), HttpReason::HttpStatus),
        ("HTTP/1.1 201 Created\r\n\r\n".into(), HttpReason::HttpStatus),
        (String::new(), HttpReason::ClosedWithoutAnswer),
        (ok("<html>captive</html>"), HttpReason::NotBase64),
        ("SSH-2.0-OpenSSH\r\n".into(), HttpReason::NotBase64),
        (ok(&base64(b"\xff\xfe\xfd")), HttpReason::NotBase64),
        (ok(&base64(b"hello")), HttpReason::NotJson),
        (ok(&base64(b"{}")), HttpReason::NotJson),
        (ok(&base64(br#"{"data1":"x","data2":7}"#)), HttpReason::UnknownData2),
        (ok(&"A".repeat(2 << 20)), HttpReason::BodyTooLarge),
    ] {
        let server = Server::saying(answer.clone()).await;
        let result = outcome(&plan(server.address.port()).await).await;
        let shown = &answer[..answer.len().min(60)];
        assert_eq!(result.evidence.reason, Some(reason), "{shown:?}");
        let limit = reason == HttpReason::UnknownData2;
        let ended = if limit { Status::Inconclusive } else { Status::Fail };
        assert_eq!(result.end.status, ended, "{shown:?}");
        assert_eq!(ports(&result)[0], PortReason::Open, "{shown:?}");
        let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest[..3].parse().ok());
        assert_eq!(result.evidence.http_status, status, "{shown:?}");
        assert!(result.notify.is_none(), "{shown:?}");
    }
}

#[tokio::test]
async fn who_answered_in_the_robots_place_is_kept() {
    let page = "HTTP/1.1 200 OK\r\nServer: lighttpd/1.4\r\nContent-Length: 22\r\n\r\n\n<!DOCTYPE HTML><html>";
    let server = Server::saying(page).await;
    let evidence = outcome(&plan(server.address.port()).await).await.evidence;
    assert_eq!(evidence.reason, Some(HttpReason::NotBase64));
    assert_eq!((evidence.html, evidence.body_bytes), (Some(true), Some(22)));
    assert_eq!(evidence.server.as_deref(), Some("lighttpd/1.4"));

    for (location, leads_to) in [
        (
            "http://portal.example:8080/login?mac=00:11:22",
            Some("http://portal.example:8080".into()),
        ),
        ("/login", None),
        ("mailto:you", Some(String::new())),
    ] {
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n");
        let server = Server::saying(answer).await;
        let own = format!("http://{}", server.address);
        let leads_to = leads_to.unwrap_or(own);
        let evidence = outcome(&plan(server.address.port()).await).await.evidence;
        assert_eq!(evidence.redirect.unwrap_or_default(), leads_to, "{location}");
        assert_eq!((evidence.html, evidence.body_bytes), (None, None), "its body is not read");
    }
}

#[tokio::test]
async fn con_notify_is_repeated_as_http_1_0_where_1_1_is_closed() {
    let body = ok(&robot_body(&Wrapping::StaticKey));
    let server = Server::start(move |request, mut stream| {
        let body = body.clone();
        async move {
            if request.starts_with(b"POST /con_notify HTTP/1.0\r\n") {
                let _ = stream.write_all(body.as_bytes()).await;
            }
        }
    })
    .await;
    let result = outcome(&plan(server.address.port()).await).await;
    assert_eq!((result.end.status, result.evidence.reason), (Status::Pass, None));
    assert_eq!(result.evidence.dialect, Some(HttpDialect::Http10Raw));
}

#[tokio::test]
async fn legacy_is_used_only_where_the_signal_port_accepts_no_connection() {
    let offer = Server::silent().await;
    let signal_port = refused_address().await.port();
    let mut asked = plan(signal_port).await;
    asked.legacy_port = offer.address.port();
    let result = outcome(&asked).await;
    assert_eq!((result.end.status, result.signalling), (Status::Pass, Some(Signalling::Legacy)));
    assert_eq!(ports(&result), [PortReason::ConnRefused, PortReason::Open]);
    assert!(result.timings.connect_ms.is_some());
    assert_eq!(result.evidence.url, None, "nothing was asked");
    assert_eq!(offer.requests().len(), 0, "an offer would take the slot");

    let broken = Server::saying("HTTP/1.1 404 Not Found\r\n\r\n").await;
    asked.signal_port = broken.address.port();
    let result = outcome(&asked).await;
    assert_eq!(result.evidence.reason, Some(HttpReason::HttpStatus), "not masked by legacy");
    assert_eq!((result.end.status, result.signalling), (Status::Fail, Some(Signalling::ConNotify)));
}

#[tokio::test]
async fn refusal_is_known_at_once_and_silence_at_the_deadline() {
    let started = Instant::now();
    let refused = outcome(&plan(refused_address().await.port()).await).await;
    assert_eq!(refused.evidence.reason, Some(HttpReason::ConnRefused));
    assert_eq!(ports(&refused), [PortReason::ConnRefused; 2]);
    assert!(started.elapsed() < Duration::from_millis(150), "{:?}", started.elapsed());

    let server = Server::silent().await;
    let asked = HttpPlan { timeout: SHORT, ..plan(server.address.port()).await };
    let started = Instant::now();
    let silent = outcome(&asked).await;
    assert_eq!(silent.evidence.reason, Some(HttpReason::NoResponse));
    assert_eq!(ports(&silent)[0], PortReason::Open);
    assert_eq!(silent.timings.first_byte_ms, None, "not measured");
    let took = started.elapsed();
    assert!(took >= SHORT && took < SHORT + Duration::from_millis(300), "{took:?}");
}

#[tokio::test]
async fn a_name_without_an_address_is_no_verdict_on_ports() {
    let asked = HttpPlan { host: "fe80::1%eth0", ..plan(9991).await };
    let result = outcome(&asked).await;
    assert_eq!(result.evidence.reason, Some(HttpReason::NameNotResolved));
    assert_eq!((result.evidence.ports, result.address), (None, None));
}

#[tokio::test]
async fn a_source_that_cannot_be_bound_is_our_own_limit() {
    let server = Server::saying(ok(&robot_body(&Wrapping::Plain))).await;
    let source = "192.0.2.1".parse().ok();
    let asked = HttpPlan { source, ..plan(server.address.port()).await };
    let result = outcome(&asked).await;
    assert_eq!((result.end.status, result.evidence.reason), (Status::Inconclusive, None));
    assert!(
        matches!(result.end.remark, Some(Remark::OwnLimit(error)) if error.contains("192.0.2.1"))
    );
}

#[tokio::test]
async fn progress_says_what_is_waited_for() {
    let server = Server::saying(ok(&robot_body(&Wrapping::Plain))).await;
    let said = std::cell::RefCell::new(Vec::new());
    let (answered, _heard) = watch::channel(None);
    run(&plan(server.address.port()).await, answered, |line| said.borrow_mut().push(line)).await;
    let said = said.into_inner();
    assert!(matches!(said[..], [.., Waiting::Connect { .. }, Waiting::ConNotify]), "{said:?}");
}
