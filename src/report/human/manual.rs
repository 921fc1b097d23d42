//! The command that shows by hand what a stage measured.

use crate::facts::StageFacts;
use crate::facts::invocation::shell_quoted;
use crate::facts::outcome::StageOutcome;

/// The manual command that a stage stands for. From DTLS on all is encrypted:
/// there it is the driver's log that shows the same step.
pub(super) fn command(outcome: &StageOutcome, host: &str) -> Option<String> {
    let simulated = host == "sim" || host.starts_with("sim:");
    let host = if simulated { "127.0.0.1".to_owned() } else { shell_quoted(host) };
    Some(match &outcome.facts {
        StageFacts::Ping { .. } => format!("ping -c 4 {host}"),
        StageFacts::Http { evidence, .. } => {
            let url = match &evidence.url {
                Some(url) => shell_quoted(url),
                None => format!("http://{host}:9991/con_notify"),
            };
            format!("curl -v -X POST {url} --max-time 5")
        }
        StageFacts::Host { .. } | StageFacts::Sdp { .. } => return None,
        StageFacts::Ice { .. } => format!("sudo tcpdump -ni any udp and host {host}"),
        StageFacts::Dtls { .. } => "grep -E 'DTLS handshake|alert' webrtc_debug.log".into(),
        StageFacts::Sctp { .. } => "grep -E 'InitChunk|ESTABLISHED' webrtc_debug.log".into(),
        StageFacts::Validation { .. } => "grep -i validation webrtc_debug.log".into(),
        StageFacts::Flow { .. } => "ros2 topic hz /joint_states".into(),
    })
}
