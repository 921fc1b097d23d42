//! The decision table of a robot that cannot be reached.

mod guest;
mod neighbours;
mod table;

use super::super::case::Source;
use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::{RobotFacts, StageOutcome, Status};
use crate::facts::skip_reason::SkipReason;
use crate::facts::*;
use crate::report::fixtures::{failed, failures, stage_mut, up_to};
use crate::text::language::Language;
use Confidence::{Certain, Likely, Possible};
use HttpReason::{ConnRefused, HostUnreachable, NetUnreachable, NoResponse};
use Neighbour::{Failed, Reachable, Stale};
use Side::{Host, Network, Robot};

/// What echo requests came to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ping {
    Answered,
    Unanswered,
    Unknown,
}

/// Where the robot's address lies, seen from this machine.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Loopback,
    Own,
    AccessPoint,
    AccessPointElsewhere,
    Wired,
    WiredElsewhere,
    Jetson,
    JetsonElsewhere,
    HouseWifi,
    HouseWifiElsewhere,
    Unplugged,
}

/// The machine.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Platform {
    Linux,
    Macos,
    Windows,
    WslBehindWindows,
    WslMirrored,
    BridgedContainer,
    HostNetworkContainer,
}

use Place::*;
use Platform::*;

impl Place {
    fn robot(self) -> [u8; 4] {
        match self {
            Loopback => [127, 0, 0, 1],
            Own => [192, 168, 12, 222],
            AccessPoint | AccessPointElsewhere => [192, 168, 12, 1],
            Wired | WiredElsewhere | Unplugged => [192, 168, 123, 161],
            Jetson | JetsonElsewhere => [192, 168, 123, 18],
            HouseWifi | HouseWifiElsewhere => [192, 168, 1, 50],
        }
    }

    fn is_elsewhere(self) -> bool {
        matches!(self, AccessPointElsewhere | WiredElsewhere | JetsonElsewhere | HouseWifiElsewhere)
    }

    /// An address of this machine, on the interface used.
    fn own(self) -> [u8; 4] {
        match self {
            Loopback => [127, 0, 0, 1],
            Own | AccessPoint => [192, 168, 12, 222],
            Wired | Jetson | Unplugged => [192, 168, 123, 99],
            HouseWifi => [192, 168, 1, 7],
            _ => [10, 0, 0, 7],
        }
    }
}

fn machine(place: Place, platform: Platform) -> HostEvidence {
    let virtual_only = platform == BridgedContainer;
    let interface = InterfaceFacts {
        name: "net0".into(),
        addresses: vec![AddressFacts::new(place.own().into(), 24)],
        up: Some(true),
        carrier: Some(place != Unplugged),
        mtu: Some(1500),
        physical: Some(!virtual_only),
        wireless: None,
        tunnel: Some(false),
    };
    let wsl = |networking: &str| {
        Some(WslFacts {
            version: Some(2),
            networking: Some(networking.into()),
            ..Default::default()
        })
    };
    HostEvidence {
        os: Some(
            match platform {
                Macos => "macos",
                Windows => "windows",
                _ => "linux",
            }
            .into(),
        ),
        wsl: match platform {
            WslBehindWindows => wsl("nat"),
            WslMirrored => wsl("mirrored"),
            _ => None,
        },
        container: match platform {
            BridgedContainer | HostNetworkContainer => Some("docker".into()),
            _ => None,
        },
        route: Some(RouteFacts {
            exists: Some(true),
            interface: Some("net0".into()),
            gateway: place.is_elsewhere().then(|| "10.0.0.1".into()),
            on_link: Some(!place.is_elsewhere()),
            ..Default::default()
        }),
        interfaces: Some(vec![interface]),
        ..Default::default()
    }
}

fn run(reason: HttpReason, ping: Ping, neighbour: Option<Neighbour>, robot: [u8; 4]) -> RunOutcome {
    let said = match reason {
        ConnRefused => PortReason::ConnRefused,
        HostUnreachable => PortReason::HostUnreachable,
        NetUnreachable => PortReason::NetUnreachable,
        _ => PortReason::NoResponse,
    };
    let ports = [9991, 8081].map(|port| PortState { port, reason: said });
    let evidence = HttpEvidence {
        reason: Some(reason),
        ports: Some(ports.into()),
        neighbour,
        ..Default::default()
    };
    let took = if reason == NoResponse { 5000.0 } else { 4.0 };
    let mut run = failed(StageFacts::Http { timings: Default::default(), evidence }, took);
    run.robot.address = Some(robot.into());
    pinged(&mut run, ping);
    run
}

