//! The faults of ICE: the addresses that the robot names, and who answers its client's checks.
//!
//! Some lie in the answer alone. In others a responder answers in the agent's place: like a peer that
//! belongs to another session, it takes part in no ICE of its own.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::host::machine::ipv4;
use crate::stack::demux::{self, Kind};
use crate::stack::driver::{Driver, Incoming, Sockets};
use crate::stack::stun_header::is_request;
use crate::stack::stun_reply;
use crate::stack::{RemoteDescription, Transmit};
use crate::text::redact::Secret;

use super::answer::candidate_line;
use super::fault::Fault;
use super::fault_setting::Faults;

/// A robot's two networks (its own Wi-Fi, its cable), and one for a robot on loopback.
const OTHER_NETWORKS: [Ipv4Addr; 3] = [
    Ipv4Addr::new(192, 168, 12, 1),
    Ipv4Addr::new(192, 168, 123, 161),
    Ipv4Addr::new(127, 77, 0, 1),
];
const OTHER_LOOPBACK: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// A unique local address (RFC 4193).
const IPV6: &str = "fd12:77:1::1";
/// A name as browsers make it (RFC 8828).
const MDNS_NAME: &str = "5c3b9b2e-5a0c-4f0e-9a53-6d1f0a7c1e42.local";
const DEAD_CANDIDATES: usize = 3;

/// Whether the peer neither reads nor sends anything.
pub(super) fn swallows_everything(faults: &Faults) -> bool {
    faults.any_of(&[
        Fault::IceBlackHole,
        Fault::IcePortClosed,
        Fault::IceOtherSubnet,
        Fault::IceIpv6Only,
        Fault::IceMdnsOnlySilent,
        Fault::IceNoCandidatesSilent,
    ])
}

/// Whether a fault decides where the peer's sockets are, and which of them the answer names.
pub(super) fn decide_addresses(faults: &Faults) -> bool {
    faults.any_of(&[
        Fault::IceNoCandidates,
        Fault::IceNoCandidatesSilent,
        Fault::IceMdnsOnly,
        Fault::IceMdnsOnlySilent,
        Fault::IceIpv6Only,
        Fault::IceOtherSubnet,
        Fault::IceDeadCandidates,
        Fault::IceAnswersElsewhere,
        Fault::IcePortClosed,
    ])
}

/// Binds the peer's sockets: the one that the agent has, and those that a fault needs beside it.
pub(super) async fn sockets(faults: &Faults, address: IpAddr) -> io::Result<Sockets> {
    let mut sockets = Sockets::bind(&[address]).await?;
    let beside: Vec<IpAddr> = if faults.has(Fault::IceOtherSubnet) {
        // Bound, so that a datagram to it is lost there as it would be on its way.
        vec![other_network(ipv4(address).unwrap_or(Ipv4Addr::LOCALHOST)).into()]
    } else if faults.has(Fault::IceAnswersElsewhere) {
        let other = if address.is_loopback() { OTHER_LOOPBACK.into() } else { address };
        vec![other, address]
    } else if faults.has(Fault::IceDeadCandidates) {
        vec![address; DEAD_CANDIDATES]
    } else {
        Vec::new()
    };
    for address in beside {
        sockets.add(address).await;
    }
    if faults.has(Fault::IcePortClosed) {
        sockets.close_ports().await?;
    }
    Ok(sockets)
}

/// An address in a network that the client does not come by.
fn other_network(address: Ipv4Addr) -> Ipv4Addr {
    let same = |other: &Ipv4Addr| other.octets()[..3] == address.octets()[..3];
    let [wifi, cable, loopback] = OTHER_NETWORKS;
    match address.is_loopback() {
        true => loopback,
        false if same(&wifi) => cable,
        false => wifi,
    }
}

