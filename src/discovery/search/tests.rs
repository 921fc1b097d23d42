use super::*;
use crate::facts::Unused;
use crate::robot::discovery::Question;

const SERIAL: &str = "B42D0000TESTTEST";
const LISTEN: Duration = Duration::from_secs(2);

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn interface(name: &str, address: [u8; 4], unused: Option<Unused>) -> SearchedInterface {
    SearchedInterface {
        name: name.into(),
        address: address.into(),
        prefix: 24,
        unused,
        questions: 0,
        replies: 0,
    }
}

fn two() -> Vec<SearchedInterface> {
    vec![
        interface("wlan0", [192, 168, 12, 222], None),
        interface("tun0", [10, 8, 0, 2], Some(Unused::Tunnel)),
        interface("eth0", [192, 168, 123, 99], None),
    ]
}

fn serial(text: &str) -> Serial {
    text.parse().expect("a serial number")
}

/// What is sent until the end, with the milliseconds at which it is.
fn sent(search: &mut Search, start: Instant) -> Vec<(u128, Outgoing)> {
    let mut all = Vec::new();
    let mut now = start;
    while !search.is_over(now) {
        while let Some(outgoing) = search.due(now) {
            all.push(((now - start).as_millis(), outgoing));
        }
        let next = search.wakes_at();
        assert!(next > now, "it would spin");
        now = next;
    }
    all
}

