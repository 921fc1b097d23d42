//! Remarks in words: evidence of a finding, and the summary of their stage.

use crate::facts::remark::Remark;
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

impl Remark {
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Interrupted => phrase!("interrupted", "被中斷"),
            Self::DriverNotStarted => phrase!("the driver did not start", "驅動程式沒有啟動"),
            Self::ProxyNeverAsked => phrase!(
                "no program asked the proxy: its robot's address stands elsewhere",
                "沒有程式連到這個代理：機器人的位址寫在別處"
            ),
            Self::ProxyNeverOffered => phrase!(
                "the driver asked the proxy, and sent no offer that could be opened",
                "驅動程式連到了代理，但沒有送出可以解開的 offer"
            ),
            Self::ProxyDropped => phrase!(
                "the driver's offer was not passed on: the robot sees nothing of one in this form",
                "驅動程式的 offer 沒有轉送：這種形式的 offer 機器人看不到"
            ),
            Self::LogEndsDuring(stage) => {
                phrase!("the log ends in the middle of {stage}", "日誌在 {stage} 進行中就結束了")
            }
            Self::DeadlineTooShort { deadline_ms, needs_ms } => phrase!(
                "the deadline of {deadline_ms} ms is shorter than a healthy robot needs ({needs_ms} ms)",
                "期限 {deadline_ms} ms 短於正常機器人所需（{needs_ms} ms）"
            ),
            Self::LayerStuck => phrase!(
                "one of go2doctor's own layers did not come back by the deadline",
                "go2doctor 自己的某一層到期限仍沒有結束"
            ),
            Self::WasStopped(ms) => {
                let took = duration(*ms as f64);
                phrase!(
                    "go2doctor itself, or this machine, was suspended for {took}",
                    "go2doctor 或這台電腦本身暫停了 {took}"
                )
            }
            Self::LogEndsBefore(stage) => {
                phrase!("the log ends before {stage}", "日誌在 {stage} 之前就結束了")
            }
            Self::CaptureEndsBefore(stage) => {
                phrase!("the capture shows nothing of {stage}", "封包擷取中沒有 {stage} 的內容")
            }
            Self::CaptureEndsDuring(stage) => phrase!(
                "the capture ends in the middle of {stage}",
                "封包擷取在 {stage} 進行中就結束了"
            ),
            Self::RecordsEncrypted { sent, received } => phrase!(
                "encrypted records both ways (driver {sent}, robot {received}): by their sizes the \
                 association is likely up, but nothing inside is visible",
                "雙向都有加密的 record（驅動程式 {sent}、機器人 {received}）：由大小判斷 association \
                 很可能已建立，但看不到內容"
            ),
            Self::RecordsUnanswered(sent) => phrase!(
                "encrypted records from the driver: {sent}, from the robot: none so far",
                "驅動程式送出加密的 record：{sent}，機器人目前沒有送出"
            ),
            Self::MachineSilent(ms) => phrase!(
                "this machine did not answer within {ms} ms",
                "這台電腦沒有在 {ms} ms 內回應"
            ),
            Self::PingCutShort(ms) => phrase!(
                "cut short after {ms} ms, before an answer came",
                "{ms} ms 後中止，當時尚未收到回應"
            ),
            Self::UnknownData2(number) => {
                phrase!("data2 is {number}, not 1, 2 or 3", "data2 為 {number}，不是 1、2 或 3")
            }
            Self::NoRobotAddress => {
                phrase!("the robot's address is not known", "不知道機器人的位址")
            }
            Self::UnknownOfferProfile => {
                phrase!("the offer profile is not known", "沒有這個 offer 設定檔")
            }
            Self::NoAddressOfFamily(robot) => phrase!(
                "the interface has no address of the same family as {robot}",
                "這個網路介面沒有與 {robot} 同類型的位址"
            ),
            Self::NoRoute { robot, error } => {
                let error = printable(error);
                phrase!("no route to {robot}: {error}", "沒有到 {robot} 的路由：{error}")
            }
            Self::NoUdpSocket(error) => own("no UDP socket", "無法建立 UDP socket", error),
            Self::NoLocalCandidate => phrase!("no local candidate", "沒有這台電腦的候選位址"),
            Self::NoSha256Fingerprint => phrase!(
                "no SHA-256 fingerprint, and nothing else can be compared",
                "沒有 SHA-256 指紋，而其他指紋不會比對"
            ),
            Self::NoAnswer => phrase!("there is no usable answer", "沒有可用的 answer"),
            Self::NoSocket => phrase!("there is no socket", "沒有 socket"),
            Self::NoConnection => phrase!("there is no connection", "沒有連線"),
            Self::NoChannel => phrase!("there is no channel", "沒有通道"),
            Self::ChecksNotSent(kind) => {
                own("this machine refused to send the checks", "這台電腦拒絕送出檢查", kind)
            }
            Self::OwnDtls(error) => {
                own("go2doctor's own DTLS failed", "go2doctor 本身的 DTLS 無法繼續", error)
            }
            Self::OwnSctp(error) => {
                own("go2doctor's own SCTP failed", "go2doctor 本身的 SCTP 無法繼續", error)
            }
            Self::OwnStack(error) => {
                own("go2doctor's own stack failed", "go2doctor 本身的協定堆疊無法繼續", error)
            }
            Self::OwnLimit(error) => {
                own("a limit of this machine or of go2doctor", "這台電腦或 go2doctor 的限制", error)
            }
            Self::StockNotGathered => phrase!(
                "the stock client gathered no candidates in time",
                "stock 用戶端沒有及時收集到候選位址"
            ),
            Self::StockMadeNoOffer(error) => {
                own("the stock client made no offer", "stock 用戶端沒有產生 offer", error)
            }
            Self::StockRefusesAnswer(error) => {
                own("the stock client refuses the answer", "stock 用戶端拒絕這個 answer", error)
            }
            Self::StockIce(state) => {
                phrase!("the stock client's ICE is `{state}`", "stock 用戶端的 ICE 為 `{state}`")
            }
            Self::StockConnection(state) => phrase!(
                "the stock client's connection is `{state}`",
                "stock 用戶端的連線為 `{state}`"
            ),
            Self::StockChannel { association, closed } => {
                let channel = match closed {
                    true => phrase!("closed", "已關閉"),
                    false => phrase!("not open", "未開啟"),
                };
                match association {
                    Some(state) => phrase!(
                        "the stock client's association is `{0}`, its channel {1}: it waits for an ACK of its OPEN",
                        "stock 用戶端的 association 為 `{0}`，通道{1}：它在等待 OPEN 的 ACK",
                        state,
                        channel
                    ),
                    None => phrase!(
                        "the stock client has no association, its channel is {}",
                        "stock 用戶端沒有 association，通道{}",
                        channel
                    ),
                }
            }
            Self::Said(text) => Phrase::same(printable(text)),
        }
    }
}

