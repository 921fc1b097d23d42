use super::*;
use crate::stack::packet::{self, chunk};
use crate::stack::record::APPLICATION_DATA;

fn pair() -> Pair {
    (([192, 168, 12, 7], 40_000).into(), ([192, 168, 12, 1], 44_444).into())
}

/// An SCTP packet with a message of the robot's.
fn message(tsn: u32, topic: &str) -> Vec<u8> {
    let mut value = tsn.to_be_bytes().to_vec();
    value.extend([0, 1, 0, 0, 0, 0, 0, 51]);
    value.extend(format!(r#"{{"type":"msg","topic":"{topic}","data":{{}}}}"#).bytes());
    let mut packet = packet::of_chunk(1, chunk::DATA, &value);
    packet[13] = 3;
    packet
}

#[test]
fn a_long_flow_is_counted_and_the_handshake_stays() {
    let mut book = TimelineBook::that_sees_inside();
    let init = packet::of_chunk(0, chunk::INIT, &[5; 16]);
    book.decrypted(5, Way::Out, APPLICATION_DATA, &init);
    for number in 0..10_000 {
        let at = 100 + u64::from(number);
        book.decrypted(at, Way::In, APPLICATION_DATA, &message(number, "rt/lf/lowstate"));
        book.datagram(at, Way::In, pair(), &[0x80, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    book.decrypted(20_000, Way::In, APPLICATION_DATA, &packet::abort_packet(1, 12, b""));
    let timeline = book.timeline().expect("something went by");
    let rows: Vec<_> =
        timeline.events.iter().map(|event| (event.name.as_str(), event.count)).collect();
    assert_eq!(rows, [("INIT", 1), ("msg", 10_000), ("RTP", 10_000), ("ABORT", 1)]);
    let flow = &timeline.events[1];
    assert_eq!(flow.detail.as_deref(), Some("rt/lf/lowstate"));
    assert_eq!((flow.at_us, flow.last_us), (100, Some(10_099)));
    assert_eq!(timeline.events[2].remote.as_deref(), Some("192.168.12.1:44444"));
    assert_eq!((timeline.events[2].bytes, timeline.dropped), (120_000, 0));
}

#[test]
fn the_flood_of_one_layer_leaves_room_for_the_others() {
    let mut book = TimelineBook::default();
    for number in 0..5000 {
        book.sctp(number, Way::In, &message(number as u32, &format!("topic\\u001b{number}")));
    }
    book.sctp(9000, Way::In, &packet::abort_packet(1, 12, b""));
    let timeline = book.timeline().expect("something went by");
    assert_eq!(timeline.events.len(), MAX_EVENTS_OF_A_LAYER + 1);
    assert_eq!(timeline.dropped, 5000 - MAX_EVENTS_OF_A_LAYER as u64);
    assert_eq!(timeline.events.last().map(|event| event.name.as_str()), Some("ABORT"));
    assert_eq!(timeline.events[0].detail.as_deref(), Some("topic\\u{1b}0"));
}

#[test]
fn a_timeline_survives_a_report() {
    let mut book = TimelineBook::default();
    book.datagram(7, Way::Out, pair(), &[0x80, 200, 0, 6]);
    let json = serde_json::to_string(&book.timeline()).expect("it is plain data");
    assert_eq!(serde_json::from_str::<Timeline>(&json).ok().as_ref(), book.timeline());
}
