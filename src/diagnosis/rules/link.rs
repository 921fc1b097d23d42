//! A robot that cannot be reached: what this machine's own facts make of it.
//!
//! What was seen of the robot gives the symptom. Its causes are read off the way there, and each
//! that fits stands beside it. A driver's log may be of another machine, so that there the
//! address alone counts.

mod causes;
mod route;

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::{LinkNeighbours, Neighbour, PingEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;
use route::Route;
pub(super) use route::robot;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// The kernel knows no way, so that nothing was sent.
    NoRoute,
    Refused,
    Silent,
    /// "Host unreachable": of our kernel, of a router or of a firewall.
    HostUnreachable,
    NetUnreachable,
    /// Something answered HTTP, and not as a robot does.
    NotARobot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Echo {
    Answered(u32),
    Unanswered,
    Unknown,
}

/// All that is known of the way to a robot that was not reached.
struct Link<'a> {
    case: &'a Case<'a>,
    attempt: Attempt,
    route: Route<'a>,
    echo: Echo,
    neighbour: Option<Neighbour>,
    /// Who else answers ARP on that link, where the robot does not.
    others: Option<&'a LinkNeighbours>,
}

/// The symptom and its causes. Where there is nothing to say but the causes, as of an answer that
/// others judge, the symptom is left out.
pub(super) fn unreached(case: &Case<'_>, stage: Stage, attempt: Attempt) -> Vec<Finding> {
    let link = Link::of(case, attempt);
    let mut found = causes::of(&link);
    found.extend(symptom(&link).map(|found| of_open_cases(&link, found)));
    found.into_iter().map(|each| each.at_stage(stage)).collect()
}

impl<'a> Link<'a> {
    fn of(case: &'a Case<'a>, attempt: Attempt) -> Self {
        let http = case.http().and_then(|http| http.evidence.neighbour);
        let ping = || case.ping().and_then(|ping| ping.evidence.neighbour);
        Self {
            case,
            attempt,
            route: Route::of(case),
            echo: echo(case),
            neighbour: http.or_else(ping),
            others: case.ping().and_then(|ping| ping.evidence.neighbours.as_ref()),
        }
    }

    /// Whether anything at the address showed itself, be it the robot or another.
    fn heard(&self) -> bool {
        matches!(self.attempt, Attempt::Refused | Attempt::NotARobot)
            || matches!(self.echo, Echo::Answered(_))
            || self.neighbour == Some(Neighbour::Reachable)
            || self.port_spoke()
    }

    fn port_spoke(&self) -> bool {
        use crate::facts::PortReason::{ConnRefused, Open};
        let ports = self.case.http().and_then(|http| http.evidence.ports.as_ref());
        ports.into_iter().flatten().any(|port| matches!(port.reason, Open | ConnRefused))
    }

    /// What shows that somebody is there, where ports do not.
    fn sign_of_life(&self) -> Option<Phrase> {
        match (self.echo, self.neighbour) {
            (Echo::Answered(count), _) => {
                let times = Phrase::times(u64::from(count));
                Some(phrase!("ping was answered {}", "ping 有回應（{}）", times))
            }
            (_, Some(Neighbour::Reachable)) => Some(phrase!(
                "the address answers ARP, so a device is there",
                "該位址回應 ARP，表示確實有裝置"
            )),
            _ => None,
        }
    }

    fn unanswered_echoes(&self) -> Option<Phrase> {
        self.case.ping().and_then(|ping| unanswered_echoes(ping.evidence))
    }
}

/// An echo that this machine could not send says nothing of the robot.
fn echo(case: &Case<'_>) -> Echo {
    use crate::facts::PingMethod::Tcp;
    use crate::facts::outcome::Status::{Fail, Warn};
    let Some(ping) = case.ping().filter(|ping| ping.evidence.method != Some(Tcp)) else {
        return Echo::Unknown;
    };
    match (ping.evidence.received, ping.status) {
        (Some(count @ 1..), _) => Echo::Answered(count),
        (_, Fail | Warn) => Echo::Unanswered,
        _ => Echo::Unknown,
    }
}

fn symptom(link: &Link<'_>) -> Option<Finding> {
    Some(match link.attempt {
        Attempt::NotARobot => return None,
        Attempt::Refused => Finding::possible("G2-HTTP-REFUSED"),
        Attempt::NoRoute => no_route(link),
        _ if link.heard() => filtered(link),
        Attempt::Silent => silent(link),
        // A router on the way can say the same as our own kernel: not certain.
        Attempt::NetUnreachable => Finding::likely("G2-LINK-SUBNET").seen_all(kernel(link)),
        // So says the kernel where nobody answers ARP; a firewall's reject, which it says as well,
        // comes from a host that is otherwise heard.
        Attempt::HostUnreachable => {
            let finding = match causes::may_be_privacy(link) {
                true => Finding::possible("G2-LINK-UNREACH"),
                false => Finding::likely("G2-LINK-UNREACH"),
            };
            unanswered_arp(link, finding).seen_all(kernel(link))
        }
    })
}

