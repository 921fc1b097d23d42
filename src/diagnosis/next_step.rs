//! The one command to run next.

use super::case::Case;
use super::conclusion::Conclusion;
use super::invocation::Invocation;
use crate::catalogue::entry::Platform;
use crate::catalogue::template::Blanks;

/// The usual port of con_notify.
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
        invocation: invocation.clone(),
    }
}

/// The command that `first`, the first finding, asks for on `platform`.
pub fn next_step(first: &Conclusion, blanks: &Blanks, platform: Platform) -> Option<String> {
    let of_entry = || {
        let fits = first.entry.next.iter().find(|next| next.platform.serves(platform))?;
        Some(fits.command.as_str())
    };
    first.next.or_else(of_entry).map(|command| blanks.fill(command))
}
