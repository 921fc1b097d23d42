//! An answer that names addresses of others must not make us a burden to them.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use go2doctor::stack::{Endpoint, EndpointConfig, RemoteDescription, Setup};

const ROBOT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 12, 1));

/// The checks that seven seconds of silence send to each address.
fn checks_sent(candidates: Vec<String>) -> BTreeMap<IpAddr, u32> {
    let start = Instant::now();
    let local = SocketAddr::from(([192, 168, 12, 7], 40000));
    let mut doctor =
        Endpoint::new(start, EndpointConfig::offerer(vec![local])).expect("an endpoint");
    let answer = RemoteDescription {
        ufrag: "aaaa".into(),
        pwd: "b".repeat(24),
        fingerprint: String::new(),
        candidates,
        address: Some(ROBOT),
        setup: Setup::Active,
    };
    doctor.start(start, answer).expect("checks begin");
    let mut sent = BTreeMap::new();
    for tick in 0..1400 {
        let now = start + Duration::from_millis(5) * tick;
        if doctor.poll_timeout().is_some_and(|at| at <= now) {
            doctor.handle_timeout(now);
        }
        while let Some(transmit) = doctor.poll_transmit() {
            *sent.entry(transmit.peer.ip()).or_default() += 1;
        }
    }
    sent
}

fn candidate(address: &str) -> String {
    format!("1 1 udp 2130706431 {address} 44444 typ host")
}

#[test]
fn a_hundred_candidates_elsewhere_share_twenty_checks_a_second() {
    let elsewhere = (1..=100).map(|host| candidate(&format!("10.0.0.{host}")));
    let mut sent = checks_sent(elsewhere.chain([candidate("192.168.12.1")]).collect());
    sent.remove(&ROBOT);
    let total: u32 = sent.values().sum();
    assert!((1..=140).contains(&total), "{total} in 7 s: {sent:?}");
}

#[test]
fn a_hundred_candidates_at_one_address_elsewhere_are_no_flood() {
    let ports = (0..100).map(|port| format!("1 1 udp 1 10.0.0.1 {} typ host", 50_000 + port));
    let total: u32 = checks_sent(ports.collect()).values().sum();
    assert!((1..=140).contains(&total), "{total} in 7 s");
}

#[test]
fn nothing_goes_to_groups_or_to_this_machine() {
    let named = ["224.0.0.251", "255.255.255.255", "0.0.0.0", "127.0.0.1"];
    assert_eq!(checks_sent(named.map(candidate).into()), BTreeMap::new());
}

#[test]
fn the_robot_itself_is_checked_at_full_pace() {
    let sent = checks_sent(vec![candidate("192.168.12.1")]);
    assert!(sent[&ROBOT] > 200, "{sent:?}");
}
