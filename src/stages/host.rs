//! The host stage: what on this machine may stand between a driver and the robot.
//!
//! Nothing is sent and nothing is changed. It warns of what may break a driver
//! although it does not break us, and fails only where the kernel has no way
//! to the robot at all.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::facts::outcome::{StageEnd, Status};
use crate::facts::remark::Remark;
use crate::facts::{DriverFacts, FirewallFacts, HostEvidence, WslFacts};
use crate::host::facts::{Question, gather};
use crate::host::machine::Machine;
use crate::net::source::by_route;

/// Looks at the machine, for at most `limit`; `at_leisure` where no ladder waits for it.
///
/// Files may lie on a network drive that does not answer: a thread of its own
/// reads them, and is left behind where it takes too long. Nothing known to be
/// wrong is no reason to stop the ladder, so that is a warning.
pub async fn run(
    machine: Arc<dyn Machine>,
    robot: &str,
    chosen: Option<IpAddr>,
    limit: Duration,
    at_leisure: bool,
) -> (StageEnd, HostEvidence) {
    let address = robot.parse::<IpAddr>().ok();
    let question = Question { robot: address, chosen, limit: limit / 2, at_leisure };
    let look = spawn_blocking(move || gather(machine.as_ref(), &question));
    match timeout(limit, look).await {
        Ok(Ok(evidence)) => {
            (StageEnd { status: status(&evidence, address), remark: None }, evidence)
        }
        Ok(Err(crash)) => (StageEnd::crash(crash.to_string()), HostEvidence::default()),
        Err(_) => {
            let remark = Some(Remark::MachineSilent(limit.as_millis()));
            (StageEnd { remark, ..StageEnd::warn() }, HostEvidence::default())
        }
    }
}

/// Whether the kernel knows a route to the robot, asked in microseconds. Of a name that is not
/// resolved yet nothing is known, so it may.
pub fn may_reach(robot: &str, chosen: Option<IpAddr>) -> bool {
    let address = robot.parse::<IpAddr>().ok();
    chosen.is_some() || address.is_none_or(|address| by_route(address).is_ok())
}

pub fn status(evidence: &HostEvidence, robot: Option<IpAddr>) -> Status {
    let route = evidence.route.as_ref();
    if route.and_then(|route| route.exists) == Some(false) {
        return Status::Fail;
    }
    let warns = evidence.wsl.as_ref().is_some_and(WslFacts::is_translated)
        || evidence.driver.as_ref().is_some_and(DriverFacts::has_problems)
        || !evidence.ros_problems().is_empty()
        || robot.is_some_and(|robot| is_badly_joined(evidence, robot))
        || !evidence.rivals(robot).is_empty();
    if warns { Status::Warn } else { Status::Pass }
}

/// Whether the way into the robot's network is one of several, a narrow one, or one in between.
fn is_badly_joined(evidence: &HostEvidence, robot: IpAddr) -> bool {
    let IpAddr::V4(robot) = robot.to_canonical() else { return false };
    let joined = |robot: Ipv4Addr| {
        evidence.with_several_addresses(robot).is_some()
            || evidence.several_interfaces(robot).is_some()
            || evidence.self_given_address(robot).is_some()
            || evidence.too_narrow().is_some()
            || evidence.is_bridged_container(robot)
            || evidence.is_hidden_guest(robot)
            || evidence.hyperv_blocks()
            || evidence.tunnel_to_robot().is_some()
            || evidence.tunnel_of_search().is_some()
            || evidence.firewall.as_ref().is_some_and(stands_in_the_way)
    };
    !robot.is_loopback() && joined(robot)
}

