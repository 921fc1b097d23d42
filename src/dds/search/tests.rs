//! A look without a network: what goes out when, and what is made of what comes.

use super::*;
use crate::facts::DdsEvidence;
use crate::rtps::parameters;

const OWN: GuidPrefix = GuidPrefix(*b"go2doctor-me");
const ROBOT: GuidPrefix = GuidPrefix(*b"robot-------");
const AT: Ipv4Addr = Ipv4Addr::new(192, 168, 123, 161);
const WRITES: EntityId = EntityId::PUBLICATIONS_WRITER;
const READS: EntityId = EntityId::SUBSCRIPTIONS_WRITER;

fn link(address: [u8; 4]) -> Link {
    let interface = SearchedInterface {
        name: "eth0".into(),
        address: address.into(),
        prefix: 24,
        unused: None,
        questions: 0,
        replies: 0,
    };
    Link { unicast: SocketAddrV4::new(address.into(), 40000), interface, own: OWN }
}

struct Look {
    search: Search,
    now: Instant,
}

impl Look {
    fn of(passive: bool, address: [u8; 4]) -> Self {
        let now = Instant::now();
        let wanted = Wanted { domain: 0, listen: Duration::from_secs(6), passive };
        Self { search: Search::new(wanted, vec![link(address)], now), now }
    }

    fn new() -> Self {
        Self::of(false, [192, 168, 123, 99])
    }

    fn after(&mut self, seconds: f64) -> Vec<Outgoing> {
        self.now += Duration::from_secs_f64(seconds);
        std::iter::from_fn(|| self.search.due(self.now)).collect()
    }

    fn hears(&mut self, link: Option<usize>, datagram: &[u8]) {
        self.search.take(link, SocketAddrV4::new(AT, 7411), datagram);
    }

    fn announced(&mut self) {
        let unicast = SocketAddrV4::new(AT, 7410);
        self.hears(None, &builder::announcement(ROBOT, unicast, 0, "robot", 1));
    }

    fn evidence(&self) -> DdsEvidence {
        self.search.evidence(Vec::new(), self.now)
    }
}

fn message(kind: u8, flags: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16).to_le_bytes();
    [b"RTPS\x02\x01\x01\x10", &ROBOT.0[..], &[kind, flags], &length, body].concat()
}

fn number(number: u8) -> [u8; 8] {
    [0, 0, 0, 0, number, 0, 0, 0]
}

fn told(writer: EntityId, at: u8, topic: &str) -> Vec<u8> {
    let kind = if writer == WRITES { 3 } else { 4 };
    let guid = [&ROBOT.0[..], &[0, 0, at, kind]].concat();
    let text = [&(topic.len() as u32 + 1).to_le_bytes()[..], topic.as_bytes(), &[0]].concat();
    let mut list = vec![0, 3, 0, 0];
    for (id, mut value) in [(parameters::ENDPOINT_GUID, guid), (parameters::TOPIC_NAME, text)] {
        value.resize(value.len().next_multiple_of(4), 0);
        list.extend(id.to_le_bytes());
        list.extend((value.len() as u16).to_le_bytes());
        list.extend(value);
    }
    list.extend([1, 0, 0, 0]);
    let body = [&[0, 0, 16, 0, 0, 0, 0, 0][..], &writer.0, &number(at), &list].concat();
    message(0x15, 0x05, &body)
}

fn heartbeat(writer: EntityId, last: u8) -> Vec<u8> {
    let body = [&[0; 4][..], &writer.0, &number(1), &number(last), &[1, 0, 0, 0]].concat();
    message(0x07, 0x01, &body)
}

#[test]
fn it_listens_before_it_speaks_and_takes_back_what_it_said() {
    let mut look = Look::new();
    assert_eq!(look.after(0.0), []);
    assert_eq!(look.after(1.9), []);
    assert_eq!(look.search.goodbye(), [], "nothing was said");
    let out = look.after(0.1);
    let to: Vec<_> = out.iter().map(|out| out.to).collect();
    assert_eq!(to, [SocketAddrV4::new(GROUP, 7400)]);
    let said = Message::read(&out[0].datagram).expect("it is RTPS");
    assert_eq!(said.sender, OWN);
    let more: usize = (0..20).map(|_| look.after(0.4).len()).sum();
    assert_eq!(more, ANNOUNCEMENTS as usize - 1);
    let goodbye = look.search.goodbye();
    let gone = Message::read(&goodbye[0].datagram).expect("it is RTPS");
    assert!(matches!(&gone.submessages[..], [Submessage::Data(data)] if data.disposed));
}

#[test]
fn without_leave_to_speak_nothing_goes_out_whatever_comes_in() {
    let mut look = Look::of(true, [192, 168, 123, 99]);
    look.announced();
    look.hears(None, &told(WRITES, 1, "rt/lowstate"));
    look.hears(Some(0), &heartbeat(WRITES, 3));
    let sent: usize = (0..40).map(|_| look.after(0.25).len()).sum();
    assert_eq!((sent, look.search.goodbye().len()), (0, 0));
    let seen = look.evidence();
    assert_eq!(seen.participants[0].told_all, None);
    assert_eq!(seen.topics[0].writers, [0], "told by multicast");
}

