//! Which robot: a host of the network, or a simulated one.

use std::net::{IpAddr, Ipv6Addr};

use crate::simulator::fault_setting::{FaultError, FaultSetting};
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, Clone, PartialEq)]
pub enum RobotTarget {
    /// A name or an address, without brackets.
    Host(String),
    Sim {
        faults: Vec<FaultSetting>,
    },
}

/// Why a text names no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostProblem {
    Empty,
    Url,
    Port,
    Name,
    Address,
}

impl HostProblem {
    pub fn phrase(self) -> Phrase {
        match self {
            HostProblem::Empty => phrase!("it is empty", "沒有內容"),
            HostProblem::Url => {
                phrase!("it is a URL or a network, not a host", "這是 URL 或網段，不是主機")
            }
            HostProblem::Port => {
                phrase!("a port belongs into --signal-port", "連接埠請用 --signal-port 指定")
            }
            HostProblem::Name => phrase!(
                "host names are made of letters, digits, hyphens and dots",
                "主機名稱由英文字母、數字、連字號與點組成",
            ),
            HostProblem::Address => phrase!(
                "an IPv4 address has four numbers from 0 to 255",
                "IPv4 位址是四個 0 到 255 的數字",
            ),
        }
    }
}

/// Why a text names no robot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetError {
    Host(HostProblem),
    Fault(FaultError),
}

impl From<FaultError> for TargetError {
    fn from(error: FaultError) -> Self {
        TargetError::Fault(error)
    }
}

impl RobotTarget {
    /// Reads what a user typed; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        if text == "sim" {
            return Ok(RobotTarget::Sim { faults: Vec::new() });
        }
        if let Some(faults) = text.strip_prefix("sim:") {
            let faults = faults.split('+').map(str::parse).collect::<Result<_, _>>()?;
            return Ok(RobotTarget::Sim { faults });
        }
        Ok(RobotTarget::Host(host(text).map_err(TargetError::Host)?))
    }
}

impl std::fmt::Display for RobotTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RobotTarget::Host(host) => f.write_str(host),
            RobotTarget::Sim { faults } => {
                f.write_str("sim")?;
                faults.iter().enumerate().try_for_each(|(at, fault)| {
                    write!(f, "{}{fault}", if at == 0 { ':' } else { '+' })
                })
            }
        }
    }
}

fn host(text: &str) -> Result<String, HostProblem> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    if bare.parse::<IpAddr>().is_ok() || is_scoped_ipv6(bare) {
        return Ok(bare.to_owned());
    }
    if text.contains("://") || text.contains('/') {
        return Err(HostProblem::Url);
    }
    if text.contains(':') {
        return Err(HostProblem::Port);
    }
    host_name(text)
}

/// An address such as `fe80::1%eth0` (RFC 4007, section 11).
fn is_scoped_ipv6(text: &str) -> bool {
    text.split_once('%').is_some_and(|(address, zone)| {
        address.parse::<Ipv6Addr>().is_ok()
            && !zone.is_empty()
            && zone.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    })
}

/// A host name (RFC 1123, section 2.1); underscores are tolerated, as resolvers do.
fn host_name(text: &str) -> Result<String, HostProblem> {
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.is_empty() {
        return Err(HostProblem::Empty);
    }
    let well_formed = name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        });
    if !well_formed {
        return Err(HostProblem::Name);
    }
    if name.split('.').all(|label| label.chars().all(|c| c.is_ascii_digit())) {
        return Err(HostProblem::Address);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_simulated_robots_are_told_apart() {
        let hosts = ["192.168.12.1", "go2.local", "go2", "::1", "fe80::1%wlan0", "my_dog.lan."];
        for text in hosts {
            assert_eq!(RobotTarget::parse(text), Ok(RobotTarget::Host(text.into())));
        }
        assert_eq!(RobotTarget::parse("[fe80::1]"), Ok(RobotTarget::Host("fe80::1".into())));
        assert_eq!(RobotTarget::parse("sim"), Ok(RobotTarget::Sim { faults: vec![] }));
        for (text, count) in [("sim:sctp-silent", 1), ("sim:dtls-silent:0.5+no-data", 2)] {
            let target = RobotTarget::parse(text).expect("there are such faults");
            assert!(matches!(&target, RobotTarget::Sim { faults } if faults.len() == count));
            assert_eq!(target.to_string(), text);
        }
    }

    #[test]
    fn what_cannot_be_a_host_is_refused_with_the_reason() {
        let cases = [
            ("", HostProblem::Empty),
            ("http://192.168.12.1:9991", HostProblem::Url),
            ("192.168.12.1:9991", HostProblem::Port),
            ("192.168.12", HostProblem::Address),
            ("192.168.12.999", HostProblem::Address),
            ("12345", HostProblem::Address),
            ("a b", HostProblem::Name),
            ("-a", HostProblem::Name),
            ("a..b", HostProblem::Name),
            ("dog;reboot", HostProblem::Name),
            ("fe80::1%", HostProblem::Port),
        ];
        for (text, problem) in cases {
            assert_eq!(RobotTarget::parse(text), Err(TargetError::Host(problem)), "{text}");
        }
    }

    #[test]
    fn a_fault_that_there_is_not_is_refused() {
        for text in ["sim:", "sim:hungry", "sim:port-refused:3", "sim:busy+", "sim:busy+hungry"] {
            let error = RobotTarget::parse(text);
            assert!(matches!(error, Err(TargetError::Fault(_))), "{text}: {error:?}");
        }
    }
}
