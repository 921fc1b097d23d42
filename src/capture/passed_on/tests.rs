use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::message::{BINDING_REQUEST, Getter, Message, Setter, TransactionId};
use rtc_stun::textattrs::Username;
use rtc_stun::xoraddr::XorMappedAddress;

use super::*;
use crate::test_support::corrupted;

struct Other;

impl StandIns for Other {
    fn address(&mut self, address: IpAddr) -> IpAddr {
        if address == IpAddr::from([8, 8, 4, 4]) { [203, 0, 113, 1].into() } else { address }
    }

    fn user_name(&mut self, name: &str) -> String {
        format!("UFRAG-{}", name.len())
    }

    fn blank(&mut self, bytes: &mut [u8]) {
        let found = bytes.windows(7).position(|window| window == b"janedoe");
        found.into_iter().for_each(|at| bytes[at..at + 7].fill(b'*'));
    }
}

fn robot() -> SocketAddr {
    ([8, 8, 4, 4], 51_000).into()
}

fn check() -> Vec<u8> {
    let name = Username::new(rtc_stun::attributes::ATTR_USERNAME, "abcd:efghi".into());
    let mapped = XorMappedAddress { ip: robot().ip(), port: 4000 };
    let parts: [Box<dyn Setter>; 5] = [
        Box::new(BINDING_REQUEST),
        Box::new(TransactionId([7; 12])),
        Box::new(name),
        Box::new(mapped),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&parts).expect("it fits");
    message.raw
}

/// DATA with a message, and with DCEP.
fn sctp() -> Vec<u8> {
    let mut packet = [&[0x13, 0x88, 0x13, 0x88, 1, 2, 3, 4][..], &[9; 4]].concat();
    for (protocol, message) in [(51, b"janedoe!"), (50, b"\x03\0\0\0data")] {
        packet.extend([0, 3, 0, 24, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, protocol]);
        packet.extend(message);
    }
    packet
}

fn capture(datagrams: &[&[u8]]) -> Vec<u8> {
    let mut file = CaptureFile::begin(Cursor::new(Vec::new()), true, true).expect("memory");
    file.secrets("CLIENT_RANDOM 00 11\n").expect("memory");
    let ends = (([192, 168, 12, 7], 4000).into(), robot());
    for datagram in datagrams {
        file.datagram(Interface::Robot, 5, Way::Out, ends, datagram).expect("memory");
    }
    file.sctp(6, Way::In, &sctp()).expect("memory");
    file.finish().expect("memory").into_inner()
}

fn passed_on(capture: &[u8]) -> (PassedOn, Vec<u8>) {
    let kept = PassedOn::read(capture).expect("a capture");
    let written = kept.written(&mut Other).expect("memory");
    (kept, written)
}

fn holds(file: &[u8], bytes: &[u8]) -> bool {
    file.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn addresses_and_user_names_are_others_in_headers_and_in_messages() {
    let (kept, written) = passed_on(&capture(&[&check()]));
    let names: Vec<_> = kept.user_names().collect();
    assert_eq!(names, ["abcd", "efghi"]);
    assert_eq!(kept.addresses().filter(|it| *it == robot().ip()).count(), 2);
    assert!(!holds(&written, &[8, 8, 4, 4]) && !holds(&written, b"abcd"));
    assert!(!holds(&written, b"CLIENT_RANDOM"), "no secrets");
    let again = PassedOn::read(&written[..]).expect("a capture");
    let names: Vec<_> = again.user_names().collect();
    assert_eq!(names, ["UFRAG-4", "UFRAG-5"]);
    assert_eq!(again.addresses().filter(|it| *it == IpAddr::from([203, 0, 113, 1])).count(), 2);
    let mut message = Message::new();
    message.unmarshal_binary(&again.kept[0].bytes).expect("STUN");
    FINGERPRINT.check(&message).expect("it was made again");
    let mut mapped = XorMappedAddress::default();
    mapped.get_from(&message).expect("it is there");
    assert_eq!((mapped.ip, mapped.port), ([203, 0, 113, 1].into(), 4000));
}

#[test]
fn of_messages_inside_dtls_the_length_is_left_and_of_control_all() {
    let (_, written) = passed_on(&capture(&[]));
    assert!(!holds(&written, b"janedoe") && holds(&written, b"\x03\0\0\0data"));
    let again = PassedOn::read(&written[..]).expect("a capture");
    let packet = &again.kept[0].bytes;
    assert_eq!((packet.len(), again.kept[0].way), (sctp().len(), Way::In));
    let mut unsummed = packet.clone();
    unsummed[8..12].fill(0);
    assert_eq!(packet[8..12], crc32c::crc32c(&unsummed).to_le_bytes());
}

#[test]
fn a_name_in_a_certificate_is_overwritten_and_a_face_is_not_kept() {
    let certificate = [&[22, 254, 253][..], b"CN=janedoe"].concat();
    let face = [&[0x80, 102][..], &[0; 10], b"a face"].concat();
    let (kept, written) = passed_on(&capture(&[&certificate, &face, b"\x05 DNS and the like"]));
    assert_eq!(kept.left_out, 1);
    assert!(kept.texts().any(|text| text == certificate));
    assert!(holds(&written, b"CN=*******"));
    assert!(!holds(&written, b"janedoe") && !holds(&written, b"a face"));
}

#[test]
fn whatever_a_capture_holds_nothing_panics() {
    let mut rng = fastrand::Rng::with_seed(14);
    let whole = capture(&[&check()]);
    for _ in 0..2000 {
        let (check, sctp) = (corrupted(&check(), &mut rng), corrupted(&sctp(), &mut rng));
        stun::with_stand_ins(&check, &mut Other);
        sctp::sum_again(&mut sctp::without_messages(&sctp));
        if let Ok(kept) = PassedOn::read(&corrupted(&whole, &mut rng)[..]) {
            kept.written(&mut Other).expect("memory");
        }
    }
}
