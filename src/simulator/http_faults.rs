//! The faults of the HTTP ports: what a request gets in place of the robot's answer.

use crate::robot::{base64_text, con_notify, legacy};

use super::fault::Fault;
use super::fault_setting::Faults;
use super::hostile_faults;
use super::port::PortRole;
use crate::net::http_server::{Reply, Request, Version, render};

/// A body that no client reads to its end: 1 MiB and one byte.
const TOO_LARGE: usize = 1024 * 1024 + 1;

/// What another device's web server says to everything.
const WEB_PAGE: &str = "<!DOCTYPE html>\r\n<html>\r\n<head><title>Wireless Router</title></head>\r\n\
    <body><form action=\"/login.cgi\" method=\"post\">Password: <input name=\"password\">\
    </form></body>\r\n</html>\r\n";

/// What a request gets with these faults; `None` where it gets what it would of a robot that is
/// well.
pub(super) fn instead(faults: &Faults, role: PortRole, request: &Request) -> Option<Reply> {
    if faults.has(Fault::OtherDevice) {
        return Some(web_page());
    }
    if faults.has(Fault::Http10Only) && request.version == Version::Http11 {
        return Some(Reply::Close);
    }
    match (role, request.path.as_str()) {
        (PortRole::Signal, con_notify::PATH) => {
            con_notify(faults).or_else(|| hostile_faults::con_notify(faults))
        }
        (PortRole::Signal, _) | (PortRole::Legacy, legacy::PATH) => offer(faults),
        (PortRole::Legacy, _) => None,
    }
}

/// The reply that the robot makes, as it leaves with these faults: what it did before stays done.
pub(super) fn as_sent(faults: &Faults, path: &str, reply: Reply) -> Reply {
    let of = |con_notify, con_ing| if path == con_notify::PATH { con_notify } else { con_ing };
    match reply {
        Reply::Answer { status: 200, body } => {
            if faults.has(of(Fault::ConNotifyCutShort, Fault::ConIngCutShort)) {
                let mut answer = render(200, &body);
                answer.truncate(answer.len() - body.len() / 2);
                Reply::Raw(answer)
            } else if faults.has(of(Fault::ConNotifyBadChunks, Fault::ConIngBadChunks)) {
                // Without the sizes that the head announces.
                let head = b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n".to_vec();
                Reply::Raw([head, body].concat())
            } else if path != con_notify::PATH && faults.has(Fault::ConIngTooLarge) {
                Reply::ok([body, vec![b'A'; TOO_LARGE]].concat())
            } else {
                Reply::Answer { status: 200, body }
            }
        }
        other => other,
    }
}

type Answer = fn(&Faults) -> Option<Reply>;

fn con_notify(faults: &Faults) -> Option<Reply> {
    let replies: [(Fault, Answer); 8] = [
        (Fault::ConNotifyClosed, |_| Some(Reply::Close)),
        (Fault::ConNotify404, |_| Some(Reply::not_found())),
        (Fault::ConNotifyStatus, |faults| faults.code(Fault::ConNotifyStatus).map(status)),
        (Fault::ConNotifyEmpty, |_| Some(Reply::ok(""))),
        (Fault::ConNotifyTooLarge, |_| Some(Reply::ok(vec![b'A'; TOO_LARGE]))),
        (Fault::ConNotifyNotHttp, |_| Some(Reply::Raw(b"SSH-2.0-dropbear_2019.78\r\n".to_vec()))),
        (Fault::ConNotifyGarbage, |_| Some(Reply::ok(*b"\x7fELF\x02\x01\xff\xfe"))),
        (Fault::ConNotifyBadJson, |_| Some(Reply::ok(base64_text::encode("no key today")))),
    ];
    faults.first_in(&replies)?(faults)
}

fn offer(faults: &Faults) -> Option<Reply> {
    let refused = faults.has(Fault::ConIngClosed).then_some(Reply::Close);
    refused.or_else(|| faults.code(Fault::ConIngStatus).map(status))
}

/// A status by itself; a redirect leads to where a login page would be.
fn status(code: u16) -> Reply {
    let (reason, more) = match code {
        302 => ("Found", "Location: http://192.0.2.1/login?from=con_notify\r\n"),
        401 => ("Unauthorized", "WWW-Authenticate: Basic realm=\"router\"\r\n"),
        404 => ("Not Found", ""),
        503 => ("Service Unavailable", ""),
        _ => ("Internal Server Error", ""),
    };
    let head = format!("HTTP/1.1 {code} {reason}\r\n{more}Content-Length: 0\r\n\r\n");
    Reply::Raw(head.into_bytes())
}

fn web_page() -> Reply {
    let head = format!(
        "HTTP/1.1 200 OK\r\nServer: lighttpd/1.4.35\r\nContent-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        WEB_PAGE.len()
    );
    Reply::Raw(format!("{head}{WEB_PAGE}").into_bytes())
}

