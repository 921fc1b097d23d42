//! A relay between a driver at 10.0.0.2 and a robot at 192.168.12.1.

use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Getter, Message, TransactionId};
use rtc_stun::xoraddr::XorMappedAddress;

use super::*;
use crate::stack::stun_reply::{error, success};
use crate::test_support::corrupted;

const DRIVER: &str = "10.0.0.2:4000";
const ROBOT: &str = "192.168.12.1:48890";
/// Of ours: what stands for the robot to the driver, and for the driver to the robot.
const FOR_ROBOT: &str = "10.0.0.9:1000";
const FOR_DRIVER: &str = "192.168.12.9:2000";

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn pwd(text: &str) -> Secret<String> {
    Secret::new(text.into())
}

fn switch() -> Switch {
    let facing_driver = vec![Seat::of(at(FOR_ROBOT), at(ROBOT)), Seat::spare(at("10.0.0.9:1001"))];
    let facing_robot =
        vec![Seat::of(at(FOR_DRIVER), at(DRIVER)), Seat::spare(at("192.168.12.9:2001"))];
    Switch::with_passwords(
        at(ROBOT).ip(),
        (facing_driver, vec![pwd("audio's"), pwd("driver's")]),
        (facing_robot, vec![pwd("robot's")]),
    )
}

fn check(id: u8, receivers: &str) -> Vec<u8> {
    let crypto = rtc_crypto::default_provider().unwrap();
    let integrity =
        MessageIntegrity::new_short_term_integrity_with_provider(receivers.into(), crypto.crypto());
    let mut message = Message::new();
    message
        .build(&[
            Box::new(BINDING_REQUEST),
            Box::new(TransactionId([id; 12])),
            Box::new(integrity),
            Box::new(FINGERPRINT),
        ])
        .unwrap();
    message.raw
}

fn mapped_in(message: &[u8]) -> SocketAddr {
    let mut parsed = Message::new();
    parsed.unmarshal_binary(message).unwrap();
    let mut mapped = XorMappedAddress::default();
    mapped.get_from(&parsed).unwrap();
    SocketAddr::new(mapped.ip, mapped.port)
}

/// Both sides have sent a signed check.
fn admitted() -> Switch {
    let mut switch = switch();
    assert!(switch.take(Way::Out, 0, at(DRIVER), &check(1, "robot's")).is_some());
    assert!(switch.take(Way::In, 0, at(ROBOT), &check(2, "driver's")).is_some());
    switch
}

const RECORD: [u8; 13] = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

#[test]
fn a_check_passes_unchanged_from_the_socket_that_stands_for_its_sender() {
    let (mut switch, check) = (switch(), check(1, "robot's"));
    let passed = switch.take(Way::Out, 0, at(DRIVER), &check).unwrap();
    assert_eq!((passed.pair, passed.to), ((at(DRIVER), at(ROBOT)), at(ROBOT)));
    assert_eq!((passed.socket, &*passed.bytes), (0, &check[..]));
}

#[test]
fn nothing_passes_from_a_source_before_a_check_that_is_signed_for_this_session() {
    let mut switch = switch();
    for way in [Way::Out, Way::In] {
        let (from, key) = match way {
            Way::Out => (at(DRIVER), "robot's"),
            Way::In => (at(ROBOT), "driver's"),
        };
        let mut damaged = check(1, key);
        damaged[25] ^= 1;
        for unsigned in [&RECORD[..], &check(1, "guessed"), &damaged, &[0x80; 12]] {
            assert_eq!(switch.take(way, 0, from, unsigned), None);
        }
        assert!(switch.take(way, 0, from, &check(1, key)).is_some());
        assert!(switch.take(way, 0, from, &RECORD).is_some());
    }
}

#[test]
fn any_section_of_the_driver_may_be_whom_the_robot_checks() {
    for key in ["audio's", "driver's"] {
        assert!(switch().take(Way::In, 0, at(ROBOT), &check(1, key)).is_some(), "{key}");
    }
}

#[test]
fn the_mapped_address_is_the_one_that_the_receiver_sent_from() {
    let mut switch = admitted();
    // What each answerer saw is our own socket.
    let robots = success(&check(1, "robot's"), at(FOR_DRIVER), &pwd("robot's")).unwrap();
    let passed = switch.take(Way::In, 0, at(ROBOT), &robots).unwrap();
    assert_eq!((mapped_in(&passed.bytes), passed.to), (at(DRIVER), at(DRIVER)));
    assert!(is_signed(&passed.bytes, "robot's"));
    let drivers = success(&check(2, "driver's"), at(FOR_ROBOT), &pwd("driver's")).unwrap();
    let passed = switch.take(Way::Out, 0, at(DRIVER), &drivers).unwrap();
    assert_eq!((mapped_in(&passed.bytes), passed.to), (at(ROBOT), at(ROBOT)));
    assert!(is_signed(&passed.bytes, "driver's"));
}

/// KVS ignores a success response whose mapped address is not its candidate's own.
#[test]
fn an_agent_that_ignores_a_foreign_mapped_address_finds_its_own() {
    let accepts = |message: &[u8], own: SocketAddr| mapped_in(message) == own;
    let came = success(&check(2, "driver's"), at(FOR_ROBOT), &pwd("driver's")).unwrap();
    assert!(!accepts(&came, at(ROBOT)), "as it came it would be ignored");
    let mut switch = admitted();
    let passed = switch.take(Way::Out, 0, at(DRIVER), &came).unwrap();
    assert!(accepts(&passed.bytes, at(ROBOT)));
}