fn pinged(run: &mut RunOutcome, ping: Ping) {
    let outcome = stage_mut(run, Stage::Ping);
    if ping == Ping::Unknown {
        *outcome = StageOutcome::skipped(Stage::Ping, SkipReason::NotRequested);
        return;
    }
    outcome.status = if ping == Ping::Answered { Status::Pass } else { Status::Fail };
    if let StageFacts::Ping { evidence, .. } = &mut outcome.facts {
        evidence.received = Some(if ping == Ping::Answered { 4 } else { 0 });
    }
}

#[test]
fn without_facts_of_this_machine_the_address_and_ping_decide() {
    let cases = [
        (NoResponse, Ping::Answered, [192, 168, 12, 1], ("G2-HTTP-TIMEOUT", Network, Likely)),
        (NoResponse, Ping::Unanswered, [192, 168, 12, 1], ("G2-LINK-UNREACH", Network, Possible)),
        (NoResponse, Ping::Unknown, [192, 168, 12, 1], ("G2-HTTP-TIMEOUT", Network, Possible)),
        (ConnRefused, Ping::Unknown, [192, 168, 123, 161], ("G2-HTTP-REFUSED", Robot, Possible)),
        (ConnRefused, Ping::Unknown, [192, 168, 123, 18], ("G2-HTTP-WRONG-HOST", Host, Likely)),
        (ConnRefused, Ping::Unknown, [192, 168, 123, 164], ("G2-HTTP-WRONG-HOST", Host, Likely)),
        (ConnRefused, Ping::Unknown, [192, 168, 123, 20], ("G2-HTTP-WRONG-HOST", Host, Likely)),
        (ConnRefused, Ping::Unknown, [10, 0, 0, 18], ("G2-HTTP-REFUSED", Robot, Possible)),
    ];
    let machine = HostEvidence::default();
    for (reason, ping, robot, expected) in cases {
        let run = run(reason, ping, None, robot);
        let case = Case { host: Some(&machine), ..case(&run) };
        assert_eq!(first(&case), Some(expected), "{reason:?} {ping:?} {robot:?}");
    }
}

#[test]
fn a_port_that_refuses_beside_a_silent_one_shows_that_somebody_is_there() {
    let mut run = run(NoResponse, Ping::Unanswered, None, [192, 168, 12, 1]);
    let machine = machine(AccessPoint, Linux);
    if let StageFacts::Http { evidence, .. } = &mut stage_mut(&mut run, Stage::Http).facts {
        let ports = evidence.ports.as_mut().expect("both ports were asked");
        ports[1].reason = PortReason::ConnRefused;
    }
    let case = Case { host: Some(&machine), ..case(&run) };
    assert_eq!(first(&case), Some(("G2-HTTP-TIMEOUT", Network, Likely)));
}

#[test]
fn an_echo_that_this_machine_could_not_send_says_nothing() {
    let mut run = run(NoResponse, Ping::Unanswered, None, [192, 168, 12, 1]);
    if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
        evidence.method = Some(PingMethod::Tcp);
    }
    assert_eq!(first(&case(&run)), Some(("G2-HTTP-TIMEOUT", Network, Possible)));
}

#[test]
fn a_refusal_of_macos_that_took_its_time_is_arp() {
    let mut run = run(HostUnreachable, Ping::Unanswered, None, [192, 168, 12, 1]);
    let machine = machine(AccessPoint, Macos);
    let case = Case { host: Some(&machine), ..case(&run) };
    assert_eq!(codes(&case), ["G2-ENV-MACOS-LNP", "G2-LINK-UNREACH"]);
    stage_mut(&mut run, Stage::Http).duration_ms = Some(3100.0);
    let case = Case { host: Some(&machine), ..Case::live(&run.stages, &run.robot) };
    assert_eq!(codes(&case), ["G2-LINK-UNREACH"]);
}

/// A machine that reaches nothing of the robot's, with these interfaces.
fn elsewhere(interfaces: Vec<InterfaceFacts>) -> HostEvidence {
    let mut machine = machine(WiredElsewhere, Linux);
    machine.interfaces = Some(interfaces);
    machine
}

fn device(name: &str, wireless: bool, carrier: Option<bool>, address: [u8; 4]) -> InterfaceFacts {
    let own = AddressFacts::new(address.into(), 24);
    InterfaceFacts {
        name: name.into(),
        addresses: vec![own],
        up: Some(carrier.is_some()),
        carrier,
        mtu: Some(1500),
        physical: Some(true),
        wireless: Some(wireless),
        tunnel: Some(false),
    }
}

