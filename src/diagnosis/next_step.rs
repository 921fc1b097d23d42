//! The one command to run next.

use super::case::Case;
use super::conclusion::Conclusion;
use crate::catalogue::entry::Platform;
use crate::catalogue::template::Blanks;
use crate::facts::invocation::Invocation;

const SIGNAL_PORT: u16 = 9991;

/// What fills the commands of the catalogue for this case.
pub fn blanks(case: &Case<'_>, invocation: &Invocation) -> Blanks {
    let host = case.robot.address.map(|address| address.to_string());
    let host = host.unwrap_or_else(|| case.robot.host.clone());
    let http = case.http();
    let ports = http.and_then(|http| http.evidence.ports.as_deref());
    let signal_port = ports.and_then(|ports| ports.first()).map_or(SIGNAL_PORT, |port| port.port);
    let asked = http.and_then(|http| http.evidence.url.clone());
    let bracketed = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    Blanks {
        url: asked.unwrap_or_else(|| format!("http://{bracketed}:{signal_port}/con_notify")),
        host,
        signal_port,
        other_offer: match invocation.offer.as_deref() {
            Some("data-only") => "go2doctor".into(),
            _ => "data-only".into(),
        },
        pid: case.machine().and_then(|machine| Some(machine.rivals(case.address()).first()?.pid)),
        without_git: case
            .machine()
            .and_then(|machine| machine.driver.as_ref()?.in_git)
            .is_some_and(|in_git| !in_git),
        invocation: invocation.clone(),
    }
}

/// The command that `first`, the first finding, asks for on `platform`. What was just run is no
/// advice: then the next that fits, and in the end the finding's own page.
pub fn next_step(first: &Conclusion, blanks: &Blanks, platform: Platform) -> Option<String> {
    let of_entry = first.entry.next.iter().filter(|next| next.platform.serves(platform));
    let mut all = first.next.into_iter().chain(of_entry.map(|next| next.command.as_str()));
    let mut asked = false;
    let fresh = all.find(|command| {
        asked = true;
        blanks.helps(command)
    });
    match fresh {
        Some(command) => Some(blanks.fill(command)),
        None => asked.then(|| format!("go2doctor explain {}", first.code())),
    }
}