#[test]
fn a_refusal_passes_though_it_is_not_signed_and_only_as_an_answer() {
    let mut switch = switch();
    let check = check(1, "robot's");
    let refusal = error(&check, 401).unwrap();
    assert_eq!(switch.take(Way::In, 0, at(ROBOT), &refusal), None, "nobody asked");
    switch.take(Way::Out, 0, at(DRIVER), &check).unwrap();
    let passed = switch.take(Way::In, 0, at(ROBOT), &refusal).unwrap();
    assert_eq!(&*passed.bytes, &refusal[..]);
    assert_eq!(switch.take(Way::In, 0, at(ROBOT), &RECORD), None, "it admits nothing else");
}

#[test]
fn on_the_robots_side_nobody_but_the_robot_is_heard() {
    let mut switch = admitted();
    for stranger in ["192.168.12.7:48890", "10.0.0.2:4000", "[fd00::1]:48890"] {
        assert_eq!(switch.take(Way::In, 0, at(stranger), &check(3, "driver's")), None);
        assert_eq!(switch.take(Way::In, 0, at(stranger), &RECORD), None);
    }
}

#[test]
fn an_answer_that_names_another_machine_sends_nothing_there() {
    let elsewhere = vec![Seat::of(at(FOR_ROBOT), at("192.0.2.1:53"))];
    let facing_robot = vec![Seat::of(at(FOR_DRIVER), at(DRIVER))];
    let mut switch = Switch::with_passwords(
        at(ROBOT).ip(),
        (elsewhere, vec![pwd("driver's")]),
        (facing_robot, vec![pwd("robot's")]),
    );
    assert_eq!(switch.take(Way::Out, 0, at(DRIVER), &check(1, "robot's")), None);
}

#[test]
fn an_address_that_no_candidate_names_gets_a_spare_socket_and_then_there_are_no_more() {
    let mut switch = admitted();
    let reflexive = at("10.0.0.2:50000");
    assert_eq!(switch.take(Way::Out, 0, reflexive, &RECORD), None);
    let passed = switch.take(Way::Out, 0, reflexive, &check(3, "robot's")).map(|it| it.socket);
    assert_eq!(passed, Some(1));
    // What the robot sends there comes to the driver's new address.
    let to = switch.take(Way::In, 1, at(ROBOT), &RECORD).map(|it| it.to);
    assert_eq!(to, Some(reflexive));
    for port in 1..2000 {
        let another = SocketAddr::new(reflexive.ip(), port);
        assert_eq!(switch.take(Way::Out, 0, another, &check(4, "robot's")), None);
    }
    assert_eq!(switch.take(Way::Out, 1, at(DRIVER), &RECORD), None, "it stands for nobody yet");
    let robots = at("192.168.12.1:50001");
    let passed = switch.take(Way::In, 0, robots, &check(5, "driver's")).map(|it| it.socket);
    assert_eq!(passed, Some(1));
    assert_eq!(switch.take(Way::Out, 1, at(DRIVER), &RECORD).map(|it| it.to), Some(robots));
}

#[test]
fn each_family_can_meet_the_other() {
    let facing_driver = vec![Seat::of(at("[fd00::9]:1000"), at(ROBOT))];
    let facing_robot = vec![Seat::of(at(FOR_DRIVER), at("[fd00::2]:4000"))];
    let mut switch = Switch::with_passwords(
        at(ROBOT).ip(),
        (facing_driver, vec![pwd("driver's")]),
        (facing_robot, vec![pwd("robot's")]),
    );
    let asked = check(1, "robot's");
    let passed = switch.take(Way::Out, 0, at("[fd00::2]:4000"), &asked).unwrap();
    assert_eq!(passed.to, at(ROBOT));
    let reply = success(&asked, at(FOR_DRIVER), &pwd("robot's")).unwrap();
    let passed = switch.take(Way::In, 0, at(ROBOT), &reply).unwrap();
    assert_eq!(mapped_in(&passed.bytes), at("[fd00::2]:4000"));
}

#[test]
fn what_is_too_long_or_of_no_protocol_is_dropped() {
    let mut switch = admitted();
    let mut long = RECORD.to_vec();
    long.resize(MAX_DATAGRAM, 0);
    assert!(switch.take(Way::Out, 0, at(DRIVER), &long).is_some());
    long.push(0);
    assert_eq!(switch.take(Way::Out, 0, at(DRIVER), &long), None);
    assert_eq!(switch.take(Way::Out, 0, at(DRIVER), b""), None);
    assert_eq!(switch.take(Way::Out, 0, at(DRIVER), b"GET / HTTP/1.1"), None);
    assert_eq!(switch.take(Way::Out, 99, at(DRIVER), &RECORD), None);
}

#[test]
fn hostile_datagrams_never_panic_and_fill_no_memory() {
    let mut rng = fastrand::Rng::with_seed(3);
    let mut switch = admitted();
    for round in 0..5000_u32 {
        let bytes = corrupted(&check(round as u8, "robot's"), &mut rng);
        let from = SocketAddr::new([10, 0, 0, 2].into(), rng.u16(..));
        let _ = switch.take(Way::Out, rng.usize(..3), from, &bytes);
        let _ = switch.take(Way::In, rng.usize(..3), at(ROBOT), &bytes);
        let id = round.to_be_bytes().repeat(3);
        let mut asked = check(0, "robot's");
        asked[8..20].copy_from_slice(&id);
        let _ = switch.take(Way::Out, 0, at(DRIVER), &asked);
    }
    assert!(switch.driver.asked.len() <= MAX_TRANSACTIONS);
    assert_eq!(switch.robot.seats.len(), 2);
}