#[test]
fn a_cable_that_ends_in_no_socket_with_a_link_is_named() {
    let wifi = || device("net0", true, Some(true), [10, 0, 0, 7]);
    let dead =
        || InterfaceFacts { addresses: vec![], ..device("eth0", false, Some(false), [0; 4]) };
    let off = || InterfaceFacts { addresses: vec![], ..device("eth1", false, None, [0; 4]) };
    let alive = || device("eth2", false, Some(true), [192, 168, 5, 7]);
    let subnet = ("G2-LINK-SUBNET", Host, Likely);
    let cases = [
        (vec![wifi(), dead()], ("G2-LINK-NOCARRIER", Host, Likely)),
        (vec![wifi(), dead(), off()], ("G2-LINK-NOCARRIER", Host, Likely)),
        (vec![wifi(), dead(), alive()], subnet),
        (vec![wifi()], subnet),
    ];
    for (interfaces, expected) in cases {
        let machine = elsewhere(interfaces);
        let run = run(NoResponse, Ping::Unanswered, None, [192, 168, 123, 161]);
        let case = Case { host: Some(&machine), ..case(&run) };
        assert_eq!(first(&case), Some(expected), "{machine:#?}");
    }
    // In a Wi-Fi a cable without a link is nobody's fault.
    let machine = elsewhere(vec![wifi(), dead()]);
    let run = run(NoResponse, Ping::Unanswered, None, [192, 168, 12, 1]);
    let case = Case { host: Some(&machine), ..case(&run) };
    assert_eq!(codes(&case)[0], "G2-LINK-WRONG-SSID");
}

#[test]
fn an_interface_that_nobody_gave_an_address_is_named() {
    let waiting = device("eth0", false, Some(true), [169, 254, 7, 7]);
    let run = run(NoResponse, Ping::Unanswered, None, [192, 168, 123, 161]);
    let machine = elsewhere(vec![device("net0", true, Some(true), [10, 0, 0, 7]), waiting]);
    let case = |machine| Case { host: Some(machine), ..case(&run) };
    assert_eq!(codes(&case(&machine)), ["G2-LINK-SUBNET", "G2-LINK-UNREACH", "G2-ENV-LINKLOCAL"]);
    let source = Some("169.254.7.7".into());
    let route = machine.route.clone().map(|route| RouteFacts { source, ..route });
    let machine = HostEvidence { route, ..machine.clone() };
    let found = diagnose(&case(&machine));
    assert_eq!(triple(&found[0]), ("G2-ENV-LINKLOCAL", Host, Likely));
    assert_eq!((found[0].severity, found[0].stage), (Severity::Error, Stage::Http));
}

#[test]
fn without_a_route_to_the_robots_own_wifi_the_wifi_is_the_cause() {
    let mut machine = elsewhere(vec![device("net0", true, Some(true), [10, 0, 0, 7])]);
    machine.route = Some(RouteFacts { exists: Some(false), ..Default::default() });
    let stages = [StageOutcome {
        status: Status::Fail,
        facts: StageFacts::Host { timings: HostTimings {}, evidence: Box::new(machine.clone()) },
        ..StageOutcome::skipped(Stage::Host, SkipReason::NotRequested)
    }];
    for (robot, expected) in [
        ("192.168.12.1", &["G2-LINK-WRONG-SSID", "G2-LINK-SUBNET"][..]),
        ("192.168.1.50", &["G2-LINK-SUBNET"]),
    ] {
        let robot = RobotFacts { host: robot.into(), ..Default::default() };
        let case = Case::live(&stages, &robot);
        let found = diagnose(&case);
        let codes: Vec<_> = found.iter().map(Finding::code).collect();
        assert_eq!(codes, expected);
        assert!(found.iter().all(|each| each.stage == Stage::Host));
    }
}

#[test]
fn a_route_that_refuses_is_told_from_a_network_that_this_machine_is_not_in() {
    let because = |up| {
        let near = InterfaceFacts { up, ..device("net0", true, Some(true), [192, 168, 1, 7]) };
        let mut machine = elsewhere(vec![near]);
        machine.route = Some(RouteFacts { exists: Some(false), ..Default::default() });
        let robot = RobotFacts { host: "192.168.1.50".into(), ..Default::default() };
        let found = diagnose(&Case { host: Some(&machine), ..Case::live(&[], &robot) });
        assert_eq!(found[0].code(), "G2-LINK-SUBNET");
        found[0].why.is_some()
    };
    assert!(because(Some(true)), "a route refuses it");
    assert!(!because(Some(false)), "no interface that is up is in its network");
}

