//! A stage in full detail: what was measured, beside what is normal.

use super::look::Look;
use crate::catalogue::fact_table::{self, Fact, Line};
use crate::catalogue::template::con_notify_url;
use crate::facts::StageFacts;
use crate::facts::invocation::shell_quoted;
use crate::facts::outcome::StageOutcome;
use crate::text::format::printable;
use crate::text::layout::{hanging, padded, wrapped};
use crate::text::phrase::phrase;

const NAME: usize = 16;

const INDENT: usize = 4;

pub(super) fn lines(look: &Look, outcome: &StageOutcome) -> Vec<String> {
    let facts = fact_table::of(&outcome.facts);
    let of_fact = |fact: &Fact| -> Vec<String> {
        let shown = fact.lines.iter().filter(|line| look.verbose || !line.minor);
        shown.flat_map(|line| row(look, fact, line)).collect()
    };
    facts.iter().flat_map(of_fact).collect()
}

/// The line of the command that shows by hand what the stage measured.
pub(super) fn by_hand(look: &Look, outcome: &StageOutcome, host: &str) -> Option<String> {
    let command = printable(&manual(outcome, host)?);
    let name = padded(&look.text(phrase!("by hand", "手動指令")), NAME);
    Some(format!("{:INDENT$}{name} {}", "", look.command(&command)))
}

fn row(look: &Look, fact: &Fact, line: &Line) -> Vec<String> {
    let indent = INDENT + NAME + 1;
    let room = look.line_columns().saturating_sub(indent).max(10);
    let language = look.language;
    let normal = fact.normal.as_ref().map(|it| phrase!(" (normal: {})", "（正常：{}）", *it));
    let normal = normal.unwrap_or_default();
    let source = line.source.as_ref().filter(|_| look.verbose);
    let source = source.map(|source| format!(" [{}]", printable(source.get(language))));
    let value = printable(line.text.get(language));
    let text = format!("{value}{}{}", normal.get(language), source.unwrap_or_default());
    let name = look.dim(&padded(fact.label.get(language), NAME));
    hanging(&format!("{:INDENT$}{name} ", ""), indent, wrapped(&text, room)).collect()
}

/// The manual command that a stage stands for. From DTLS on all is encrypted:
/// there it is the driver's log that shows the same step.
fn manual(outcome: &StageOutcome, host: &str) -> Option<String> {
    let simulated = host == "sim" || host.starts_with("sim:");
    let host = if simulated { "127.0.0.1".to_owned() } else { shell_quoted(host) };
    Some(match &outcome.facts {
        StageFacts::Ping { .. } => format!("ping -c 4 {host}"),
        StageFacts::Http { evidence, .. } => {
            let url = evidence.url.as_deref().map_or_else(|| con_notify_url(&host), shell_quoted);
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
