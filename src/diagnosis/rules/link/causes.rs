//! What keeps this machine and the robot apart.

use std::net::Ipv4Addr;

use super::route::{Route, machine, robot};
use super::{Attempt, Echo, Link};
use crate::diagnosis::case::Source;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity};
use crate::facts::{HostEvidence, InterfaceFacts, LinkNeighbours, PlaceFacts, Stage};
use crate::robot::access_point::{ACCESS_POINT, is_guest};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The network of the boards within a robot, and of its socket. Nobody routes it.
const WIRED: [u8; 3] = [192, 168, 123];

/// Boards beside the robot's main one, which alone serves WebRTC: the last
/// byte of their fixed addresses in 192.168.123.0/24, and what they are.
const OTHER_BOARDS: [(u8, &str, &str); 3] = [
    (18, "the Jetson of an EDU", "EDU 的 Jetson"),
    (164, "the development PC of a G1", "G1 的開發用電腦"),
    (20, "the LiDAR", "光達"),
];

/// A refusal sooner than that was made here: ARP alone is given seconds.
const AT_ONCE_MS: f64 = 500.0;

/// The longest name of an interface that is shown, in characters.
const MAX_NAME: usize = 32;

/// Every cause that fits, the most telling first.
pub(super) fn of(link: &Link<'_>) -> Vec<Finding> {
    let Some(robot) = robot(link.case) else { return Vec::new() };
    if let Route::Own(interface) = link.route {
        return vec![own_address(robot, interface)];
    }
    let causes = [
        no_carrier,
        self_given_address,
        wrong_network,
        not_joined,
        bridged_elsewhere,
        privacy,
        other_board,
        other_guest,
        isolation,
    ];
    causes.iter().filter_map(|cause| cause(link, robot)).collect()
}

/// Packets to an own address never leave: whatever answers them, or does not, is no robot.
fn own_address(robot: Ipv4Addr, interface: &InterfaceFacts) -> Finding {
    let name = printable(&interface.name, MAX_NAME);
    let next = match is_wired(robot) {
        true => "go2doctor check --robot 192.168.123.161",
        false => "go2doctor check --robot 192.168.12.1",
    };
    Finding::certain("G2-HTTP-WRONG-HOST")
        .next_command(next)
        .because(phrase!(
            "this machine itself has that address: the robot's is 192.168.12.1 in its own Wi-Fi, 192.168.123.161 by cable",
            "這是這台電腦自己的位址：機器人在自己的 Wi-Fi 中是 192.168.12.1，有線時是 192.168.123.161"
        ))
        .seen(phrase!(
            "{robot} is an address of this machine ({name})",
            "{robot} 是這台電腦的位址（{name}）"
        ))
}

/// Needs to know that the interface is joined to nothing.
fn no_carrier(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    if link.heard() {
        return None;
    }
    let machine = machine(link.case)?;
    let inside = || machine.addresses().find(|(_, own)| own.covers(robot)).map(|(each, _)| each);
    let used = machine.interface_used().or_else(inside);
    let mut cut: Vec<_> = used.into_iter().filter(|each| each.carrier == Some(false)).collect();
    if cut.is_empty() && is_wired(robot) && matches!(link.route, Route::Elsewhere(_)) {
        // The robot's cable has to end in one of these, and all of them are dead.
        let sockets = machine.interfaces.iter().flatten();
        cut = sockets
            .filter(|each| each.physical == Some(true) && each.wireless == Some(false))
            .collect();
        if !cut.iter().all(|each| each.carrier == Some(false) || each.up == Some(false)) {
            return None;
        }
    }
    let lines: Vec<_> = cut.into_iter().take(2).map(dead).collect();
    (!lines.is_empty()).then(|| Finding::likely("G2-LINK-NOCARRIER").seen_all(lines))
}

fn dead(interface: &InterfaceFacts) -> Phrase {
    let name = printable(&interface.name, MAX_NAME);
    match interface.carrier {
        Some(false) => phrase!("{name} has no carrier", "{name} 沒有連線訊號（no carrier）"),
        _ => phrase!("{name} is disabled", "{name} 已停用"),
    }
}

/// Needs an interface that gave itself an address because nobody else did.
fn self_given_address(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    if link.heard() || robot.is_link_local() {
        return None;
    }
    let machine = machine(link.case)?;
    let source = machine.route.as_ref().and_then(|route| route.source.as_ref());
    let source = source.and_then(|source| source.parse::<Ipv4Addr>().ok());
    if let Some(source) = source.filter(Ipv4Addr::is_link_local) {
        return Some(Finding::likely("G2-ENV-LINKLOCAL").with_severity(Severity::Error).seen(
            phrase!(
                "packets to the robot leave from {source}",
                "送往機器人的封包使用來源位址 {source}"
            ),
        ));
    }
    if !matches!(link.route, Route::Elsewhere(_)) {
        return None;
    }
    let waits = |each: &&InterfaceFacts| {
        let all = !each.addresses.is_empty()
            && each.addresses.iter().all(|own| own.address.is_link_local());
        all && each.physical == Some(true) && each.carrier == Some(true)
    };
    let interface = machine.interfaces.iter().flatten().find(waits)?;
    let (name, own) = (printable(&interface.name, MAX_NAME), interface.addresses.first()?.address);
    Some(Finding::possible("G2-ENV-LINKLOCAL").with_severity(Severity::Error).seen(phrase!(
        "{name} is connected to a network that gave it no address: it has {own}",
        "{name} 已接上網路但沒有取得位址，只有 {own}"
    )))
}

