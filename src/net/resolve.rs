//! From the host that the user named to the one address that a run uses.

use std::io;
use std::net::{IpAddr, Ipv6Addr, ToSocketAddrs};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    pub address: IpAddr,
    /// How long the name took; `None` for a literal address, which asks nobody.
    pub took: Option<Duration>,
}

/// Why a host has no address. All of these are `name-not-resolved` in reports.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResolveError {
    #[error("the host is empty")]
    Empty,
    /// `fe80::1%eth0`: an [`IpAddr`] has no room for the zone.
    #[error("an IPv6 address with a zone (%…) is not supported; name the interface instead")]
    Zone,
    #[error("the name has no address: {0}")]
    NoAddress(String),
    #[error("the name was not resolved before the deadline")]
    Deadline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// IPv4 where there is one: the robot's own access point and cable speak nothing else.
    #[default]
    V4,
    /// IPv6 where there is one, for a source address that is IPv6.
    V6,
}

impl Family {
    /// The family in which a run with this source address can reach anything.
    pub fn for_source(source: Option<IpAddr>) -> Self {
        match source {
            Some(IpAddr::V6(_)) => Family::V6,
            _ => Family::V4,
        }
    }
}

/// Resolves a name, an IPv4 literal or an IPv6 literal with or without brackets.
///
/// The system's resolver blocks and cannot be cancelled. It runs on a thread of
/// its own rather than in tokio's pool, because a runtime waits for its pool
/// when it is dropped: a dead name server would then hold the process beyond
/// the deadline.
pub async fn resolve(
    host: &str,
    prefer: Family,
    deadline: Instant,
) -> Result<Resolved, ResolveError> {
    if let Some(address) = literal(host)? {
        return Ok(Resolved { address, took: None });
    }
    let name = host.trim().to_owned();
    resolve_by(move || ask_system(&name), prefer, deadline).await
}

fn ask_system(name: &str) -> io::Result<Vec<IpAddr>> {
    Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
}

async fn resolve_by(
    lookup: impl FnOnce() -> io::Result<Vec<IpAddr>> + Send + 'static,
    prefer: Family,
    deadline: Instant,
) -> Result<Resolved, ResolveError> {
    let started = Instant::now();
    let (send, receive) = oneshot::channel();
    std::thread::Builder::new()
        .name("resolve".into())
        // The receiver is gone once the deadline has passed; then nobody wants the answer.
        .spawn(move || drop(send.send(lookup())))
        .map_err(|error| ResolveError::NoAddress(error.to_string()))?;
    let found = timeout_at(deadline, receive)
        .await
        .map_err(|_| ResolveError::Deadline)?
        .map_err(|_| ResolveError::NoAddress("the resolver ended without a word".into()))?
        .map_err(|error| ResolveError::NoAddress(error.to_string()))?;
    let address = pick(&found, prefer)
        .ok_or_else(|| ResolveError::NoAddress("the resolver's list is empty".into()))?;
    Ok(Resolved { address, took: Some(started.elapsed()) })
}

/// The address that `host` spells, or `None` when it is a name.
pub fn literal(host: &str) -> Result<Option<IpAddr>, ResolveError> {
    let host = host.trim();
    if host.is_empty() {
        return Err(ResolveError::Empty);
    }
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let bare = inner.unwrap_or(host);
    if let Some((address, _zone)) = bare.split_once('%')
        && address.parse::<Ipv6Addr>().is_ok()
    {
        return Err(ResolveError::Zone);
    }
    match (bare.parse::<IpAddr>(), inner) {
        (Ok(address), None) | (Ok(address @ IpAddr::V6(_)), Some(_)) => Ok(Some(address)),
        _ => Ok(None),
    }
}

fn pick(found: &[IpAddr], prefer: Family) -> Option<IpAddr> {
    let preferred = |address: &&IpAddr| address.is_ipv4() == (prefer == Family::V4);
    found.iter().find(preferred).or(found.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("a literal of the test")
    }

    #[test]
    fn literals_are_read_with_and_without_brackets() {
        assert_eq!(literal("192.168.12.1"), Ok(Some(ip("192.168.12.1"))));
        assert_eq!(literal(" ::1 "), Ok(Some(ip("::1"))));
        assert_eq!(literal("[2001:db8::2]"), Ok(Some(ip("2001:db8::2"))));
        assert_eq!(literal("robot.local"), Ok(None));
        assert_eq!(literal("[192.168.12.1]"), Ok(None), "brackets are for IPv6 alone");
        assert_eq!(literal("fe80::1%eth0"), Err(ResolveError::Zone));
        assert_eq!(literal("  "), Err(ResolveError::Empty));
    }

    #[test]
    fn ipv4_is_preferred_unless_the_source_is_ipv6() {
        let both = [ip("2001:db8::2"), ip("192.0.2.7")];
        assert_eq!(pick(&both, Family::for_source(None)), Some(both[1]));
        assert_eq!(pick(&both, Family::for_source(Some(ip("2001:db8::1")))), Some(both[0]));
        assert_eq!(pick(&both[..1], Family::V4), Some(both[0]), "better another than none");
        assert_eq!(pick(&[], Family::V4), None);
    }

    #[test]
    fn a_resolver_that_hangs_holds_neither_the_deadline_nor_the_runtime() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let runtime = runtime.expect("a runtime");
        let (release, hold) = std::sync::mpsc::channel::<()>();
        let hangs = move || {
            // Blocks for as long as the test holds the other end.
            let _ = hold.recv();
            Ok(Vec::new())
        };
        let outcome = runtime.block_on(async {
            resolve_by(hangs, Family::V4, Instant::now() + Duration::from_millis(20)).await
        });
        assert_eq!(outcome, Err(ResolveError::Deadline));
        // Would never return if the lookup ran in the runtime's own pool.
        drop(runtime);
        drop(release);
    }
}