/// The candidates of the answer, where the sockets are bound to `locals`.
pub(super) fn candidates(faults: &Faults, locals: &[SocketAddr]) -> Vec<String> {
    let line = |address: &SocketAddr| candidate_line(*address);
    let Some((own, beside)) = locals.split_first() else { return Vec::new() };
    let own_line = line(own);
    let renamed = |name: &str| {
        let own = format!(" {} ", own.ip());
        vec![own_line.replacen(&own, &format!(" {name} "), 1)]
    };
    if faults.any_of(&[Fault::IceNoCandidates, Fault::IceNoCandidatesSilent]) {
        Vec::new()
    } else if faults.any_of(&[Fault::IceMdnsOnly, Fault::IceMdnsOnlySilent]) {
        renamed(MDNS_NAME)
    } else if faults.has(Fault::IceIpv6Only) {
        renamed(IPV6)
    } else if faults.has(Fault::IceOtherSubnet) {
        match (beside.first().map(line), own.ip()) {
            (Some(line), _) => vec![line],
            (None, IpAddr::V4(own)) => renamed(&other_network(own).to_string()),
            (None, IpAddr::V6(_)) => Vec::new(),
        }
    } else if faults.has(Fault::IceDeadCandidates) {
        beside.iter().map(line).chain([own_line]).collect()
    } else if decide_addresses(faults) {
        vec![own_line]
    } else {
        locals.iter().map(line).collect()
    }
}

/// The password that the answer names. Another than the agent's is one that it refuses.
pub(super) fn password(faults: &Faults, own: String) -> String {
    let wrong = faults.any_of(&[Fault::IceWrongPassword, Fault::IceRefused]);
    if wrong { another(&own) } else { own }
}

/// What the agent is told of the client: with the credentials of another, its checks are refused.
pub(super) fn client(faults: &Faults, client: RemoteDescription) -> RemoteDescription {
    match faults.has(Fault::IceForeignChecks) {
        true => RemoteDescription { ufrag: "gone".into(), pwd: another(&client.pwd), ..client },
        false => client,
    }
}

/// Another password, of a legal length.
fn another(pwd: &str) -> String {
    pwd.chars().rev().chain(['0']).collect()
}

pub(super) fn put_gates(faults: &Faults, driver: &mut Driver) {
    let is_check = |datagram: &[u8]| demux::kind(datagram) == Kind::Stun && is_request(datagram);
    if let Some(mut responder) = responder(faults, driver) {
        driver.add_incoming_gate(Box::new(move |local, peer, datagram| match datagram {
            check if is_check(check) => responder(local, peer, check),
            _ => Incoming::Taken,
        }));
    }
    if faults.has(Fault::IceDeadCandidates) {
        let own = driver.local_addrs().first().copied();
        driver.add_incoming_gate(Box::new(move |local, _, _| match own == Some(local) {
            true => Incoming::Taken,
            false => Incoming::Swallowed,
        }));
    }
    let mute = [Fault::IceNeverNominated, Fault::IceAnswersOnly, Fault::IceAnswersElsewhere];
    if faults.any_of(&mute) {
        driver.add_outgoing_gate(Box::new(move |datagram| !is_check(datagram)));
    }
}

/// Decides over each of the client's checks: where it came to, from whom, the request.
type CheckResponder = Box<dyn FnMut(SocketAddr, SocketAddr, &[u8]) -> Incoming + Send>;

/// The one that answers checks in the agent's place.
fn responder(faults: &Faults, driver: &Driver) -> Option<CheckResponder> {
    let answer = |local, peer, payload: Option<Vec<u8>>| match payload {
        Some(payload) => Incoming::Answered(Transmit { local, peer, payload }),
        None => Incoming::Swallowed,
    };
    let pwd = Secret::new(driver.endpoint.local().pwd);
    let conflicts = faults.any_of(&[Fault::IceRoleConflict, Fault::IceRoleConflictOnce]);
    let conflict = conflicts.then_some(ROLE_CONFLICT);
    if let Some(code) = faults.code(Fault::IceRefused).or(conflict) {
        let once = faults.has(Fault::IceRoleConflictOnce);
        let mut said = false;
        return Some(Box::new(move |local, peer, request| {
            match std::mem::replace(&mut said, true) {
                true if once => Incoming::Taken,
                _ => answer(local, peer, stun_reply::error(request, code)),
            }
        }));
    }
    let elsewhere = faults.has(Fault::IceAnswersElsewhere);
    if !elsewhere && !faults.any_of(&[Fault::IceAnswersOnly, Fault::IceForeignChecks]) {
        return None;
    }
    let other = if elsewhere { Some(*driver.local_addrs().get(1)?) } else { None };
    Some(Box::new(move |local, peer, request| {
        answer(other.unwrap_or(local), peer, stun_reply::success(request, peer, &pwd))
    }))
}