/// Needs to know that the robot's address lies in no attached network.
fn wrong_network(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    let Route::Elsewhere(gateway) = link.route else { return None };
    let inside = |machine: &HostEvidence| machine.addresses().any(|(_, own)| own.covers(robot));
    if machine(link.case).is_some_and(inside) {
        // The network is right, and its route is another's: a tunnel's, mostly.
        return None;
    }
    let known = machine(link.case).is_some_and(|machine| machine.interfaces.is_some());
    let none = known.then(|| match robot == ACCESS_POINT {
        true => phrase!(
            "no interface here has an address in 192.168.12.0/24",
            "這台電腦沒有介面擁有 192.168.12.0/24 的位址"
        ),
        false => phrase!(
            "no interface here has an address in the network of {robot}",
            "這台電腦沒有介面擁有 {robot} 所在網段的位址"
        ),
    });
    let through = gateway.map(|gateway| {
        let gateway = printable(gateway, 45);
        phrase!(
            "the route to {robot} goes through the router {gateway}",
            "通往 {robot} 的路由經過路由器 {gateway}"
        )
    });
    let tunnel = machine(link.case).and_then(HostEvidence::tunnel_to_robot);
    let into = tunnel.map(|tunnel| {
        let name = printable(&tunnel.name, MAX_NAME);
        phrase!(
            "the route to {robot} goes into {name}, a tunnel",
            "通往 {robot} 的路由走進隧道 {name}"
        )
    });
    let of_no_use = || match tunnel {
        Some(_) => phrase!(
            "the route to it goes into a tunnel: join its Wi-Fi, or give this machine an address in its subnet",
            "通往它的路由走進隧道：連上它的 Wi-Fi，或設定同網段的位址"
        ),
        None => phrase!(
            "the route to it goes through a router: join its Wi-Fi, or give this machine an address in its subnet",
            "通往它的路由經過路由器：連上它的 Wi-Fi，或設定同網段的位址"
        ),
    };
    let subnet = |confidence| Finding::new("G2-LINK-SUBNET", confidence);
    let finding = match link.echo {
        // Another network may have that address as well, or even lead to the robot.
        _ if robot == ACCESS_POINT => Finding::likely("G2-LINK-WRONG-SSID"),
        _ if link.attempt == Attempt::NoRoute => return None,
        _ if is_wired(robot) => subnet(Confidence::Likely).because(of_no_use()),
        // Routers do lead to robots that have joined another Wi-Fi of the house: what answers
        // may well be one.
        _ if !robot.is_private() || link.heard() => return None,
        Echo::Unknown => subnet(Confidence::Possible).because(of_no_use()),
        _ => subnet(Confidence::Likely).because(of_no_use()),
    };
    Some(finding.seen_all(none).seen_all(through).seen_all(into))
}

/// Needs a virtual machine that is not in the robot's network, and no hypervisor that would
/// translate: then its adapter is bridged to some network of the machine around it.
fn bridged_elsewhere(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    let machine = machine(link.case)?;
    let hypervisor = machine.hypervisor()?;
    let rented = machine.place.as_ref().is_some_and(|place| place.cloud.is_some());
    let elsewhere = matches!(link.route, Route::Elsewhere(_)) && robot.is_private();
    let unheard = !link.heard() && !rented && elsewhere;
    let radio = machine.interfaces.iter().flatten().any(|each| each.wireless == Some(true));
    let kind = printable(hypervisor, MAX_NAME);
    (unheard && !radio).then(|| {
        Finding::possible("G2-ENV-MULTI-NIC").seen(phrase!(
            "this is a virtual machine ({kind}), with no adapter in the robot's network: is one bridged to the host's adapter that is?",
            "這是虛擬機器（{kind}），沒有介面在機器人的網段：是否已橋接到主機上通往機器人的網路卡？"
        ))
    })
}

/// Needs a driver's log: where it was written, only the address tells. That of the access point is
/// reached in the robot's own Wi-Fi alone.
fn not_joined(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    let asked = link.case.source == Source::Log && robot == ACCESS_POINT && !link.heard();
    asked.then(|| {
        Finding::possible("G2-LINK-WRONG-SSID").next_command("go2doctor env").seen(phrase!(
            "{robot} is only reachable in the robot's own Wi-Fi: was this machine in it?",
            "{robot} 只有在機器人自己的 Wi-Fi 中才能到達：當時這台電腦連在其中嗎？"
        ))
    })
}

