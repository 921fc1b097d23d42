//! Datagrams from both sides of a relay, of the driver's and of the robot's or of whoever claims to
//! be one of the two.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

use go2doctor::proxy::relay::switch::{MAX_DATAGRAM, Seat, Switch};
use go2doctor::stack::Way;
use go2doctor::stack::demux::{Kind, kind};
use go2doctor::stack::stun_header::is_request;
use go2doctor::stack::stun_reply::{is_signed, success};
use go2doctor::text::redact::Secret;

/// Checks that are signed for the session, each with the password of its receiver.
const TO_ROBOT: &[u8] = include_bytes!("relay/to_robot.stun");
const TO_DRIVER: &[u8] = include_bytes!("relay/to_driver.stun");
const ROBOTS_PASSWORD: &str = "the robot's own";
const DRIVERS_PASSWORD: &str = "the driver's own";

const DRIVER: ([u8; 4], u16) = ([10, 0, 0, 2], 4000);
const ROBOT: ([u8; 4], u16) = ([192, 168, 12, 1], 48890);
/// Sockets that face each side: one for the other's candidate, and two to spare.
const SOCKETS: usize = 3;
/// What the relay adds to a STUN answer at most, bytes.
const MORE: usize = 64;

fn at((ip, port): ([u8; 4], u16)) -> SocketAddr {
    SocketAddr::new(IpAddr::from(ip), port)
}

/// Whom a datagram comes from: the side itself, itself from another port, another machine, and the
/// other side.
fn sender(way: Way, which: u8) -> SocketAddr {
    let (own, other) = if way == Way::Out { (DRIVER, ROBOT) } else { (ROBOT, DRIVER) };
    match which {
        0 => at(own),
        1 => at((own.0, own.1 + 1)),
        2 => at(([192, 0, 2, 9], own.1)),
        _ => at(other),
    }
}

fn switch() -> Switch {
    let seats = |own: u16, stands_for| {
        let local = |at: u16| SocketAddr::from(([10, 0, 0, 9], own + at));
        vec![Seat::of(local(0), stands_for), Seat::spare(local(1)), Seat::spare(local(2))]
    };
    let password = |text: &str| vec![Secret::new(text.to_owned())];
    Switch::with_passwords(
        at(ROBOT).ip(),
        (seats(1000, at(ROBOT)), password(DRIVERS_PASSWORD)),
        (seats(2000, at(DRIVER)), password(ROBOTS_PASSWORD)),
    )
}

/// The input is a row of datagrams: a byte of flags, a length, and as many bytes. The flags say which
/// way it goes, at which socket and from whom it comes, and whether a signed check or a signed
/// answer takes its place.
pub fn relay(data: &[u8]) {
    let (mut switch, mut rest) = (switch(), data);
    let (mut admitted, mut drivers) = (HashSet::new(), HashSet::from([at(DRIVER)]));
    while let [flags, length, following @ ..] = rest {
        let (payload, after) = following.split_at(usize::from(*length).min(following.len()));
        rest = after;
        let way = if flags & 1 == 0 { Way::Out } else { Way::In };
        let socket = usize::from(flags >> 1 & 3);
        let from = sender(way, flags >> 3 & 3);
        let (check, asked, own) = match way {
            Way::Out => (TO_ROBOT, TO_DRIVER, DRIVERS_PASSWORD),
            Way::In => (TO_DRIVER, TO_ROBOT, ROBOTS_PASSWORD),
        };
        let answer = || success(asked, from, &Secret::new(own.to_owned()));
        let came = match flags >> 5 & 3 {
            0 => payload.to_vec(),
            1 => check.to_vec(),
            _ => answer().unwrap_or_default(),
        };
        let receivers = if way == Way::Out { ROBOTS_PASSWORD } else { DRIVERS_PASSWORD };
        let signed = kind(&came) == Kind::Stun
            && is_signed(&came, if is_request(&came) { receivers } else { own });
        let Some(passed) = switch.take(way, socket, from, &came) else { continue };
        let is_stun = kind(&came) == Kind::Stun;
        assert!(is_stun || admitted.contains(&(flags & 1, from)), "{from} was never admitted");
        if signed {
            admitted.insert((flags & 1, from));
        }
        match way {
            Way::Out => {
                assert_eq!(passed.to.ip(), at(ROBOT).ip(), "it goes to the robot alone");
                drivers.insert(from);
            }
            Way::In => {
                assert_eq!(from.ip(), at(ROBOT).ip(), "the robot alone is heard");
                assert!(drivers.contains(&passed.to), "{} is no driver's", passed.to);
            }
        }
        assert!(passed.socket < SOCKETS);
        assert!(passed.bytes.len() <= MAX_DATAGRAM.min(came.len() + MORE));
        if !is_stun {
            assert_eq!(*passed.bytes, *came, "what is inside DTLS is not touched");
        }
    }
}
