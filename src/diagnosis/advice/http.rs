//! Advice where the signalling port or con_notify stands in the way.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::diagnosis::invocation::shell_quoted;
use crate::evidence::{HttpEvidence, HttpReason, HttpTimings, PortReason};

/// Boards beside the robot's main one, which has the signalling service:
/// their fixed wired addresses and what they are.
const OTHER_BOARDS: [(&str, &str); 3] = [
    ("192.168.123.18", "the EDU's Jetson"),
    ("192.168.123.164", "the G1's development PC"),
    ("192.168.123.20", "the LiDAR"),
];

/// The main board by cable.
const WIRED_ROBOT: &str = "192.168.123.161";

pub(super) fn advise(case: &Case<'_>, timings: &HttpTimings, evidence: &HttpEvidence) -> Advice {
    let Some(reason) = evidence.reason else {
        return Advice {
            seen: Vec::new(),
            side: Side::Unknown,
            why: "no reason was measured".into(),
            next: case.own("probe-http -vv"),
        };
    };
    match reason {
        HttpReason::ConnRefused => refused(case),
        HttpReason::NoResponse if connected(timings, evidence) => hangs(case),
        HttpReason::NoResponse => silent(case),
        HttpReason::HostUnreachable => Advice {
            seen: vec!["nobody answered for this address in the local network (ARP)".into()],
            side: Side::Network,
            why: "possible: the robot is off or still starting, this machine is in another \
                  network, or the Wi-Fi keeps its clients apart"
                .into(),
            next: case.show_neighbour(),
        },
        HttpReason::NetUnreachable => Advice {
            seen: vec!["this machine has no route to that network".into()],
            side: Side::Host,
            why: "likely: not in the robot's network; join its Go2-… Wi-Fi, or give this machine \
                  an address in the robot's subnet"
                .into(),
            next: if cfg!(target_os = "macos") {
                "ifconfig".into()
            } else {
                "ip -brief address".into()
            },
        },
        HttpReason::NameNotResolved => Advice {
            seen: Vec::new(),
            side: Side::Host,
            why: "the name is mistyped, or no server here knows it; the app shows the address \
                  under Device, Data, Automatic Machine Inspection"
                .into(),
            next: case.invocation.command_with_robot("probe-http", "192.168.12.1"),
        },
        HttpReason::ClosedWithoutAnswer => Advice {
            seen: vec!["both forms of the request were closed: HTTP/1.1 and raw HTTP/1.0".into()],
            side: Side::Robot,
            why: "possible: the signalling service is in a bad state (restart the robot), or \
                  something else listens on that port"
                .into(),
            next: curl(case, evidence),
        },
        HttpReason::HttpStatus => Advice {
            seen: Vec::new(),
            side: Side::Network,
            why: "likely another web service than the robot's: a wrong address or port, a \
                  captive portal, a forwarded port"
                .into(),
            next: curl(case, evidence),
        },
        HttpReason::BodyTooLarge | HttpReason::NotBase64 | HttpReason::NotJson => Advice {
            seen: vec!["the robot answers with base64 of a small JSON object".into()],
            side: Side::Network,
            why: "likely another device at this address, or a portal in between; else a firmware \
                  newer than this program"
                .into(),
            next: curl(case, evidence),
        },
        HttpReason::UnknownData2 => Advice {
            seen: Vec::new(),
            side: Side::ClientLimit,
            why: "possible: a firmware newer than this program, with another encryption of the \
                  key blob"
                .into(),
            next: case.own("probe-http --format json"),
        },
    }
}

fn connected(timings: &HttpTimings, evidence: &HttpEvidence) -> bool {
    let open = |ports: &Vec<_>| {
        ports.iter().any(|port: &crate::evidence::PortState| port.reason == PortReason::Open)
    };
    timings.connect_ms.is_some() || evidence.ports.as_ref().is_some_and(open)
}

fn refused(case: &Case<'_>) -> Advice {
    let seen = vec!["the refusal came at once: the host is up, and nothing listens there".into()];
    let host = case.host();
    let board = OTHER_BOARDS.iter().find(|(address, _)| *address == host);
    match board {
        Some((address, name)) => Advice {
            seen,
            side: Side::Host,
            why: format!(
                "likely the wrong board: {address} is usually {name}, not the robot's main board"
            ),
            next: case.invocation.command_with_robot("probe-http", WIRED_ROBOT),
        },
        None => Advice {
            seen,
            side: Side::Robot,
            why: "possible: another device has this address, the robot is still starting (the \
                  service comes later than ping), or its WebRTC service is not running"
                .into(),
            next: format!("sleep 30 && {}", case.own("probe-http")),
        },
    }
}

fn hangs(case: &Case<'_>) -> Advice {
    Advice {
        seen: vec!["TCP connects, so the network is fine; the service does not answer".into()],
        side: Side::Robot,
        why: "possible: the signalling service hangs; close the phone app, and restart the robot \
              if it stays so"
            .into(),
        next: case.own("probe-http --timeout 15"),
    }
}

fn silent(case: &Case<'_>) -> Advice {
    if case.ping_answered() == Some(true) {
        return Advice {
            seen: vec!["the host answers ping, but drops TCP to the signalling ports".into()],
            side: Side::Network,
            why: "possible: a firewall or VPN in between, or an address that belongs to another \
                  device"
                .into(),
            next: case.show_neighbour(),
        };
    }
    Advice {
        seen: vec!["neither ping nor TCP got any answer".into()],
        side: Side::Network,
        why: "possible: this machine is not in the robot's network (join the Go2-… Wi-Fi), a VPN \
              takes the route, or the robot is off"
            .into(),
        next: case.show_route(),
    }
}

fn curl(case: &Case<'_>, evidence: &HttpEvidence) -> String {
    let url = match &evidence.url {
        Some(url) => shell_quoted(url),
        None => format!("http://{}:9991/con_notify", case.host()),
    };
    format!("curl -v -X POST {url} --max-time 5")
}
