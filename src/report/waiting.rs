//! What a stage waits for, in words.

use crate::facts::waiting::Waiting;
use crate::text::format::{count, duration, printable, times};
use crate::text::language::{Language, say};

/// What was sent and not answered so far.
pub fn waiting(waiting: &Waiting, language: Language) -> String {
    match waiting {
        Waiting::Resolve { host } => {
            say!(language, "resolving {}", "查詢 {} 的位址", printable(host))
        }
        Waiting::Connect { signal_port, legacy_port } => say!(
            language,
            "SYN sent to ports {} and {}, no answer",
            "已對連接埠 {} 與 {} 送出 SYN，沒有回應",
            signal_port,
            legacy_port
        ),
        Waiting::Robot { waited, of } => say!(
            language,
            "waiting for the robot, {:.0} s of {:.0}",
            "等待機器人，{:.0} s / {:.0} s",
            waited.as_secs_f64().floor(),
            of.as_secs_f64()
        ),
        Waiting::ConNotify => language
            .pick("POST /con_notify sent, no answer", "已送出 POST /con_notify，沒有回應")
            .into(),
        Waiting::Offer { address } => {
            say!(language, "offer posted to {}, no answer", "offer 已送往 {}，沒有回應", address)
        }
        Waiting::Slot { rejects, next_in } => say!(
            language,
            "slot taken, rejected {}; next offer in {}",
            "名額被佔用，被拒絕 {}；{} 後再次提出",
            times((*rejects).into(), language),
            duration(next_in.as_secs_f64() * 1e3)
        ),
        Waiting::Pair => {
            language.pick("checks under way, no pair selected", "檢查進行中，尚未選定組合").into()
        }
        Waiting::DtlsFinished => {
            language.pick("handshake under way, not finished", "握手進行中，尚未完成").into()
        }
        Waiting::ChannelOpen => language
            .pick(
                "waiting for the channel to open, which needs an ACK",
                "等待通道開啟，需要收到 ACK",
            )
            .into(),
        Waiting::Checks { sent, received } => say!(
            language,
            "{} sent, none answered enough to nominate; {} received",
            "送出 {}，回應不足以選定組合；收到 {} 次",
            count(*sent, "check", "次檢查", language),
            received
        ),
        Waiting::ClientHello => language
            .pick(
                "waiting for the robot's ClientHello, none came",
                "等待機器人的 ClientHello，尚未收到",
            )
            .into(),
        Waiting::Handshake { hellos, retransmits } => say!(
            language,
            "ClientHello received {}, our flight sent again {}, not finished",
            "收到 ClientHello {}，我方封包重送 {}，握手未完成",
            times((*hellos).into(), language),
            times((*retransmits).into(), language)
        ),
        Waiting::ServerHello { sent } => say!(
            language,
            "ClientHello sent {}, no answer",
            "ClientHello 送出 {}，沒有回應",
            times((*sent).into(), language)
        ),
        Waiting::InitAck { sent } => say!(
            language,
            "INIT sent {}, no answer",
            "INIT 送出 {}，沒有回應",
            times((*sent).into(), language)
        ),
        Waiting::CookieAck { sent } => say!(
            language,
            "COOKIE-ECHO sent {}, no answer",
            "COOKIE-ECHO 送出 {}，沒有回應",
            times((*sent).into(), language)
        ),
        Waiting::Usable => language
            .pick(
                "OPEN sent, neither ACK, message nor SACK came",
                "已送出 OPEN，ACK、訊息、SACK 都沒有收到",
            )
            .into(),
        Waiting::Challenge => {
            language.pick("waiting for the challenge, none came", "等待驗證挑戰，尚未收到").into()
        }
        Waiting::ValidationOk => language
            .pick(
                "challenge answered, neither Ok nor complaint came",
                "驗證挑戰已回答，沒有收到 Ok 或錯誤",
            )
            .into(),
        Waiting::Topics { low_state, robot_pose } => say!(
            language,
            "{} lowstate and {} received",
            "收到 {} 則 lowstate 與 {}",
            low_state,
            count(*robot_pose, "robot_pose message", "則 robot_pose", language)
        ),
    }
}
