//! Who may connect, and what hostile clients come to.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::stand::{Robot, Standing, exchange, go2doctor};

fn robot() -> Robot {
    Robot::start(&["--listen", "127.0.0.1:0"])
}

fn con_notify(headers: &str) -> Vec<u8> {
    format!("POST /con_notify HTTP/1.1\r\n{headers}\r\n").into_bytes()
}

#[test]
fn a_foreign_host_and_a_web_page_are_refused_and_told() {
    let robot = robot();
    let mut proxy = Standing::start(&robot, &["--allow-origin", "http://lab.example"]);
    let port = proxy.address.port();
    let ask = |headers: &str| exchange(proxy.address, &con_notify(headers));
    for ours in [
        format!("Host: 127.0.0.1:{port}\r\n"),
        format!("Host: localhost:{port}\r\n"),
        format!("Host: 127.0.0.1:{port}\r\nOrigin: http://lab.example\r\n"),
        String::new(),
    ] {
        assert!(ask(&ours).starts_with("HTTP/1.1 200 OK"), "{ours:?}");
    }
    let rebound = ask(&format!("Host: robot.example:{port}\r\n"));
    assert!(rebound.starts_with("HTTP/1.1 403"), "{rebound}");
    let page = ask(&format!("Host: 127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n"));
    assert!(page.starts_with("HTTP/1.1 403"), "{page}");
    assert!(proxy.told().contains("its Host header names another machine"));
    assert!(proxy.told().contains("a web page sent it"));
}

#[test]
fn a_body_that_names_another_robot_chooses_nothing() {
    let robot = Robot::start(&["--listen", "none", "--legacy-listen", "127.0.0.1:0"]);
    let mut child = go2doctor();
    let mut child = child
        .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "127.0.0.1:0", "--for", "60"])
        .args(robot.arguments())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    let address = line.split("listening on ").nth(1).unwrap().split([',', ' ']).next().unwrap();
    let offer = include_str!("../fixtures/offers/unitree_webrtc_connect-2.2.0.sdp");
    let body = serde_json::json!({
        "id": "", "sdp": offer, "type": "offer", "token": "", "ip": "192.0.2.1",
    })
    .to_string();
    let request = format!("POST /offer HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let answer = exchange(address.parse().unwrap(), request.as_bytes());
    assert!(answer.contains("m=application"), "the robot that was named answers: {answer}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_cannot_be_opened_is_closed_after_the_same_time_whatever_is_wrong() {
    let robot = robot();
    let proxy = Standing::start(&robot, &[]);
    // The path is in con_notify's answer: found by asking as a driver does.
    let notify = exchange(proxy.address, &con_notify(""));
    let body = notify.split("\n\n").nth(1).unwrap();
    let notify = go2doctor::robot::con_notify::ConNotify::parse(body.as_bytes()).unwrap();
    let path = notify.open(None).unwrap().path;
    let zeros = format!(r#"{{"data1":"AAAA","data2":"{}"}}"#, "A".repeat(342));
    for body in ["", "{}", r#"{"data1":"AAAA","data2":"AAAA"}"#, &zeros] {
        let request =
            format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let began = Instant::now();
        assert_eq!(exchange(proxy.address, request.as_bytes()), "");
        assert!(began.elapsed() >= Duration::from_millis(250), "{:?}", began.elapsed());
    }
}

#[test]
fn a_flood_of_half_requests_ends_and_the_proxy_still_answers() {
    let robot = robot();
    let proxy = Standing::start(&robot, &[]);
    let flood: Vec<_> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(proxy.address).unwrap();
            stream.write_all(b"POST /con_notify HT").unwrap();
            stream
        })
        .collect();
    assert!(exchange(proxy.address, &con_notify("")).starts_with("HTTP/1.1 200"));
    drop(flood);
    let long = [b"POST /con_notify HTTP/1.1\r\nX: ".to_vec(), vec![b'x'; 64 * 1024]].concat();
    assert_eq!(exchange(proxy.address, &long), "");
    let huge = b"POST /con_notify HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n";
    assert_eq!(exchange(proxy.address, huge), "");
    assert!(exchange(proxy.address, &con_notify("")).starts_with("HTTP/1.1 200"));
}

#[test]
fn what_would_be_dangerous_is_wrong_usage() {
    let cases: [(&[&str], &str); 5] = [
        (&["--listen", "0.0.0.0:0"], "--allow ADDRESS"),
        (&["--legacy-listen", "[::]:0"], "--allow ADDRESS"),
        (&["--mend=fingerprints", "--present", "1"], "--mend=key"),
        (&["--robot", "127.0.0.1", "--legacy-listen", "none"], "would ask itself"),
        (&["--offer", "data-only"], "commands that connect themselves"),
    ];
    for (arguments, expected) in cases {
        let output = go2doctor().arg("proxy").args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
    }
}
