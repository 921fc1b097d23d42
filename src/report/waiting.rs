//! What a stage waits for, in words.

use crate::report::text::{count, printable, times};
use crate::stages::waiting::Waiting;

/// What was sent and not answered so far.
pub fn waiting(waiting: &Waiting) -> String {
    match waiting {
        Waiting::Resolve { host } => format!("resolving {}", printable(host)),
        Waiting::Connect { signal_port, legacy_port } => {
            format!("SYN sent to ports {signal_port} and {legacy_port}, no answer")
        }
        Waiting::ConNotify => "POST /con_notify sent, no answer".into(),
        Waiting::Offer { address } => format!("offer posted to {address}, no answer"),
        Waiting::Checks { sent, received } => format!(
            "{} sent, none answered enough to nominate; {received} received",
            count(*sent, "check")
        ),
        Waiting::ClientHello => "waiting for the robot's ClientHello, none came".into(),
        Waiting::Handshake { hellos, retransmits } => format!(
            "ClientHello received {}, our flight sent again {}, not finished",
            times((*hellos).into()),
            times((*retransmits).into())
        ),
        Waiting::ServerHello { sent } => {
            format!("ClientHello sent {}, no answer", times((*sent).into()))
        }
        Waiting::InitAck { sent } => format!("INIT sent {}, no answer", times((*sent).into())),
        Waiting::CookieAck { sent } => {
            format!("COOKIE-ECHO sent {}, no answer", times((*sent).into()))
        }
        Waiting::Usable => "OPEN sent, neither ACK, message nor SACK came".into(),
        Waiting::Challenge => "waiting for the challenge, none came".into(),
        Waiting::ValidationOk => "challenge answered, neither Ok nor complaint came".into(),
        Waiting::Topics { low_state, robot_pose } => {
            format!(
                "{low_state} lowstate and {} received",
                count(*robot_pose, "robot_pose message")
            )
        }
    }
}