fn isolation(link: &Link<'_>, _: Ipv4Addr) -> Option<Finding> {
    may_be_isolated(link).then(|| {
        Finding::possible("G2-LINK-ISOLATION").seen(phrase!(
            "the router of this network answers ARP, the robot's address does not, and no other device was heard",
            "此網路的路由器回應 ARP，機器人的位址沒有回應，也沒有聽到其他裝置"
        ))
    })
}

/// Needs an own network whose router answers ARP, and a robot that never did. A robot that is off, or
/// has another address, is as silent. Where another device answers, isolation is a weaker guess: that
/// device may be on a cable.
pub(super) fn may_be_isolated(link: &Link<'_>) -> bool {
    let alone = |others: &LinkNeighbours| {
        others.router_answers == Some(true) && others.others_answer == Some(0)
    };
    is_client(link) && !link.heard() && link.others.is_some_and(alone)
}

/// Whether this machine and the robot may both be clients of an access point. The robot's own is none
/// of its clients, and by cable there are none.
pub(super) fn is_client(link: &Link<'_>) -> bool {
    let by_cable = machine(link.case).is_some_and(HostEvidence::is_by_cable);
    let robot = robot(link.case).filter(|robot| *robot != ACCESS_POINT && !is_wired(*robot));
    robot.is_some() && !by_cable && link.route == Route::Attached
}

fn other_guest(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    (link.case.source == Source::Log && is_guest(robot.into())).then(|| {
        Finding::possible("G2-HTTP-WRONG-HOST")
            .next_command("go2doctor check --robot 192.168.12.1")
            .seen(phrase!(
                "in its own Wi-Fi the robot is {ACCESS_POINT}; {robot} is one of its guests",
                "在自己的 Wi-Fi 中機器人是 {ACCESS_POINT}；{robot} 是連上它的裝置"
            ))
    })
}

/// Needs an address that another board has. In another network it is another device's.
fn other_board(link: &Link<'_>, robot: Ipv4Addr) -> Option<Finding> {
    let last = robot.octets()[3];
    let (_, name, chinese) =
        OTHER_BOARDS.iter().find(|(board, ..)| is_wired(robot) && *board == last)?;
    let finding = match link.route {
        Route::Elsewhere(_) => Finding::possible("G2-HTTP-WRONG-HOST"),
        _ if link.heard() => Finding::likely("G2-HTTP-WRONG-HOST"),
        _ => Finding::possible("G2-HTTP-WRONG-HOST"),
    };
    Some(finding.seen(phrase!("{robot} is usually {name}", "{robot} 通常是 {chinese}")))
}

/// macOS keeps programs off the local network until their user allows it, and says so by an
/// error that means something else.
fn privacy(link: &Link<'_>, _: Ipv4Addr) -> Option<Finding> {
    let place = machine(link.case).and_then(|machine| machine.place.as_ref());
    may_be_privacy(link).then(|| {
        Finding::possible("G2-ENV-MACOS-LNP")
            .seen(phrase!(
                "macOS refused at once to send to a network that this machine is in",
                "macOS 立即拒絕把封包送往這台電腦所在的網段"
            ))
            .seen_all(place.and_then(app))
    })
}

fn app(place: &PlaceFacts) -> Option<Phrase> {
    let program = place.started_from.as_deref()?;
    let app = APPS.iter().find(|(name, _)| *name == program);
    let app = app.map_or_else(|| printable(program, MAX_NAME), |(_, app)| (*app).to_owned());
    Some(phrase!(
        "it was started from {app}: that is the app to allow",
        "它由 {app} 啟動：要允許的就是這個 App"
    ))
}

/// `TERM_PROGRAM` and the app, as System Settings lists it.
const APPS: [(&str, &str); 3] =
    [("vscode", "Visual Studio Code"), ("iTerm.app", "iTerm"), ("WarpTerminal", "Warp")];

/// What has leave without asking (Apple TN3179): Apple's own Terminal, and SSH.
const EXEMPT: [&str; 2] = ["Apple_Terminal", "ssh"];

/// The first version of macOS that asks.
const FIRST_TO_ASK: u32 = 15;

/// Whether this system asks, and whoever started us needs leave, as far as that is known.
fn may_need_leave(place: &PlaceFacts) -> bool {
    let major = place.macos_version.as_deref().and_then(|it| it.split('.').next()?.parse().ok());
    let asks = major.is_none_or(|major: u32| major >= FIRST_TO_ASK);
    asks && place.started_from.as_deref().is_none_or(|program| !EXEMPT.contains(&program))
}

/// Needs macOS, an attached network, and an error that was there before ARP could fail.
pub(super) fn may_be_privacy(link: &Link<'_>) -> bool {
    let os = machine(link.case).and_then(|machine| machine.os.as_deref());
    let took = link.case.ran(Stage::Http).and_then(|http| http.duration_ms);
    let place = machine(link.case).and_then(|machine| machine.place.as_ref());
    os == Some("macos")
        && place.is_none_or(may_need_leave)
        && link.attempt == Attempt::HostUnreachable
        && link.route == Route::Attached
        && took.is_some_and(|took| took < AT_ONCE_MS)
        && !link.heard()
}

fn is_wired(robot: Ipv4Addr) -> bool {
    robot.octets()[..3] == WIRED
}
