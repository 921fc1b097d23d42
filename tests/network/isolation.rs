//! An access point that isolates its clients, and the other reasons for which a robot in the same
//! network is silent. A bridge with isolated ports forwards as such an access point does.

use std::process::Stdio;

use crate::lab::{Lab, ROBOT, Report};
use crate::namespace::Place;

/// Several machines at one access point: the lab's two, its router, and another client.
struct Wifi {
    lab: Lab,
    access_point: Place,
    _router: Place,
    _other: Place,
}

impl Wifi {
    /// Everybody is there, the router was spoken to as any machine does, and no robot runs yet.
    fn new() -> Option<Self> {
        let near = Place::or_skip("true")?;
        let [access_point, far, router, other] = [(); 4].map(|()| near.another());
        access_point.shell("ip link add air type bridge; ip link set air up");
        let join = |place: &Place, name: &str, address: u8| {
            let (id, point) = (place.id(), access_point.id());
            near.shell(&format!(
                "ip link add {name} type veth peer name to-{name}; \
                 ip link set to-{name} netns {point}; ip link set {name} netns {id}"
            ));
            access_point.shell(&format!("ip link set to-{name} master air up"));
            place.shell(&format!(
                "ip addr add 10.77.0.{address}/24 dev {name}; ip link set {name} up"
            ));
        };
        join(&near, "dog0", 2);
        join(&far, "far0", 1);
        join(&router, "gate0", 254);
        join(&other, "phone0", 3);
        near.shell("ip route add default via 10.77.0.254");
        let wifi = Self { lab: Lab::of(near, far), access_point, _router: router, _other: other };
        wifi.send_to(254);
        Some(wifi)
    }

    /// Clients reach the router alone from now on.
    fn isolate(&self) {
        for client in ["dog0", "far0", "phone0"] {
            self.access_point.shell(&format!("bridge link set dev to-{client} isolated on"));
        }
    }

    /// A check that waits longer for a port than ping takes. Meanwhile other programs speak to the
    /// router.
    fn check(&self, robot: &str) -> Report {
        let speaking = "while sleep 0.2; do ip neigh change 10.77.0.254 dev dog0 nud probe; done";
        let mut others = self.lab.near.command("sh");
        let others = others.args(["-c", speaking]).stderr(Stdio::null()).spawn();
        let mut others = others.expect("there is a shell");
        let report = self.check_alone(robot);
        others.kill().and_then(|()| others.wait()).expect("it runs until then");
        report
    }

    fn check_alone(&self, robot: &str) -> Report {
        self.lab.run_at("check", robot, &["--timeout", "4"])
    }

    /// A packet from this machine, for which its kernel has to ask for the other's address first.
    fn send_to(&self, address: u8) {
        self.lab.near.shell(&format!(
            "bash -c 'echo > /dev/udp/10.77.0.{address}/9'; \
             for try in $(seq 100); do \
             ip neigh show 10.77.0.{address} | grep -q REACHABLE && exit; sleep 0.05; done; exit 1"
        ));
    }
}

const ISOLATION: &str = "G2-LINK-ISOLATION";
const UNREACHABLE: &str = "G2-LINK-UNREACH";

#[test]
fn isolated_clients_are_one_of_the_possible_reasons_and_the_robot_is_reached_without() {
    let Some(mut wifi) = Wifi::new() else { return };
    wifi.lab.start_robot(ROBOT, &[]);
    assert_eq!(wifi.check(ROBOT).status, Some(0), "before it is isolated");
    wifi.lab.near.shell("ip neigh flush dev dog0");
    wifi.send_to(254);
    wifi.isolate();
    let check = wifi.check(ROBOT);
    let first = check.failed("http", UNREACHABLE, "network", "likely");
    assert!(first["evidence"].to_string().contains("answers ARP"), "{first:#}");
    let found = check.finding(ISOLATION).unwrap_or_else(|| panic!("{check}"));
    assert_eq!([&found["confidence"], &found["stage"]], ["possible", "http"]);
    let ranked = found["causes"].as_array().expect("an array").iter();
    let ranked: Vec<_> = ranked.filter_map(|cause| cause["text"].as_str()).take(3).collect();
    let [off, address, isolated] = ranked[..] else { panic!("{found:#}") };
    assert!(off.contains("off") && address.contains("address") && isolated.contains("isolation"));
    let neighbours = &check.evidence("ping")["neighbours"];
    let expected = serde_json::json!({"router_answers": true, "others_answer": 0});
    assert_eq!(*neighbours, expected);
}

#[test]
fn a_robot_that_is_off_is_as_silent_until_another_client_answers() {
    let Some(wifi) = Wifi::new() else { return };
    wifi.lab.far.shell("ip link set far0 down");
    let alone = wifi.check(ROBOT);
    alone.failed("http", UNREACHABLE, "network", "likely");
    assert!(alone.finding(ISOLATION).is_some(), "nothing tells these worlds apart: {alone}");

    wifi.send_to(3);
    let check = wifi.check(ROBOT);
    let first = check.failed("http", UNREACHABLE, "network", "likely");
    assert!(first["evidence"].to_string().contains("1 other device"), "{first:#}");
    assert!(check.finding(ISOLATION).is_none(), "clients reach each other: {check}");
}

#[test]
fn a_router_that_was_heard_before_the_run_may_be_gone_with_the_robot() {
    let Some(wifi) = Wifi::new() else { return };
    wifi.access_point.shell("ip link set air down");
    let check = wifi.check_alone(ROBOT);
    check.failed("http", UNREACHABLE, "network", "likely");
    assert!(check.finding(ISOLATION).is_none(), "{check}");
    assert!(check.evidence("ping")["neighbours"]["router_answers"].is_null(), "{check}");
}

#[test]
fn a_robot_that_answered_before_was_not_isolated() {
    let Some(wifi) = Wifi::new() else { return };
    wifi.send_to(1);
    wifi.lab.far.shell("ip link set far0 down");
    let check = wifi.check(ROBOT);
    // The kernel still knows its hardware address, and has no reason to ask for it yet.
    check.failed("http", UNREACHABLE, "network", "possible");
    assert!(check.finding(ISOLATION).is_none(), "{check}");
    assert!(check.evidence("ping")["neighbours"].is_null(), "{check}");
}

#[test]
fn who_answers_is_in_no_isolated_network() {
    let Some(wifi) = Wifi::new() else { return };
    wifi.isolate();
    // The router itself: it refuses every port.
    let check = wifi.check("10.77.0.254");
    check.failed("http", "G2-HTTP-REFUSED", "robot", "possible");
    assert!(check.finding(ISOLATION).is_none(), "{check}");
}