#[test]
fn a_participant_is_asked_until_it_has_told_everything() {
    let mut look = Look::new();
    look.announced();
    look.after(2.0);
    assert_eq!(look.evidence().participants[0].told_all, Some(false));
    look.hears(Some(0), &told(WRITES, 2, "rt/lowstate"));
    look.hears(Some(0), &heartbeat(WRITES, 2));
    let asked = look.after(0.0);
    assert_eq!(asked.len(), 1, "at once, for what is missing");
    assert_eq!(asked[0].to, SocketAddrV4::new(AT, 7410));
    look.hears(Some(0), &told(WRITES, 1, "rt/sportmodestate"));
    look.hears(Some(0), &heartbeat(READS, 1));
    look.hears(Some(0), &told(READS, 1, "rt/api/sport/request"));
    let seen = look.evidence();
    assert_eq!(seen.participants[0].told_all, Some(true));
    let names: Vec<_> = seen.topics.iter().map(|topic| topic.name.as_str()).collect();
    assert_eq!(names, ["rt/api/sport/request", "rt/lowstate", "rt/sportmodestate"]);
    assert_eq!(seen.robot(), [0]);
    assert!(seen.participants[0].unasked);
}

#[test]
fn nodes_are_known_by_the_service_that_each_has() {
    let mut look = Look::new();
    look.announced();
    look.hears(Some(0), &told(READS, 1, "rq/go2_driver_node/get_parametersRequest"));
    assert_eq!(look.evidence().participants[0].nodes, ["go2_driver_node"]);
    assert_eq!(look.evidence().driver(), [0]);
}

#[test]
fn whoever_has_left_is_forgotten() {
    let mut look = Look::new();
    look.announced();
    look.hears(Some(0), &told(WRITES, 1, "rt/lowstate"));
    look.hears(None, &builder::goodbye(ROBOT, 2));
    let seen = look.evidence();
    assert_eq!((seen.participants.len(), seen.topics.len()), (0, 0));
}

#[test]
fn an_announcement_cannot_turn_us_on_somebody_else() {
    let mut look = Look::new();
    let elsewhere = SocketAddrV4::new(Ipv4Addr::new(10, 9, 8, 7), 53);
    look.hears(None, &builder::announcement(ROBOT, elsewhere, 0, "robot", 1));
    look.hears(None, &heartbeat(WRITES, 9));
    let sent: Vec<_> = (0..20).flat_map(|_| look.after(0.4)).collect();
    assert!(!sent.is_empty() && sent.iter().all(|out| *out.to.ip() == GROUP), "{sent:?}");
}

#[test]
fn a_participant_on_this_machine_is_asked_at_another_of_its_addresses() {
    let wired = SocketAddrV4::new(Ipv4Addr::new(192, 168, 123, 99), 7410);
    for (from, expected) in [(Ipv4Addr::LOCALHOST, vec![wired]), (AT, vec![])] {
        let now = Instant::now();
        let wanted = Wanted { domain: 0, listen: Duration::from_secs(6), passive: false };
        let links = vec![link([127, 0, 0, 1]), link([192, 168, 123, 99])];
        let mut look = Look { search: Search::new(wanted, links, now), now };
        let said = builder::announcement(ROBOT, wired, 0, "driver", 1);
        look.search.take(Some(0), SocketAddrV4::new(from, 7411), &said);
        look.after(2.0);
        look.search.take(Some(0), SocketAddrV4::new(from, 7411), &heartbeat(WRITES, 2));
        let asked: Vec<_> = look.after(0.0).iter().map(|out| out.to).collect();
        assert_eq!(asked, expected, "heard from {from}");
    }
}

#[test]
fn loopback_is_also_asked_at_the_usual_ports() {
    let mut look = Look::of(false, [127, 0, 0, 1]);
    let ports: Vec<_> = look.after(2.0).iter().map(|out| out.to.port()).collect();
    assert_eq!(ports.len(), 1 + usize::from(INDEXES));
    assert_eq!(ports[..3], [7400, 7410, 7412]);
}

#[test]
fn a_flood_is_bounded() {
    let mut look = Look::new();
    for index in 0..500_u16 {
        let mut prefix = ROBOT.0;
        prefix[10..].copy_from_slice(&index.to_be_bytes());
        let unicast = SocketAddrV4::new(AT, 7410);
        look.hears(None, &builder::announcement(GuidPrefix(prefix), unicast, 0, "x", 1));
    }
    assert_eq!(look.evidence().participants.len(), MAX_PARTICIPANTS);
    look.announced();
    look.after(2.0);
    let beats = (0..10_000).map(|_| heartbeat(WRITES, 200));
    beats.for_each(|beat| look.hears(Some(0), &beat));
    let asked = look.after(0.0).len();
    assert!(asked <= MAX_ASKED as usize, "{asked}");
    look.hears(None, b"GET / HTTP/1.1");
    assert_eq!(look.evidence().ignored, 1);
}