#[cfg(test)]
mod tests {
    use crate::robot::con_notify::{ConNotify, NotifyError};

    use super::*;

    fn reply(fault: &str, role: PortRole, path: &str, version: Version) -> Option<Reply> {
        let faults = Faults(vec![fault.parse().unwrap()]);
        let request = Request {
            method: "POST".into(),
            path: path.into(),
            version,
            headers: vec![],
            body: vec![],
        };
        instead(&faults, role, &request)
    }

    fn notify(fault: &str) -> Option<Reply> {
        reply(fault, PortRole::Signal, con_notify::PATH, Version::Http11)
    }

    #[test]
    fn a_fault_of_con_notify_leaves_the_offer_alone_and_the_other_way_round() {
        for fault in ["con-notify-closed", "con-notify-404", "con-notify-empty"] {
            assert!(notify(fault).is_some(), "{fault}");
            assert_eq!(reply(fault, PortRole::Signal, "/con_ing_12345", Version::Http11), None);
            assert_eq!(reply(fault, PortRole::Legacy, "/offer", Version::Http11), None);
        }
        for fault in ["con-ing-closed", "con-ing-status"] {
            assert_eq!(notify(fault), None, "{fault}");
            for (role, path) in [(PortRole::Signal, "/con_ing_12345"), (PortRole::Legacy, "/offer")]
            {
                assert!(reply(fault, role, path, Version::Http11).is_some(), "{fault} {path}");
            }
        }
        assert_eq!(notify("dtls-silent"), None);
    }

    #[test]
    fn each_form_of_a_status_is_sent_as_that_status() {
        let line = |fault: &str| match notify(fault) {
            Some(Reply::Raw(bytes)) => {
                let text = String::from_utf8(bytes).unwrap();
                text.lines().next().unwrap().to_owned()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(line("con-notify-status"), "HTTP/1.1 500 Internal Server Error");
        assert_eq!(line("con-notify-status-302"), "HTTP/1.1 302 Found");
        assert_eq!(line("con-notify-status-503"), "HTTP/1.1 503 Service Unavailable");
    }

    #[test]
    fn bodies_are_wrong_in_the_way_that_they_are_meant_to_be() {
        let parsed = |fault: &str| match notify(fault) {
            Some(Reply::Answer { status: 200, body }) => ConNotify::parse(&body),
            other => panic!("{other:?}"),
        };
        assert_eq!(parsed("con-notify-empty"), Err(NotifyError::NotBase64));
        assert_eq!(parsed("con-notify-garbage"), Err(NotifyError::NotBase64));
        assert_eq!(parsed("con-notify-bad-json"), Err(NotifyError::NotJson));
    }

    #[test]
    fn an_answer_that_falls_short_is_the_robots_own_up_to_there() {
        let sent = |fault: &str, path: &str| {
            let faults = Faults(vec![fault.parse().unwrap()]);
            as_sent(&faults, path, Reply::ok("x".repeat(100)))
        };
        let Reply::Raw(cut) = sent("con-ing-cut-short", "/con_ing_12345") else { panic!() };
        let text = String::from_utf8(cut).unwrap();
        assert!(text.contains("Content-Length: 100\n"), "{text}");
        assert!(text.ends_with(&"x".repeat(50)) && !text.contains(&"x".repeat(51)), "{text}");
        for fault in ["con-ing-cut-short", "con-ing-bad-chunks", "con-ing-too-large"] {
            assert_eq!(sent(fault, con_notify::PATH), Reply::ok("x".repeat(100)), "{fault}");
            assert_ne!(sent(fault, "/con_ing_12345"), Reply::ok("x".repeat(100)), "{fault}");
        }
        for fault in ["con-notify-cut-short", "con-notify-bad-chunks"] {
            assert_eq!(sent(fault, "/con_ing_12345"), Reply::ok("x".repeat(100)), "{fault}");
            assert_ne!(sent(fault, con_notify::PATH), Reply::ok("x".repeat(100)), "{fault}");
        }
    }

    #[test]
    fn another_device_shows_its_page_to_everything_on_every_port() {
        let page = notify("other-device");
        let Some(Reply::Raw(bytes)) = &page else { panic!("{page:?}") };
        let (head, body) = std::str::from_utf8(bytes).unwrap().split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())), "{head}");
        assert!(head.contains("Server: ") && body.contains("<html>"));
        assert_eq!(reply("other-device", PortRole::Legacy, "/offer", Version::Http10), page);
    }

    #[test]
    fn a_robot_of_http_1_0_closes_upon_1_1_alone() {
        let fault = "http10-only";
        assert_eq!(notify(fault), Some(Reply::Close));
        assert_eq!(reply(fault, PortRole::Signal, con_notify::PATH, Version::Http10), None);
    }
}
