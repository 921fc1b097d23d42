//! `explain`: a finding in full, those that fit what was asked, or the list of all.

use super::print::print_lines;
use crate::catalogue::catalogue;
use crate::catalogue::find::{Answer, NotFound, find};
use crate::catalogue::template::Blanks;
use crate::cli::{CommonOptions, ExplainOptions};
use crate::environment::{ROBOT_VARIABLES, first, of_process};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::log_reading::SignatureKind;
use crate::logs::signatures::BUILT_IN;
use crate::report::human::explain;
use crate::report::human::look::Look;
use crate::text::language::Language;
use crate::text::phrase::phrase;

pub fn run(
    typed: &ExplainOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let lines = match &typed.asked[..] {
        [] => explain::list(&look, &catalogue().entries().iter().collect::<Vec<_>>()),
        words => {
            let asked = words.join(" ");
            let read = read_in(&asked);
            // A mark on the way up is no finding: what can go wrong at its stage is.
            let stage = stage_of(&asked).filter(|_| read.is_empty());
            match find(stage.unwrap_or(&asked), &read).map_err(unknown)? {
                Answer::One(entry) => explain::entry(&look, entry, &blanks()),
                Answer::OfStage(rows) => explain::list(&look, &rows),
                Answer::Several { best, left_out } => explain::several(&look, &best, left_out),
            }
        }
    };
    print_lines(&lines)
}

fn unknown(error: NotFound) -> ExpectedError {
    let near = match &error.suggestions[..] {
        [] => phrase!("`go2doctor explain` lists them all", "`go2doctor explain` 列出全部"),
        near => phrase!("did you mean {}?", "是否指 {}？", near.join(", ")),
    };
    let message =
        phrase!("no finding fits {}: {}", "沒有符合 {} 的診斷結果：{}", error.asked, near);
    ExpectedError::usage(message)
}

/// The robot that the environment names stands in the commands.
fn blanks() -> Blanks {
    let robot = first(&of_process, &ROBOT_VARIABLES).map(|(_, robot)| robot);
    let host = robot.filter(|robot| !robot.starts_with("sim")).unwrap_or_default();
    Blanks { host, ..Blanks::default() }
}

/// The findings at which a line of a log points, those whose cause it names before the others.
fn read_in(line: &str) -> Vec<&'static str> {
    let mut signatures = BUILT_IN.of_pasted(line);
    signatures.sort_by_key(|one| one.kind != SignatureKind::Cause);
    let mut codes: Vec<_> = signatures.iter().filter_map(|one| one.code.as_deref()).collect();
    codes.dedup();
    codes
}

/// The stage of which a line of a log speaks that points at no finding.
fn stage_of(line: &str) -> Option<&'static str> {
    let signatures = BUILT_IN.of_pasted(line);
    let mut telling = signatures.iter().filter(|one| one.event.is_some());
    telling.next().map(|one| one.stage.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_log_points_at_its_finding() {
        for (line, code) in [
            ("Data channel did not open in time", "G2-DC-TIMEOUT"),
            ("RTCSctpTransport(client) x T1(InitChunk) expired 9", "G2-SCTP-NOINITACK"),
            ("ERROR: cryptography.exceptions.InvalidTag", "G2-SIG-AES-REJECTED"),
            ("[Errno 111] Connection refused", "G2-HTTP-REFUSED"),
            ("404 Client Error: Not Found for url: http://192.168.12.1:9991/", "G2-HTTP-404"),
            ("500 Server Error: Internal Server Error for url: http://x/", "G2-HTTP-STATUS"),
            ("HTTPConnectionPool(host='x', port=9991): Read timed out.", "G2-HTTP-NOANSWER"),
            ("Failed to resolve 'go2.lan' ([Errno -2] Name or service not known)", "G2-LINK-NAME"),
            ("x DTLS handshake failed (fingerprint mismatch)", "G2-DTLS-FPRINT"),
            ("x DTLS handshake failed (no SRTP profile negotiated)", "G2-DTLS-SRTP"),
            ("DTLS handshake failed (error [('SSL routines', '', 'x')])", "G2-DTLS-ERROR"),
            ("x DTLS handshake failed (connection error)", "G2-DTLS-NOHELLO"),
            ("Robot signaling returned no SDP answer. Check that", "G2-SIG-NOANSWER"),
            (r#""status": {"code": 3203}"#, "G2-CTL-MODE3203"),
            ("[h264 @ 0x7f] non-existing PPS 0 referenced", "G2-DATA-H264"),
            ("TabError: inconsistent use of tabs and spaces", "G2-ENV-TABERROR"),
            ("No devices found on the network.", "G2-DISC-NOREPLY"),
            ("Go2 is connected by another WebRTC client. Close your mobile APP", "G2-SIG-REJECT"),
        ] {
            assert_eq!(read_in(line), [code], "{line}");
        }
        assert!(read_in("Message: 'Failed to publish:'").is_empty(), "it has many reasons");
        assert_eq!(
            stage_of("DEBUG x: RTCSctpTransport(client) > InitChunk(flags=0)"),
            Some("sctp")
        );
        assert_eq!(stage_of("[go2_driver_node-1] `ICE connection state: checking`"), Some("ice"));
        assert_eq!(stage_of("fingerprint"), None);
        assert!(read_in("fingerprint").is_empty() && read_in("stuck at connecting").is_empty());
    }
}