/// Whether it keeps a robot's replies out, or our own packets in.
fn stands_in_the_way(firewall: &FirewallFacts) -> bool {
    firewall.keeps_out().is_some() || firewall.severs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{AddressFacts, InterfaceFacts, OtherProcess, PackageCopy, RouteFacts};

    fn with(driver: DriverFacts) -> Status {
        status(&HostEvidence { driver: Some(driver), ..HostEvidence::default() }, None)
    }

    fn offering(names: &[&str]) -> DriverFacts {
        let offered = names.iter().map(|name| (*name).to_owned()).collect();
        DriverFacts { offered_fingerprints: Some(offered), ..DriverFacts::default() }
    }

    #[test]
    fn nothing_known_is_nothing_wrong() {
        assert_eq!(status(&HostEvidence::default(), None), Status::Pass);
    }

    #[test]
    fn only_a_missing_way_to_the_robot_fails() {
        for (exists, expected) in
            [(Some(false), Status::Fail), (Some(true), Status::Pass), (None, Status::Pass)]
        {
            let route = Some(RouteFacts { exists, ..RouteFacts::default() });
            let evidence = HostEvidence { route, ..HostEvidence::default() };
            assert_eq!(status(&evidence, None), expected);
        }
    }

    #[test]
    fn an_offer_that_the_robot_refuses_is_a_warning() {
        assert_eq!(with(offering(&["sha-256"])), Status::Pass);
        assert_eq!(with(offering(&["sha-256", "sha-384", "sha-512"])), Status::Warn);
        assert_eq!(with(offering(&["sha-512", "sha-256"])), Status::Pass, "the last one counts");
        for (shared, expected) in [(Some(false), Status::Warn), (None, Status::Pass)] {
            let driver = DriverFacts { credentials_shared: shared, ..DriverFacts::default() };
            assert_eq!(with(driver), expected);
        }
    }

    #[test]
    fn a_second_version_on_the_path_is_a_warning_and_one_elsewhere_is_not() {
        let copy = |version: &str, used, on_path| PackageCopy {
            package: "aiortc".into(),
            version: Some(version.into()),
            location: "/x".into(),
            used,
            on_path,
        };
        let with_second = |second| {
            let copies = Some(vec![copy("1.9.0", true, true), second]);
            with(DriverFacts { copies, ..DriverFacts::default() })
        };
        assert_eq!(with_second(copy("1.14.0", false, true)), Status::Warn);
        assert_eq!(with_second(copy("1.14.0", false, false)), Status::Pass);
        assert_eq!(with_second(copy("1.9.0", false, true)), Status::Pass);
    }

    #[test]
    fn another_driver_is_a_warning_unless_the_robot_is_simulated() {
        let node = OtherProcess { driver: Some("go2_driver_node".into()), ..Default::default() };
        let evidence = HostEvidence { others: Some(vec![node]), ..HostEvidence::default() };
        for (robot, expected) in [
            (None, Status::Warn),
            (Some([192, 168, 12, 1]), Status::Warn),
            (Some([127, 0, 0, 1]), Status::Pass),
        ] {
            assert_eq!(status(&evidence, robot.map(IpAddr::from)), expected, "{robot:?}");
        }
    }

    #[test]
    fn wsl_warns_where_it_translates() {
        let wsl = |version, networking: &str| {
            let networking = Some(networking.to_owned()).filter(|mode| !mode.is_empty());
            let wsl = Some(WslFacts { version, networking, ..WslFacts::default() });
            status(&HostEvidence { wsl, ..HostEvidence::default() }, None)
        };
        assert_eq!(wsl(Some(2), "nat"), Status::Warn);
        assert_eq!(wsl(Some(2), "mirrored"), Status::Pass);
        assert_eq!(wsl(Some(2), "virtioproxy"), Status::Warn);
        assert_eq!(wsl(Some(1), ""), Status::Pass, "it has the network of Windows");
        assert_eq!(wsl(Some(2), ""), Status::Pass, "not known");
    }
    #[test]
    fn a_doubtful_place_in_the_robots_network_is_a_warning_and_loopback_is_none() {
        let interface = |name: &str, addresses: &[[u8; 4]]| InterfaceFacts {
            name: name.into(),
            addresses: addresses
                .iter()
                .map(|address| AddressFacts::new((*address).into(), 24))
                .collect(),
            physical: Some(true),
            ..InterfaceFacts::default()
        };
        let wlan0 = || interface("wlan0", &[[192, 168, 12, 222]]);
        let with = |interfaces, container: Option<&str>| HostEvidence {
            route: Some(RouteFacts { interface: Some("wlan0".into()), ..RouteFacts::default() }),
            interfaces: Some(interfaces),
            container: container.map(str::to_owned),
            ..HostEvidence::default()
        };
        let bridge =
            InterfaceFacts { physical: Some(false), ..interface("eth0", &[[172, 17, 0, 2]]) };
        let cases = [
            (with(vec![wlan0()], None), Status::Pass),
            (with(vec![wlan0()], Some("docker")), Status::Pass),
            (with(vec![wlan0(), interface("eth0", &[[192, 168, 12, 9]])], None), Status::Warn),
            (with(vec![wlan0(), interface("eth0", &[[10, 0, 0, 9]])], None), Status::Pass),
            (
                with(vec![interface("wlan0", &[[192, 168, 12, 8], [192, 168, 12, 9]])], None),
                Status::Warn,
            ),
            (
                with(vec![interface("wlan0", &[[192, 168, 12, 8], [169, 254, 1, 2]])], None),
                Status::Warn,
            ),
            (with(vec![InterfaceFacts { mtu: Some(1280), ..wlan0() }], None), Status::Warn),
            (with(vec![InterfaceFacts { mtu: Some(1500), ..wlan0() }], None), Status::Pass),
            (with(vec![bridge], Some("docker")), Status::Warn),
        ];
        for (evidence, expected) in cases {
            let robot = IpAddr::from([192, 168, 12, 1]);
            assert_eq!(status(&evidence, Some(robot)), expected, "{evidence:?}");
            assert_eq!(status(&evidence, Some(IpAddr::from([127, 0, 0, 1]))), Status::Pass);
        }
    }
}