fn reply(serial: &str, address: &str) -> Vec<u8> {
    format!(r#"{{"sn":"{serial}","ip":"{address}"}}"#).into_bytes()
}

const ROBOT: Ipv4Addr = Ipv4Addr::new(192, 168, 12, 1);

#[test]
fn three_bursts_go_to_every_group_from_every_interface_in_use() {
    let start = Instant::now();
    let all = sent(&mut Search::new(two(), None, LISTEN, start), start);
    assert_eq!(all.len(), 3 * 3 * 2);
    for (burst, datagrams) in all.chunks(6).enumerate() {
        assert!(datagrams.iter().all(|(at, _)| *at == 200 * burst as u128), "{datagrams:?}");
        let ways: Vec<_> = datagrams.iter().map(|(_, it)| (it.interface, it.group)).collect();
        let expected: Vec<_> =
            [0, 2].into_iter().flat_map(|from| GROUPS.map(|group| (from, group))).collect();
        assert_eq!(ways, expected);
    }
    assert!(
        all.iter().all(|(_, it)| Question::read(&it.datagram) == Some(Question { serial: None }))
    );
}

#[test]
fn with_a_serial_number_the_second_half_names_it() {
    let start = Instant::now();
    let all = sent(&mut Search::new(two(), Some(serial(SERIAL)), LISTEN, start), start);
    assert_eq!(all.len(), 2 * 3 * 3 * 2);
    for (at, outgoing) in all {
        let named = Question::read(&outgoing.datagram).expect("a question").serial;
        assert_eq!(named.is_some(), at >= 1000, "{at}");
    }
}

#[test]
fn a_short_wait_leaves_bursts_out_rather_than_listening_longer() {
    let start = Instant::now();
    let all = sent(&mut Search::new(two(), None, ms(300), start), start);
    assert_eq!(all.iter().map(|(at, _)| *at).max(), Some(200));
    let all = sent(&mut Search::new(two(), Some(serial(SERIAL)), ms(300), start), start);
    assert_eq!(all.iter().map(|(at, _)| *at).max(), Some(150));
}

#[test]
fn a_reply_becomes_a_robot_once_for_each_way_to_it() {
    let start = Instant::now();
    let mut search = Search::new(two(), None, LISTEN, start);
    for at in [5, 205, 405] {
        search.take(0, ROBOT, &reply(SERIAL, "192.168.12.1"), start + ms(at));
    }
    let wired = Ipv4Addr::new(192, 168, 123, 161);
    search.take(2, wired, &reply(SERIAL, "192.168.123.161"), start + ms(10));
    let [first, second] = &search.robots[..] else { panic!("{:?}", search.robots) };
    assert_eq!((first.address, first.interface.as_str()), (ROBOT, "wlan0"));
    assert_eq!((second.address, second.interface.as_str()), (wired, "eth0"));
    assert_eq!(first.latency_ms, Some(5.0));
    assert_eq!((first.replied_to, first.wanted), (Some(Asked::General), None));
    assert_eq!([search.interfaces[0].replies, search.interfaces[2].replies], [3, 1]);
    assert!(!search.is_over(start + ms(1999)) && search.is_over(start + LISTEN));
}

#[test]
fn an_address_is_believed_only_within_the_network_that_the_reply_came_from() {
    let start = Instant::now();
    let cases = [
        ("192.168.12.1", ROBOT, None),
        ("192.168.12.7", Ipv4Addr::new(192, 168, 12, 7), None),
        ("192.168.123.161", ROBOT, Some(Ipv4Addr::new(192, 168, 123, 161))),
        ("203.0.113.9", ROBOT, Some(Ipv4Addr::new(203, 0, 113, 9))),
        ("127.0.0.1", ROBOT, Some(Ipv4Addr::LOCALHOST)),
    ];
    for (said, address, claimed) in cases {
        let mut search = Search::new(two(), None, LISTEN, start);
        search.take(0, ROBOT, &reply(SERIAL, said), start);
        assert_eq!((search.robots[0].address, search.robots[0].claimed), (address, claimed));
    }
}

#[test]
fn a_robot_that_replies_only_when_named_is_told_apart_and_ends_the_search() {
    let start = Instant::now();
    let mut search = Search::new(two(), Some(serial(SERIAL)), LISTEN, start);
    search.take(0, ROBOT, &reply("E21D0000OTHER001", "192.168.12.3"), start + ms(100));
    assert!(!search.is_over(start + ms(101)), "another robot is not the one");
    search.take(0, ROBOT, &reply(SERIAL, "192.168.12.1"), start + ms(1008));
    assert!(search.is_over(start + ms(1009)));
    let [other, wanted] = &search.robots[..] else { panic!("{:?}", search.robots) };
    assert_eq!((other.wanted, other.replied_to), (Some(false), Some(Asked::General)));
    assert_eq!((wanted.wanted, wanted.replied_to), (Some(true), Some(Asked::BySerial)));
    assert_eq!(wanted.latency_ms, Some(8.0));
}

#[test]
fn what_is_no_reply_is_counted_and_a_flood_is_bounded() {
    let start = Instant::now();
    let mut search = Search::new(two(), None, LISTEN, start);
    for datagram in [&b"\xff\x00"[..], b"{}", &question(None), &[b'x'; 2000]] {
        search.take(0, ROBOT, datagram, start);
    }
    search.take(99, ROBOT, b"{}", start);
    assert_eq!((search.ignored, search.robots.len()), (4, 0));
    for number in 0..10_000 {
        if search.is_over(start) {
            break;
        }
        search.take(0, ROBOT, &reply(&format!("B42D{number:012}"), "192.168.12.1"), start);
    }
    assert!(search.is_over(start), "it does not read for ever");
    assert_eq!(search.robots.len(), MAX_ROBOTS);
}

#[test]
fn junk_keeps_no_robot_from_being_found() {
    let start = Instant::now();
    let mut search = Search::new(two(), None, LISTEN, start);
    for _ in 0..3 * MAX_REPLIES {
        search.take(0, ROBOT, b"junk", start);
    }
    assert!(!search.is_over(start + ms(400)), "the search goes on");
    search.take(0, ROBOT, &reply(SERIAL, "192.168.12.1"), start + ms(400));
    assert_eq!(search.robots.len(), 1);
    assert!(search.is_over(start + LISTEN));
}

#[test]
fn a_reply_that_claims_a_broadcast_or_an_own_address_is_refused() {
    let start = Instant::now();
    let mut search = Search::new(two(), None, LISTEN, start);
    let claims =
        ["192.168.12.255", "192.168.12.0", "192.168.123.255", "192.168.12.222", "192.168.123.99"];
    for claim in claims {
        search.take(0, ROBOT, &reply(SERIAL, claim), start);
    }
    assert_eq!((search.ignored, search.robots.len()), (5, 0), "{:?}", search.robots);
    search.take(0, ROBOT, &reply(SERIAL, "192.168.12.1"), start);
    assert_eq!(search.robots.len(), 1);
}