/// Leaves out of what an unreachable robot may have as its cause what this machine's facts exclude.
/// Another network may have the same addresses.
fn of_open_cases(link: &Link<'_>, found: Finding) -> Finding {
    if found.code() != "G2-LINK-UNREACH" {
        return found;
    }
    let told = found.why.clone();
    match link.route {
        Route::Attached if causes::is_client(link) => found
            .of(&["isolated", "namesake"])
            .because(phrase!(
                "the robot is off or still starting, its address has changed, or the Wi-Fi isolates its clients",
                "機器人未開機或仍在啟動、位址已改變，或 Wi-Fi 隔離了用戶端"
            ))
            .because(told),
        Route::Attached => found
            .of(&[])
            .because(phrase!(
                "the robot is off or still starting, or its address has changed",
                "機器人未開機或仍在啟動，或位址已改變"
            ))
            .because(told),
        Route::Elsewhere(_) => found.of(&["elsewhere", "isolated"]),
        _ => found,
    }
}

/// Where an interface is in the robot's network all the same, a route of its own refuses the robot.
fn no_route(link: &Link<'_>) -> Finding {
    let finding = Finding::certain("G2-LINK-SUBNET");
    let (robot, machine) = (robot(link.case), route::machine(link.case));
    let attached = robot.zip(machine).and_then(|(robot, machine)| {
        machine.attached_to(robot).map(|(interface, _)| printable(&interface.name, 32)).next()
    });
    match attached {
        None => finding.seen(phrase!(
            "the kernel has no route to the robot's address",
            "核心沒有通往機器人位址的路由"
        )),
        Some(name) => finding
            .next_command("go2doctor env -v")
            .because(phrase!(
                "a route or rule on this machine rejects packets to the robot: a VPN's kill switch, or one set by hand",
                "這台電腦有路由或規則拒絕送往機器人的封包：VPN 的 kill switch，或手動設定的規則"
            ))
            .seen(phrase!(
                "the kernel refuses to send to the robot, although {name} is in its network",
                "{name} 在機器人的網段內，核心卻拒絕送往機器人"
            )),
    }
}

/// Somebody is there, and TCP to these ports does not come through.
fn filtered(link: &Link<'_>) -> Finding {
    let finding = Finding::likely("G2-HTTP-TIMEOUT").seen_all(link.sign_of_life());
    match link.attempt {
        Attempt::Silent => finding,
        _ => finding.seen_all(kernel(link)).because(phrase!(
            "a firewall, here or at the robot's end, explicitly rejects TCP to these ports",
            "這台電腦或機器人那一端的防火牆明確拒絕了連到這些連接埠的 TCP"
        )),
    }
}

/// Neither a port nor an echo request was answered, as far as that is known.
fn silent(link: &Link<'_>) -> Finding {
    match (link.neighbour, link.echo) {
        (Some(Neighbour::Failed), _) => unanswered_arp(link, Finding::likely("G2-LINK-UNREACH"))
            .seen_all(link.unanswered_echoes()),
        (_, Echo::Unanswered) => {
            Finding::possible("G2-LINK-UNREACH").seen_all(link.unanswered_echoes())
        }
        _ => Finding::possible("G2-HTTP-TIMEOUT"),
    }
}

/// That nobody answers ARP for the robot, and what the others on that link say of the reason.
fn unanswered_arp(link: &Link<'_>, finding: Finding) -> Finding {
    if link.neighbour != Some(Neighbour::Failed) {
        return finding;
    }
    let finding = finding.seen(phrase!(
        "no device in this network answers ARP for the robot's address",
        "此網路中沒有裝置回應機器人位址的 ARP"
    ));
    let Some(others) = link.others.filter(|_| link.route == Route::Attached) else {
        return finding;
    };
    let count = others.others_answer.unwrap_or_default();
    if count > 0 {
        let devices = Phrase::count(count.into(), "other device", "個其他裝置");
        let finding = finding.seen(phrase!(
            "{} in this network answered ARP lately",
            "此網路中最近有 {}回應 ARP",
            devices
        ));
        // Access points that isolate their clients let through what is on a cable.
        return finding.because(match causes::is_client(link) {
            true => phrase!(
                "the robot is off, still starting, has another address, or the Wi-Fi isolates it (cabled devices answer even so)",
                "機器人未開機、仍在啟動或位址不同，或 Wi-Fi 隔離了它（接線的裝置照樣有回應）"
            ),
            false => phrase!(
                "others in this network answered: the robot is off, still starting, or has another address",
                "同網路的其他裝置有回應：機器人未開機、仍在啟動，或位址不同"
            ),
        });
    }
    match causes::may_be_isolated(link) {
        true => finding.because(phrase!(
            "this machine reaches its router: the robot is off or has another address, or the Wi-Fi isolates its clients",
            "這台電腦連得到路由器：機器人未開機或位址不同，或 Wi-Fi 隔離了用戶端"
        )),
        false => finding,
    }
}

/// What connect() came to, where that was an error.
fn kernel(link: &Link<'_>) -> Option<Phrase> {
    match link.attempt {
        Attempt::HostUnreachable => Some(phrase!(
            "the kernel reports: host unreachable",
            "核心回報：無法到達主機（host unreachable）"
        )),
        Attempt::NetUnreachable => Some(phrase!(
            "the kernel reports: network unreachable",
            "核心回報：無法到達網路（network unreachable）"
        )),
        _ => None,
    }
}

pub(super) fn unanswered_echoes(evidence: &PingEvidence) -> Option<Phrase> {
    let (sent, received) = (evidence.sent?, evidence.received?);
    if received > 0 {
        return None;
    }
    Some(match evidence.tcp_answered {
        Some(true) => phrase!(
            "{sent} echo requests unanswered, TCP answered",
            "{sent} 個 ping 沒有回應，TCP 有回應"
        ),
        _ => phrase!("{sent} echo requests unanswered", "{sent} 個 ping 沒有回應"),
    })
}
