//! One `a=candidate` line (RFC 8839, section 5.1).

use std::fmt;
use std::net::IpAddr;

use crate::text::redact::printable;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The whole value, without `a=candidate:`, as it came.
    pub line: String,
    /// The component: 1 is RTP, and everything when multiplexed.
    pub component: u16,
    pub transport: String,
    /// The connection address as written: a literal or a name.
    pub address: String,
    pub ip: Option<IpAddr>,
    pub port: u16,
    /// `host`, `srflx`, `prflx` or `relay`.
    pub kind: String,
}

impl Candidate {
    /// Reads the value of an `a=candidate` line; `None` when it is malformed.
    pub fn parse(value: &str) -> Option<Self> {
        let line = value.trim();
        let mut words = line.split_ascii_whitespace();
        let _foundation = words.next()?;
        let component = words.next()?.parse().ok()?;
        let transport = words.next()?.to_ascii_lowercase();
        let _priority: u32 = words.next()?.parse().ok()?;
        let address = words.next()?.to_owned();
        let port = words.next()?.parse().ok()?;
        if words.next()? != "typ" {
            return None;
        }
        let kind = words.next()?.to_owned();
        // A scope (`fe80::1%eth0`) means something on the sender's machine only.
        let ip = address.split('%').next().and_then(|text| text.parse().ok());
        Some(Self { line: line.to_owned(), component, transport, address, ip, port, kind })
    }

    /// Whether the address is a multicast DNS name (RFC 8828, section 5.2), which hides the real
    /// one.
    pub fn is_mdns(&self) -> bool {
        let name = self.address.trim_end_matches('.').to_ascii_lowercase();
        self.ip.is_none() && name.ends_with(".local")
    }

    /// Whether our agent can send to it: UDP to a literal address.
    pub fn is_usable(&self) -> bool {
        self.transport == "udp" && self.component == 1 && self.port != 0 && self.ip.is_some()
    }
}

/// `ip:port type`, as reports show it, safe to print.
impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.port;
        match self.ip {
            Some(IpAddr::V6(ip)) => write!(f, "[{ip}]:{port}")?,
            Some(IpAddr::V4(ip)) => write!(f, "{ip}:{port}")?,
            None => write!(f, "{}:{port}", printable(&self.address, 64))?,
        }
        write!(f, " {}", printable(&self.kind, 16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: &str) -> Candidate {
        Candidate::parse(value).expect("a well-formed candidate")
    }

    #[test]
    fn the_robots_layout_is_read() {
        let candidate = parse(
            "0 1 udp 2130706431 192.168.12.1 48890 typ host raddr 0.0.0.0 rport 0 \
             generation 0 network-cost 999",
        );
        assert_eq!(candidate.ip, Some([192, 168, 12, 1].into()));
        assert_eq!((candidate.port, candidate.component), (48890, 1));
        assert_eq!(candidate.to_string(), "192.168.12.1:48890 host");
        assert!(candidate.is_usable() && !candidate.is_mdns());
    }

    #[test]
    fn a_name_is_kept_and_known_as_multicast_dns() {
        let candidate = parse("1 1 UDP 1 4f1b7a6e.local 5000 typ host");
        assert!(candidate.is_mdns() && !candidate.is_usable());
        assert_eq!(candidate.to_string(), "4f1b7a6e.local:5000 host");
    }

    #[test]
    fn tcp_and_ipv6_are_told_apart() {
        assert!(!parse("1 1 tcp 1 10.0.0.1 9 typ host tcptype active").is_usable());
        let six = parse("1 1 udp 1 fe80::1%eth0 4000 typ host");
        assert!(six.is_usable());
        assert_eq!(six.to_string(), "[fe80::1]:4000 host");
    }

    #[test]
    fn a_hostile_name_is_printed_escaped() {
        assert_eq!(parse("1 1 udp 1 \x1b[2J 9 typ host").to_string(), "\\u{1b}[2J:9 host");
    }

    #[test]
    fn malformed_lines_are_no_candidates() {
        for value in [
            "",
            "0 1 udp 1 10.0.0.1 9",
            "0 1 udp x 10.0.0.1 9 typ host",
            "0 1 udp 1 a 99999 typ host",
        ] {
            assert_eq!(Candidate::parse(value), None, "{value}");
        }
    }
}
