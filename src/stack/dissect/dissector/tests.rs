use super::*;
use crate::stack::channel;
use crate::stack::packet::{self, chunk};
use crate::stack::record::{HANDSHAKE, plain_alert};
use crate::stack::stun_reply;
use crate::test_support::corrupted;

fn stun(kind: u16, attributes: &[u8]) -> Vec<u8> {
    let mut message = kind.to_be_bytes().to_vec();
    message.extend((attributes.len() as u16).to_be_bytes());
    message.extend([0x21, 0x12, 0xa4, 0x42]);
    message.extend([7; 12]);
    message.extend(attributes);
    message
}

/// A record of a handshake message's part.
fn fragment(kind: u8, length: u8, offset: u8, part: &[u8]) -> Vec<u8> {
    let size = part.len() as u8;
    let mut body = vec![kind, 0, 0, length, 0, 0, 0, 0, offset, 0, 0, size];
    body.extend(part);
    record(HANDSHAKE, 0, &body)
}

fn record(kind: u8, epoch: u8, body: &[u8]) -> Vec<u8> {
    let mut record = vec![kind, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, body.len() as u8];
    record.extend(body);
    record
}

fn data(tsn: u32, ppid: u32, flags: u8, body: &[u8]) -> Vec<u8> {
    let mut value = tsn.to_be_bytes().to_vec();
    value.extend([0; 4]);
    value.extend(ppid.to_be_bytes());
    value.extend(body);
    let mut packet = packet::of_chunk(1, chunk::DATA, &value);
    packet[13] = flags;
    packet
}

/// Layer, name, detail and, where it is so, `again`.
fn words(seen: &Seen<'_>) -> String {
    let detail = seen.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{:?} {}{detail}{}", seen.layer, seen.name, if seen.repeated { " again" } else { "" })
}

fn of_datagram(dissector: &mut Dissector, datagram: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    dissector.datagram(Way::In, datagram, &mut |seen| all.push(words(&seen)));
    all
}

fn of_packet(dissector: &mut Dissector, packet: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    dissector.sctp(Way::In, packet, &mut |seen| all.push(words(&seen)));
    all
}

#[test]
fn a_check_is_named_with_what_it_asks_or_is_refused_for() {
    let dissector = &mut Dissector::default();
    let nominating = stun(1, &[0, 0x25, 0, 0]);
    assert_eq!(of_datagram(dissector, &nominating), ["Stun Binding request (USE-CANDIDATE)"]);
    assert_eq!(of_datagram(dissector, &nominating), ["Stun Binding request (USE-CANDIDATE) again"]);
    let refused = stun_reply::error(&nominating, 401).expect("it is a request");
    assert_eq!(of_datagram(dissector, &refused), ["Stun Binding error (401 Unauthorized)"]);
    assert_eq!(of_datagram(dissector, &stun(0x11, &[])), ["Stun Binding indication"]);
}

#[test]
fn the_records_of_a_flight_are_named_and_its_repetition_told() {
    let dissector = &mut Dissector::default();
    let mut flight = fragment(11, 30, 0, &[0; 20]);
    flight.extend(fragment(11, 30, 20, &[0; 10]));
    flight.extend(record(record::CHANGE_CIPHER_SPEC, 0, &[1]));
    flight.extend(record(HANDSHAKE, 1, &[9; 40]));
    let expected = [
        "Dtls Certificate (bytes 0 to 20 of 30)",
        "Dtls Certificate (bytes 20 to 30 of 30)",
        "Dtls ChangeCipherSpec",
        "Dtls Finished (encrypted)",
    ];
    assert_eq!(of_datagram(dissector, &flight), expected);
    let again = of_datagram(dissector, &flight);
    assert!(again.iter().all(|event| event.ends_with("again")), "{again:?}");
}

#[test]
fn an_alert_says_what_it_says_in_clear_and_decrypted() {
    let dissector = &mut Dissector::that_sees_inside();
    let alert = plain_alert(record::Alert { level: 2, description: 70 });
    assert_eq!(of_datagram(dissector, &alert), ["Dtls alert protocol_version (fatal)"]);
    let encrypted = record(record::ALERT, 1, &[3; 26]);
    assert!(of_datagram(dissector, &encrypted).is_empty(), "it comes decrypted");
    assert_eq!(of_datagram(&mut Dissector::default(), &encrypted), ["Dtls alert (encrypted)"]);
    let mut all = Vec::new();
    dissector.decrypted(Way::In, record::ALERT, &[1, 0], &mut |seen| all.push(words(&seen)));
    assert_eq!(all, ["Dtls alert close_notify (warning)"]);
}

#[test]
fn the_association_and_its_channel_are_named() {
    let dissector = &mut Dissector::default();
    let init = packet::of_chunk(0, chunk::INIT, &[5; 16]);
    assert_eq!(of_packet(dissector, &init), ["Sctp INIT"]);
    assert_eq!(of_packet(dissector, &init), ["Sctp INIT again"]);
    let open = data(1, packet::PPID_DCEP, 3, &channel::open("data"));
    assert_eq!(of_packet(dissector, &open), ["Dcep DATA_CHANNEL_OPEN (data)"]);
    assert_eq!(of_packet(dissector, &data(2, 51, 2, b"{}")), ["Message text"]);
    assert_eq!(of_packet(dissector, &data(3, 51, 0, b"{}")), ["Sctp DATA"]);
    assert_eq!(of_packet(dissector, &data(2, 51, 2, b"{}")), ["Message text again"]);
    let abort = packet::abort_packet(1, 12, b"bye");
    assert_eq!(of_packet(dissector, &abort), ["Sctp ABORT (User-Initiated Abort)"]);
}

#[test]
fn media_and_its_control_are_told_apart() {
    let dissector = &mut Dissector::default();
    let rtp = [&[0x80, 0x80 | 102][..], &[0; 10]].concat();
    assert_eq!(of_datagram(dissector, &rtp), ["Rtp RTP (payload type 102)"]);
    assert_eq!(of_datagram(dissector, &[0x80, 200, 0, 6]), ["Rtcp SR"]);
    assert!(of_datagram(dissector, b"GET / HTTP/1.1").is_empty());
}

#[test]
fn corrupted_datagrams_and_packets_never_panic() {
    let mut rng = fastrand::Rng::with_seed(53);
    let wholes = [
        stun(1, &[0, 0x25, 0, 0]),
        fragment(1, 40, 0, &[3; 40]),
        data(1, packet::PPID_DCEP, 3, &channel::open("data")),
        packet::abort_packet(1, 12, b"bye"),
    ];
    let mut dissector = Dissector::default();
    for whole in wholes {
        for _ in 0..2000 {
            let hostile = corrupted(&whole, &mut rng);
            of_datagram(&mut dissector, &hostile);
            of_packet(&mut dissector, &hostile);
            dissector.decrypted(Way::Out, rng.u8(20..24), &hostile, &mut |_| {});
        }
    }
}
