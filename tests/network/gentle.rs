//! An answer that points elsewhere makes nobody a target: what goes to addresses that are not the
//! robot's is slow and little, and some addresses get nothing.

use std::thread;
use std::time::{Duration, Instant};

use crate::lab::Lab;
use crate::namespace::Place;

/// What swallows packets to the addresses that `hostile-candidates-elsewhere` names (RFC 5737), to
/// the ports of services that it names, and to whoever would resolve its name.
const SINKS: [(&str, &str); 3] =
    [("else0", "198.51.100.0/24"), ("serve0", "203.0.113.0/24"), ("any0", "default")];
/// A check each 50 ms (RFC 8445, section 14.2).
const MOST_A_SECOND: u64 = 20;
const MOST_IN_ALL: u64 = 200;

/// Packets that were sent into a sink so far.
fn sent(place: &Place, sink: &str) -> u64 {
    let file = format!("/sys/class/net/{sink}/statistics/tx_packets");
    text(place, &file).trim().parse().expect("a number")
}

fn text(place: &Place, file: &str) -> String {
    let output = place.command("cat").arg(file).output().expect("there is cat");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Datagrams to multicast and to broadcast addresses so far (`OutMcastPkts`, `OutBcastPkts`).
fn to_many(place: &Place) -> [u64; 2] {
    let text = text(place, "/proc/net/netstat");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("IpExt: "))
        .map(|line| line.split_whitespace().collect())
        .collect();
    ["OutMcastPkts", "OutBcastPkts"].map(|name| {
        let at = rows[0].iter().position(|each| *each == name).expect("it is counted");
        rows[1][at].parse().expect("a number")
    })
}

#[test]
fn what_is_not_the_robots_gets_20_packets_a_second_and_200_in_all_or_none() {
    let Some(lab) = Lab::with_robot(&["hostile-candidates-elsewhere", "ice-black-hole"]) else {
        return;
    };
    // Only what go2doctor sends is to be counted: no IPv6 makes itself known, nobody is asked for.
    lab.near.shell("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
    for (sink, to) in SINKS {
        lab.near.shell(&format!(
            "ip link add {sink} type veth peer name far-{sink}; ip link set far-{sink} up; \
             ip link set {sink} arp off up; ip route add {to} dev {sink}"
        ));
    }
    let before = SINKS.map(|(sink, _)| sent(&lab.near, sink));
    let many_before = to_many(&lab.near);
    let mut samples = vec![(Instant::now(), 0)];
    let report = thread::scope(|scope| {
        let run = scope.spawn(|| lab.run("ice", &["--timeout", "13"]));
        while !run.is_finished() {
            samples.push((Instant::now(), sent(&lab.near, SINKS[0].0) - before[0]));
            thread::sleep(Duration::from_millis(100));
        }
        run.join().expect("it ran")
    });
    let after = SINKS.map(|(sink, _)| sent(&lab.near, sink));
    let [elsewhere, services, anybody] = std::array::from_fn(|at| after[at] - before[at]);
    // It does send there: else this would measure nothing.
    assert!((100..=MOST_IN_ALL).contains(&elsewhere), "{elsewhere} packets: {report}");
    for (at, (began, first)) in samples.iter().enumerate() {
        let second = |(time, _): &&(Instant, u64)| *time - *began <= Duration::from_secs(1);
        let within = samples[at..].iter().take_while(second).last().expect("it begins there");
        assert!(within.1 - first <= MOST_A_SECOND, "{} in a second", within.1 - first);
    }
    assert_eq!((services, anybody), (0, 0), "{report}");
    assert_eq!(to_many(&lab.near), many_before, "{report}");
}
