//! Against datagrams that Cyclone DDS 11.0.1 and nobody else sent, and against ourselves.

use std::net::SocketAddrV4;

use super::builder::{acknowledgement, announcement, goodbye};
use super::guid::{EntityId, GuidPrefix, Vendor};
use super::message::{Gap, Heartbeat, Message, Submessage};
use super::participant::Participant;
use super::*;

const ANNOUNCED: &[u8] = include_bytes!("../../fuzz/corpus/rtps/cyclone-announcement");

const OWN: GuidPrefix = GuidPrefix(*b"go2doctor-me");

fn only_data(message: &Message<'_>) -> (bool, Option<Participant>) {
    let data = message.submessages.iter().find_map(|it| match it {
        Submessage::Data(data) => Some(data),
        _ => None,
    });
    let data = data.expect("it holds data");
    assert_eq!(data.writer, EntityId::PARTICIPANT_WRITER);
    (data.disposed, Participant::read(data.payload))
}

#[test]
fn an_announcement_of_cyclone_dds_is_read() {
    let message = Message::read(ANNOUNCED).expect("it is RTPS");
    assert_eq!(message.vendor.name(), Some("Cyclone DDS"));
    let (disposed, said) = only_data(&message);
    let said = said.expect("it is an announcement");
    assert!(!disposed);
    assert_eq!(said.prefix, message.sender);
    assert_eq!((said.domain, said.process.as_deref()), (Some(0), Some(&b"python"[..])));
    assert!(said.process_id.is_some());
    assert_eq!(said.metatraffic.len(), 1);
    assert!(said.metatraffic[0].ip().is_loopback());
}

#[test]
fn what_we_announce_and_take_back_reads_as_such() {
    let unicast = SocketAddrV4::new(Ipv4Addr::new(192, 168, 123, 99), 41234);
    let bytes = announcement(OWN, unicast, 3, "go2doctor", 7);
    let message = Message::read(&bytes).expect("it is RTPS");
    assert_eq!((message.sender, message.vendor), (OWN, Vendor::UNKNOWN));
    let (disposed, said) = only_data(&message);
    let said = said.expect("it is an announcement");
    assert_eq!(
        (disposed, said.prefix, said.domain, said.lease_s),
        (false, OWN, Some(3), Some(builder::LEASE_S))
    );
    assert_eq!((said.name.as_deref(), said.metatraffic), (Some(&b"go2doctor"[..]), vec![unicast]));

    let bytes = goodbye(OWN, 8);
    let (disposed, said) = only_data(&Message::read(&bytes).expect("it is RTPS"));
    assert_eq!((disposed, said.map(|said| said.prefix)), (true, Some(OWN)));
}

#[test]
fn an_acknowledgement_marks_what_is_missing() {
    let other = GuidPrefix(*b"somebody----");
    let bytes = acknowledgement(OWN, other, EntityId::PUBLICATIONS_WRITER, 3, &[3, 5, 40], 9);
    let body = &bytes[20 + 16 + 4..];
    assert_eq!(body[..8], [0, 0, 3, 0xc7, 0, 0, 3, 0xc2]);
    assert_eq!(body[8..16], [0, 0, 0, 0, 3, 0, 0, 0], "the base");
    assert_eq!(body[16..20], 38_u32.to_le_bytes());
    assert_eq!(body[20..24], (0b101_u32 << 29).to_le_bytes());
    assert_eq!(body[24..28], (1_u32 << (31 - 5)).to_le_bytes());
    assert_eq!(body[28..32], 9_u32.to_le_bytes());
    let message = Message::read(&bytes).expect("it is RTPS");
    assert_eq!(message.submessages, [Submessage::Destination(Some(other))]);
}

#[test]
fn heartbeats_and_gaps_are_read_in_either_order_of_bytes() {
    let header = [b"RTPS", &[2, 1, 1, 0x0f][..], b"prefix--1234"].concat();
    let writer = EntityId::SUBSCRIPTIONS_WRITER;
    for (flags, number) in [(1, [0, 0, 0, 0, 2, 0, 0, 0]), (0, [0, 0, 0, 0, 0, 0, 0, 2])] {
        let length = if flags == 1 { [28, 0] } else { [0, 28] };
        let heartbeat =
            [&[7, flags][..], &length, &[0; 4], &writer.0, &number, &number, &[0; 4]].concat();
        let bytes = [&header[..], &heartbeat].concat();
        let read = Message::read(&bytes).expect("it is RTPS");
        let expected = Submessage::Heartbeat(Heartbeat { writer, first: 2, last: 2 });
        assert_eq!((read.vendor.name(), read.submessages), (Some("Fast DDS"), vec![expected]));
    }
    let two = [0, 0, 0, 0, 2, 0, 0, 0];
    let body =
        [&[0; 4][..], &writer.0, &two, &two, &[3, 0, 0, 0], &[0, 0, 0, 0b1010_0000]].concat();
    let length = [body.len() as u8, 0];
    let bytes = [&header[..], &[8, 1], &length, &body].concat();
    let expected = Gap { writer, start: 2, end: 2, beyond: vec![2, 4] };
    let read = Message::read(&bytes).expect("it is RTPS");
    assert_eq!(read.submessages, [Submessage::Gap(expected)]);
}

#[test]
fn what_is_cut_or_foreign_is_left_out() {
    for length in 0..ANNOUNCED.len() {
        let _ = Message::read(&ANNOUNCED[..length]);
    }
    assert_eq!(Message::read(b"RTPX\x02\x01\x01\x10prefix--1234"), None);
    assert_eq!(Message::read(b"RTPS\x03\x01\x01\x10prefix--1234"), None);
    let read = Message::read(b"RTPS\x02\x01\x01\x10prefix--1234\x15\x01\xff\xffx");
    assert_eq!(read.expect("the header is sound").submessages, []);
}

#[test]
fn domains_have_the_ports_of_the_standard() {
    assert_eq!([multicast_port(0), multicast_port(1), multicast_port(232)], [7400, 7650, 65400]);
    assert_eq!([unicast_port(0, 0), unicast_port(0, 1), unicast_port(1, 3)], [7410, 7412, 7666]);
}