#[test]
fn without_a_route_and_without_a_link_the_cable_is_the_cause() {
    let dead = InterfaceFacts { addresses: vec![], ..device("eth0", false, Some(false), [0; 4]) };
    let mut machine = elsewhere(vec![dead]);
    machine.route = Some(RouteFacts { exists: Some(false), ..Default::default() });
    let robot = RobotFacts { host: "192.168.123.161".into(), ..Default::default() };
    let found = diagnose(&Case { host: Some(&machine), ..Case::live(&[], &robot) });
    let codes: Vec<_> = found.iter().map(Finding::code).collect();
    assert_eq!(codes, ["G2-LINK-NOCARRIER", "G2-LINK-SUBNET"]);
    assert!(found.iter().all(|each| each.stage == Stage::Host));
}

#[test]
fn whoever_else_answers_http_at_such_an_address_is_named() {
    for reason in [HttpReason::NotBase64, HttpReason::HttpStatus, HttpReason::ClosedWithoutAnswer] {
        for (place, code) in [
            (Own, "G2-HTTP-WRONG-HOST"),
            (AccessPointElsewhere, "G2-LINK-WRONG-SSID"),
            (Jetson, "G2-HTTP-WRONG-HOST"),
            (WiredElsewhere, "G2-LINK-SUBNET"),
        ] {
            let run = run(reason, Ping::Answered, None, place.robot());
            let machine = machine(place, Linux);
            let found = codes(&Case { host: Some(&machine), ..case(&run) });
            assert!(found.contains(&code), "{place:?} {reason:?}: {found:?}");
        }
        let run = run(reason, Ping::Answered, None, [192, 168, 12, 1]);
        let machine = machine(AccessPoint, Linux);
        assert_eq!(codes(&Case { host: Some(&machine), ..case(&run) }).len(), 1, "{reason:?}");
    }
}

#[test]
fn the_log_of_a_driver_may_be_of_another_machine() {
    let run = run(NoResponse, Ping::Unknown, None, [192, 168, 12, 1]);
    let machine = machine(AccessPointElsewhere, Linux);
    let log = LogFacts::default();
    let case = Case { host: Some(&machine), source: Source::Log, log: Some(&log), ..case(&run) };
    // Whether it was in the robot's Wi-Fi is asked, and not read off this machine.
    assert_eq!(codes(&case), ["G2-LINK-WRONG-SSID", "G2-HTTP-TIMEOUT"]);
}

#[test]
fn ping_alone_knows_the_way_as_well() {
    let (_, run) =
        failures().into_iter().find(|(name, _)| name == "ping silent").expect("it is there");
    let mut run = up_to(run, "ping", Stage::Ping);
    let machine = machine(AccessPointElsewhere, Linux);
    let found = diagnose(&Case { host: Some(&machine), ..case(&run) });
    assert_eq!(triple(&found[0]), ("G2-LINK-WRONG-SSID", Host, Likely));
    assert_eq!(found[0].stage, Stage::Ping);
    for (neighbour, expected) in [
        (Failed, ("G2-LINK-UNREACH", Network, Likely)),
        (Stale, ("G2-LINK-UNREACH", Network, Possible)),
        (Reachable, ("G2-HTTP-TIMEOUT", Network, Likely)),
    ] {
        if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
            evidence.neighbour = Some(neighbour);
        }
        assert_eq!(first(&case(&run)), Some(expected), "{neighbour:?}");
    }
}

#[test]
fn the_evidence_names_the_way_and_the_silence() {
    let run = run(NoResponse, Ping::Unanswered, Some(Failed), [192, 168, 12, 1]);
    let lines = |place| -> Vec<String> {
        let machine = machine(place, Linux);
        let found = diagnose(&Case { host: Some(&machine), ..case(&run) });
        found[0].evidence.iter().map(|line| line.get(Language::English).to_owned()).collect()
    };
    let expected = [
        "no interface here has an address in 192.168.12.0/24",
        "the route to 192.168.12.1 goes through the router 10.0.0.1",
        "port 9991 silent, 8081 silent",
    ];
    assert_eq!(lines(AccessPointElsewhere), expected);
    let expected = [
        "no device in this network answers ARP for the robot's address",
        "4 echo requests unanswered",
        "port 9991 silent, 8081 silent",
    ];
    assert_eq!(lines(AccessPoint), expected);
}