/// The error of an agent that has the same role (RFC 8445, section 7.3.1.1).
const ROLE_CONFLICT: u16 = 487;

#[cfg(test)]
mod tests {
    use crate::stack::sdp_candidate::Candidate;

    use super::*;

    fn faults(name: &str) -> Faults {
        Faults(vec![name.parse().unwrap()])
    }

    /// What the answer names as `ip:port`, where the sockets are bound to these.
    fn named(fault: &str, locals: &[&str]) -> Vec<String> {
        let locals: Vec<_> = locals.iter().map(|local| local.parse().unwrap()).collect();
        let faults = if fault.is_empty() { Faults::default() } else { faults(fault) };
        let parse = |line: String| Candidate::parse(&line).unwrap();
        let named = candidates(&faults, &locals).into_iter().map(parse);
        named.map(|candidate| format!("{}:{}", candidate.address, candidate.port)).collect()
    }

    #[test]
    fn the_answer_names_what_the_fault_says() {
        let own = "10.0.0.1:4000";
        assert_eq!(named("", &[own]), [own]);
        assert_eq!(named("ice-no-candidates", &[own]), [""; 0]);
        assert_eq!(named("ice-mdns-only", &[own]), [format!("{MDNS_NAME}:4000")]);
        assert_eq!(named("ice-ipv6-only", &[own]), [format!("{IPV6}:4000")]);
        assert_eq!(named("ice-other-subnet", &[own]), ["192.168.12.1:4000"]);
        let bound = ["127.0.0.1:1", "127.77.0.1:2"];
        assert_eq!(named("ice-other-subnet", &bound), ["127.77.0.1:2"]);
        let dead = ["10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3"];
        assert_eq!(named("ice-dead-candidates", &dead), ["10.0.0.1:2", "10.0.0.1:3", "10.0.0.1:1"]);
    }

    #[test]
    fn the_other_network_is_never_the_robots_own() {
        for (own, other) in [
            ("127.0.0.1", "127.77.0.1"),
            ("10.0.0.1", "192.168.12.1"),
            ("192.168.12.1", "192.168.123.161"),
            ("192.168.123.161", "192.168.12.1"),
        ] {
            assert_eq!(other_network(own.parse().unwrap()).to_string(), other);
        }
    }

    #[test]
    fn another_password_is_another_one_of_a_legal_length() {
        let own = "abcdefghijklmnopqrstuvwx".to_owned();
        assert_eq!(password(&Faults::default(), own.clone()), own);
        let other = password(&faults("ice-wrong-password"), own.clone());
        assert_ne!(other, own);
        assert!((22..=256).contains(&other.len()), "RFC 8445, section 5.3");
    }

    #[tokio::test]
    async fn a_closed_port_is_one_that_nobody_else_can_open() {
        let address = Ipv4Addr::LOCALHOST;
        let sockets = sockets(&faults("ice-port-closed"), address.into()).await.unwrap();
        let taken = sockets.local_addrs()[0];
        assert!(std::net::UdpSocket::bind(taken).is_err());
        let client = std::net::UdpSocket::bind((address, 0)).unwrap();
        client.connect(taken).unwrap();
        client.send(b"anybody there?").unwrap();
        let refused = client.recv(&mut [0; 8]).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}
