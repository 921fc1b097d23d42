//! What Windows says of its firewalls, asked by PowerShell: on Windows itself, and from WSL, which
//! can run programs of Windows.

use std::path::Path;
use std::time::Duration;

use crate::facts::network::is_of_local_use;
use crate::facts::{WindowsFacts, WindowsNetwork, WslFacts};
use crate::host::machine::Machine;
use crate::host::notes::Notes;
use crate::text::phrase::{Phrase, phrase};

const POWERSHELL: &str = "powershell.exe";

/// It takes a second or two to start, and longer on a busy machine.
const DEADLINE: Duration = Duration::from_secs(4);

/// Two questions in one start. The identifier is that of WSL as the creator of virtual machines
/// (Microsoft, "Hyper-V firewall"); neither question needs an administrator or changes anything.
const SCRIPT: &str = "$ErrorActionPreference='SilentlyContinue'; \
    Get-NetFirewallHyperVVMSetting -PolicyStore ActiveStore \
    -Name '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' | \
    ForEach-Object { \"hyperv $($_.Enabled) $($_.DefaultInboundAction)\" }; \
    Get-NetConnectionProfile | ForEach-Object { $c=$_.NetworkCategory; \
    Get-NetIPAddress -InterfaceIndex $_.InterfaceIndex -AddressFamily IPv4 | \
    ForEach-Object { \"network $c $($_.IPAddress) $($_.PrefixLength)\" } }";

const MAX_NETWORKS: usize = 16;

/// Asks, where there is a Windows; `None` elsewhere.
pub(super) fn look(
    machine: &dyn Machine,
    wsl: Option<&WslFacts>,
    notes: &mut Notes,
) -> Option<WindowsFacts> {
    if machine.os() != "windows" && wsl.is_none() {
        return None;
    }
    let arguments = ["-NoProfile", "-NonInteractive", "-Command", SCRIPT];
    let said = notes.read("windows", machine.run(Path::new(POWERSHELL), &arguments, DEADLINE))?;
    let mirrored = wsl.is_some_and(WslFacts::is_mirrored);
    let hyperv_inbound = said.lines().find_map(inbound).filter(|_| mirrored);
    let fact = "windows.hyperv_inbound";
    if hyperv_inbound.is_some() {
        notes.source(fact, Phrase::same("Get-NetFirewallHyperVVMSetting"));
    } else if mirrored {
        let reason = phrase!(
            "Get-NetFirewallHyperVVMSetting says nothing of WSL here",
            "Get-NetFirewallHyperVVMSetting 沒有提到這裡的 WSL"
        );
        notes.unread(fact, reason);
    }
    let networks: Vec<_> = said.lines().filter_map(network).take(MAX_NETWORKS).collect();
    let none = || {
        phrase!(
            "Get-NetConnectionProfile names no network",
            "Get-NetConnectionProfile 沒有列出任何網路"
        )
    };
    let networks = Some(networks).filter(|networks| !networks.is_empty()).ok_or_else(none);
    let networks = notes.read("windows.networks", networks);
    if networks.is_some() {
        let source = Phrase::same("Get-NetConnectionProfile, Get-NetIPAddress");
        notes.source("windows.networks", source);
    }
    Some(WindowsFacts { hyperv_inbound: hyperv_inbound.map(Into::into), networks })
}

/// `hyperv True Block`. An action that is not configured is not known: what the system then does
/// is for the system to say, which it does in its active store.
fn inbound(line: &str) -> Option<&'static str> {
    let mut words = line.split_whitespace();
    if words.next()? != "hyperv" {
        return None;
    }
    match (words.next()?, words.next()?) {
        ("False", _) => Some("off"),
        ("True", "Allow") => Some("allow"),
        ("True", "Block") => Some("block"),
        _ => None,
    }
}

/// `network Public 192.168.12.222 24`
fn network(line: &str) -> Option<WindowsNetwork> {
    let mut words = line.split_whitespace();
    if words.next()? != "network" {
        return None;
    }
    let category = words.next()?.to_lowercase();
    let known = ["public", "private", "domainauthenticated"];
    let address = words.next()?.parse().ok().filter(|own| is_of_local_use(*own))?;
    let prefix = words.next()?.parse().ok().filter(|prefix| *prefix <= 32)?;
    known.contains(&category.as_str()).then_some(WindowsNetwork { category, address, prefix })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::{Ending, FakeMachine};

    fn wsl(mode: &str) -> WslFacts {
        WslFacts { version: Some(2), networking: Some(mode.into()), inferred: None }
    }

    fn looked(ending: Ending, mode: &str) -> (Option<WindowsFacts>, Notes) {
        let machine = FakeMachine::new().command(&[POWERSHELL, "-NoProfile"], ending);
        let mut notes = Notes::default();
        (look(&machine, Some(&wsl(mode)), &mut notes), notes)
    }

    fn said(text: &str) -> WindowsFacts {
        looked(Ending::Output(text.into()), "mirrored").0.expect("it was asked")
    }

    #[test]
    fn the_firewall_and_the_networks_are_read() {
        let facts = said(
            "hyperv True Block\r\nnetwork Public 192.168.12.222 24\r\n\
             network Private 192.168.1.7 24\r\nnetwork Public 203.0.113.7 24\r\n",
        );
        assert_eq!(facts.hyperv_inbound.as_deref(), Some("block"));
        let told: Vec<_> = facts.networks.iter().flatten().collect();
        assert_eq!(told.len(), 2, "a public address tells who the user is: {told:?}");
        assert_eq!((told[0].category.as_str(), told[0].prefix), ("public", 24));
        for (line, expected) in [
            ("hyperv True Allow", Some("allow")),
            ("hyperv False Block", Some("off")),
            ("hyperv NotConfigured Block", None),
            ("hyperv True NotConfigured", None),
            ("hyperv", None),
            ("", None),
        ] {
            assert_eq!(said(line).hyperv_inbound.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_answer_is_none_and_says_why() {
        for ending in [Ending::Hangs, Ending::Fails] {
            let (facts, notes) = looked(ending, "mirrored");
            assert_eq!(facts, None);
            assert_eq!(notes.unread[0].fact, "windows");
        }
        let (facts, notes) = looked(Ending::Output("network Odd x y\nnetwork\n".into()), "nat");
        assert_eq!(facts, Some(WindowsFacts::default()));
        let unread: Vec<_> = notes.unread.iter().map(|note| note.fact.as_str()).collect();
        assert_eq!(unread, ["windows.networks"], "in NAT mode that firewall does not matter");
    }

    #[test]
    fn where_there_is_no_windows_nobody_is_asked() {
        let machine = FakeMachine::new().program(POWERSHELL, "hyperv True Block");
        let mut notes = Notes::default();
        assert_eq!(look(&machine, None, &mut notes), None);
        assert!(notes.sources.is_empty() && notes.unread.is_empty());
        let windows = machine.running("windows");
        assert_eq!(look(&windows, None, &mut notes), Some(WindowsFacts::default()));
    }
}
