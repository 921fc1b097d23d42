//! Candidates and default addresses of a description, replaced by those of the relay.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::proxy::mend::levels::{levels, line_end, value};
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_candidate::Candidate;

/// The port of a section whose address the candidates tell (RFC 8840, section 4.1.1).
const DISCARD: u16 = 9;

/// The addresses that candidates of a description name, each once, in order.
pub fn addresses(description: &SessionDescription) -> Vec<SocketAddr> {
    let mut found = Vec::new();
    for address in description.candidates().into_iter().filter_map(address) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

fn address(candidate: &Candidate) -> Option<SocketAddr> {
    let ip = candidate.ip.filter(|_| candidate.is_usable())?;
    Some(SocketAddr::new(ip, candidate.port))
}

/// The description with `of` of each address in its place. A candidate without one is left out:
/// whoever tried it would pass us by. Nothing else changes.
pub fn rewritten(text: &str, of: impl Fn(SocketAddr) -> Option<SocketAddr>) -> String {
    let mut goes = String::with_capacity(text.len());
    for level in levels(text) {
        let named = level.iter().find_map(|line| connection(line));
        let default =
            level.first().and_then(|line| port(line)).filter(|it| ![0, DISCARD].contains(it));
        let candidates = || {
            let lines = level.iter().filter_map(|line| value(line, "candidate"));
            lines.filter_map(Candidate::parse).filter_map(|it| of(address(&it)?)).next()
        };
        // A section's default address is one of its candidates (RFC 8839, section 4.2.1.2).
        let default = default.map(|port| {
            let known = named.and_then(|ip| of(SocketAddr::new(ip, port)));
            known.or_else(candidates).unwrap_or_else(|| nowhere(named))
        });
        for line in level {
            match (value(line, "candidate"), default) {
                (Some(candidate), _) => goes.extend(
                    relayed(candidate, &of)
                        .map(|candidate| format!("a=candidate:{candidate}{}", line_end(line))),
                ),
                (None, Some(default)) => goes.push_str(&moved(line, default)),
                (None, None) => goes.push_str(line),
            }
        }
    }
    goes
}

fn relayed(line: &str, of: impl Fn(SocketAddr) -> Option<SocketAddr>) -> Option<String> {
    let goes = of(address(&Candidate::parse(line)?)?)?;
    let (ip, port) = (goes.ip().to_string(), goes.port().to_string());
    let words = line.split_ascii_whitespace().enumerate().map(|(at, word)| match at {
        4 => ip.as_str(),
        5 => port.as_str(),
        _ => word,
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

/// The port of an `m=` line.
fn port(line: &str) -> Option<u16> {
    line.strip_prefix("m=")?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The address of a `c=` line.
fn connection(line: &str) -> Option<IpAddr> {
    line.strip_prefix("c=IN IP")?.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn nowhere(named: Option<IpAddr>) -> SocketAddr {
    let ip: IpAddr = match named {
        Some(IpAddr::V6(_)) => Ipv6Addr::UNSPECIFIED.into(),
        _ => Ipv4Addr::UNSPECIFIED.into(),
    };
    SocketAddr::new(ip, DISCARD)
}

/// An `m=` or `c=` line with another default address; any other line as it is.
fn moved(line: &str, default: SocketAddr) -> String {
    let end = line_end(line);
    if connection(line).is_some() {
        let family = if default.is_ipv4() { "IP4" } else { "IP6" };
        return format!("c=IN {family} {}{end}", default.ip());
    }
    if port(line).is_none() {
        return line.to_owned();
    }
    let text = line.trim_end_matches(['\r', '\n']);
    let port = default.port().to_string();
    let words = text.split(' ').enumerate().map(|(at, word)| if at == 1 { &port } else { word });
    format!("{}{end}", words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    const ANSWER: &str = include_str!("../../../tests/fixtures/robot-answer.sdp");
    const OFFER: &str = "v=0\r\n\
        m=audio 40001 UDP/TLS/RTP/SAVPF 96 0\r\n\
        c=IN IP4 10.0.0.2\r\n\
        a=ice-ufrag:au\r\n\
        a=candidate:1 1 udp 2130706431 10.0.0.2 40001 typ host\r\n\
        a=candidate:2 1 udp 2130706431 fd00::2 40002 typ host\r\n\
        a=candidate:3 1 tcp 2130706431 10.0.0.2 9 typ host tcptype active\r\n\
        a=candidate:4 1 udp 2130706431 4f1b.local 40003 typ host\r\n\
        a=end-of-candidates\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
        c=IN IP4 0.0.0.0\r\n\
        a=candidate:1 1 udp 2130706431 10.0.0.2 40004 typ host\r\n";

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn candidates_and_default_addresses_become_the_relays_and_nothing_else_changes() {
        let goes = rewritten(OFFER, |from| {
            from.is_ipv4().then(|| SocketAddr::new([192, 168, 12, 5].into(), from.port() + 1000))
        });
        let expected = "v=0\r\n\
            m=audio 41001 UDP/TLS/RTP/SAVPF 96 0\r\n\
            c=IN IP4 192.168.12.5\r\n\
            a=ice-ufrag:au\r\n\
            a=candidate:1 1 udp 2130706431 192.168.12.5 41001 typ host\r\n\
            a=end-of-candidates\r\n\
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
            c=IN IP4 0.0.0.0\r\n\
            a=candidate:1 1 udp 2130706431 192.168.12.5 41004 typ host\r\n";
        assert_eq!(goes, expected);
    }

    #[test]
    fn an_address_of_the_other_family_changes_the_family_of_the_line() {
        let goes =
            rewritten(OFFER, |from| (from == at("10.0.0.2:40001")).then(|| at("[fd00::9]:7")));
        assert!(
            goes.contains("m=audio 7 UDP/TLS/RTP/SAVPF 96 0\r\nc=IN IP6 fd00::9\r\n"),
            "{goes}"
        );
    }

    #[test]
    fn a_default_address_that_nothing_stands_for_leads_nowhere() {
        let goes = rewritten(OFFER, |_| None);
        assert!(
            goes.contains("m=audio 9 UDP/TLS/RTP/SAVPF 96 0\r\nc=IN IP4 0.0.0.0\r\n"),
            "{goes}"
        );
        assert!(!goes.contains("candidate:"));
    }

    #[test]
    fn a_robots_answer_names_its_one_address_in_every_section() {
        let parsed = SessionDescription::parse(ANSWER).unwrap();
        assert_eq!(addresses(&parsed), [at("192.168.12.1:48890")]);
        let goes = rewritten(ANSWER, |_| Some(at("127.0.0.1:5")));
        let named = SessionDescription::parse(&goes).unwrap();
        assert_eq!(addresses(&named), [at("127.0.0.1:5")]);
        assert_eq!(goes.replace("127.0.0.1 5 typ", "192.168.12.1 48890 typ"), ANSWER);
    }

    #[test]
    fn damaged_descriptions_never_panic() {
        let mut rng = fastrand::Rng::with_seed(5);
        for _ in 0..2000 {
            let text = corrupted(OFFER.as_bytes(), &mut rng);
            let _ = rewritten(&String::from_utf8_lossy(&text), |_| Some(at("[::1]:1")));
        }
    }
}
