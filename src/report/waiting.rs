//! What a stage waits for, in words.

use crate::catalogue::fact_table::condition;
use crate::facts::waiting::Waiting;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

/// What was sent and not answered so far.
pub fn waiting(waiting: &Waiting) -> Phrase {
    match waiting {
        Waiting::Resolve { host } => phrase!("resolving {}", "查詢 {} 的位址", printable(host)),
        Waiting::Connect { signal_port, legacy_port } => phrase!(
            "SYN sent to ports {} and {}, no answer",
            "已對連接埠 {} 與 {} 送出 SYN，沒有回應",
            signal_port,
            legacy_port
        ),
        Waiting::Robot { waited, of } => phrase!(
            "waiting for the robot, {:.0} s of {:.0}",
            "等待機器人，{:.0} s / {:.0} s",
            waited.as_secs_f64().floor(),
            of.as_secs_f64()
        ),
        Waiting::ConNotify => {
            phrase!("POST /con_notify sent, no answer", "已送出 POST /con_notify，沒有回應")
        }
        Waiting::Offer { address } => {
            phrase!("offer posted to {}, no answer", "offer 已送往 {}，沒有回應", address)
        }
        Waiting::Slot { rejects, next_in, left } => phrase!(
            "slot taken, rejected {}; next offer in {:.0} s, {:.0} s left",
            "名額被佔用，被拒絕 {}；{:.0} s 後再次提出，最多再等 {:.0} s",
            Phrase::times((*rejects).into()),
            next_in.as_secs_f64(),
            left.as_secs_f64()
        ),
        Waiting::Pair => phrase!("checks under way, no pair selected", "檢查進行中，尚未選定組合"),
        Waiting::DtlsFinished => {
            phrase!("handshake under way, not finished", "握手進行中，尚未完成")
        }
        Waiting::ChannelOpen => phrase!(
            "waiting for the channel to open, which needs an ACK",
            "等待通道開啟，需要收到 ACK"
        ),
        Waiting::Checks { sent, received } => phrase!(
            "{} sent, no pair nominated yet; {} received",
            "送出 {}，尚未選定組合；收到 {} 次",
            Phrase::count(*sent, "check", "次檢查"),
            received
        ),
        Waiting::ClientHello => {
            phrase!("waiting for the robot's ClientHello", "等待機器人的 ClientHello")
        }
        Waiting::Handshake { hellos, retransmits } => phrase!(
            "ClientHello received {}, our flight sent again {}, not finished",
            "收到 ClientHello {}，我方封包重送 {}，握手未完成",
            Phrase::times((*hellos).into()),
            Phrase::times((*retransmits).into())
        ),
        Waiting::ServerHello { sent } => unanswered("ClientHello", *sent),
        Waiting::InitAck { sent } => unanswered("INIT", *sent),
        Waiting::CookieAck { sent } => unanswered("COOKIE-ECHO", *sent),
        Waiting::Usable => phrase!(
            "OPEN sent, no ACK, message or SACK yet",
            "已送出 OPEN，ACK、訊息、SACK 都沒有收到"
        ),
        Waiting::Challenge => {
            phrase!("waiting for the challenge", "等待驗證挑戰")
        }
        Waiting::ValidationOk => {
            phrase!("challenge answered, no reply", "驗證挑戰已回答，沒有回覆")
        }
        Waiting::Topics { low_state, robot_pose } => phrase!(
            "{} lowstate and {} received",
            "收到 {} 則 lowstate 與 {}",
            low_state,
            Phrase::count(*robot_pose, "robot_pose message", "則 robot_pose")
        ),
        Waiting::Warning { code, topic, raised: true } => {
            phrase!("warning: {}", "警告：{}", condition(*code, topic.as_deref()))
        }
        Waiting::Warning { code, topic, raised: false } => {
            phrase!("over: {}", "解除：{}", condition(*code, topic.as_deref()))
        }
    }
}

/// `INIT sent 9 times, no answer`
pub(super) fn unanswered(packet: &str, sent: u32) -> Phrase {
    let times = Phrase::times(sent.into());
    phrase!("{packet} sent {}, no answer", "{packet} 送出 {}，沒有回應", times)
}