/// A limit of this machine or of go2doctor, with the error behind it.
fn own(en: &str, zh_tw: &str, error: &str) -> Phrase {
    let error = printable(error);
    Phrase::new(format!("{en}: {error}"), format!("{zh_tw}：{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    #[test]
    fn what_the_stock_client_tells_is_said_in_both_languages() {
        let channel = |association: Option<&str>, closed| Remark::StockChannel {
            association: association.map(str::to_owned),
            closed,
        };
        let cases = [
            (Remark::StockIce("failed".into()), "stock 用戶端的 ICE 為 `failed`"),
            (Remark::StockConnection("connecting".into()), "stock 用戶端的連線為 `connecting`"),
            (
                channel(Some("connected"), false),
                "stock 用戶端的 association 為 `connected`，通道未開啟：它在等待 OPEN 的 ACK",
            ),
            (channel(None, true), "stock 用戶端沒有 association，通道已關閉"),
        ];
        for (remark, taiwan) in cases {
            assert_eq!(remark.phrase().get(Language::Taiwan), taiwan);
            let english = remark.phrase().get(Language::English).to_owned();
            assert!(english.is_ascii() && english.starts_with("the stock client"), "{english}");
        }
    }

    #[test]
    fn an_error_of_this_side_is_introduced_in_both_languages() {
        let remark = Remark::OwnLimit("no socket for ICMP: Too many open files".into()).phrase();
        let [english, taiwan] = Language::ALL.map(|language| remark.get(language).to_owned());
        assert!(english.starts_with("a limit of this machine or of go2doctor: no socket"));
        assert!(taiwan.starts_with("這台電腦或 go2doctor 的限制：no socket"), "{taiwan}");
    }
}
