//! How values of one type are shown, whatever the fact.

use crate::facts::{
    AbortCause, AbortEvidence, BrokenAnswer, Direction, EndedBy, HttpDialect, LinkState,
    LinkWarningCode, Neighbour, PingMethod, PortReason, SendRefusal, Unreachable,
};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub trait Shown {
    fn shown(&self) -> Phrase;
}

macro_rules! shown_as_they_are {
    ($($type:ty),+) => {
        $(impl Shown for $type {
            fn shown(&self) -> Phrase {
                Phrase::same(self.to_string())
            }
        })+
    };
}

shown_as_they_are!(u8, u16, u32, u64, String);

/// Milliseconds, as every number of the facts with a fraction but for those with rows of their own.
impl Shown for f64 {
    fn shown(&self) -> Phrase {
        Phrase::same(duration(*self))
    }
}

impl Shown for bool {
    fn shown(&self) -> Phrase {
        if *self { phrase!("yes", "是") } else { phrase!("no", "否") }
    }
}

impl Shown for Vec<String> {
    fn shown(&self) -> Phrase {
        match &self[..] {
            [] => phrase!("none", "無"),
            names => Phrase::names(names),
        }
    }
}

/// Declares the words for each value of an enum.
macro_rules! shown_in_words {
    ($($type:ident { $($value:ident: $english:literal, $chinese:literal;)+ })+) => {
        $(impl Shown for $type {
            fn shown(&self) -> Phrase {
                match self {
                    $($type::$value => phrase!($english, $chinese),)+
                }
            }
        })+
    };
}

shown_in_words! {
    LinkWarningCode {
        TopicSilent: "no message", "沒有訊息";
        RttHigh: "round trips far above their median", "往返時間遠高於中位數";
        Loss: "connectivity checks lost", "連線檢查遺失";
        Roamed: "this machine changed to another access point", "這台電腦換了基地台";
    }
    PingMethod {
        IcmpDatagram: "ICMP, datagram socket", "ICMP, datagram socket";
        IcmpRaw: "ICMP, raw socket", "ICMP, raw socket";
        Tcp: "TCP connect (this machine forbids ICMP)", "TCP 連線（這台電腦不允許 ICMP）";
    }
    Neighbour {
        Reachable: "the address answers", "該位址有回應";
        Stale: "known from before", "先前就已知";
        Failed: "no device answers for the address", "沒有裝置回應該位址";
    }
    PortReason {
        Open: "open", "已開啟";
        ConnRefused: "refused", "拒絕連線";
        NoResponse: "silent", "沒有回應";
        HostUnreachable: "host unreachable", "無法連到主機";
        NetUnreachable: "network unreachable", "無法連到網路";
    }
    HttpDialect {
        Http11: "HTTP/1.1", "HTTP/1.1";
        Http10Raw: "HTTP/1.0, raw", "HTTP/1.0，原始";
    }
    BrokenAnswer {
        CutShort: "status 200 came, and the connection was closed in the middle of the answer", "收到狀態 200，但連線在回應中途關閉";
        Unfinished: "status 200 came, and the answer was still coming at the deadline", "收到狀態 200，但期限到時回應尚未傳完";
        BadChunks: "status 200 came, and the chunks of the answer are malformed", "收到狀態 200，但回應的 chunk 格式錯誤";
        TooLarge: "the answer is larger than 1 MiB", "回應大於 1 MiB";
        NotHttp: "the answer is not valid HTTP, or its head is too long", "回應不是有效的 HTTP，或標頭過長";
    }
    SendRefusal {
        Forbidden: "forbidden", "被禁止";
        NoRoute: "no route there", "沒有路由";
        Other: "for another reason", "其他原因";
    }
    Unreachable {
        Port: "port unreachable", "連接埠無法連到";
        Host: "host unreachable", "主機無法連到";
        Net: "network unreachable", "網路無法連到";
    }
    Direction {
        In: "the robot", "機器人";
        Out: "us", "我方";
    }
    EndedBy {
        Closed: "close_notify or SHUTDOWN", "close_notify 或 SHUTDOWN";
        Abort: "ABORT", "ABORT";
        StreamReset: "a reset of the channel's stream", "通道的 stream 被重設";
        Alert: "a fatal DTLS alert", "致命的 DTLS alert";
    }
    LinkState {
        Up: "up", "正常";
        ConsentLost: "lost: STUN is no longer answered", "中斷：STUN 不再有回應";
        ClosedByPeer: "closed by the robot", "被機器人關閉";
        Silent: "STUN is answered, but no data comes", "STUN 有回應，但沒有資料";
    }
}

impl Shown for Vec<AbortCause> {
    fn shown(&self) -> Phrase {
        Phrase::names(self.iter().map(|it| phrase!("{} ({})", "{} ({})", it.words(), it.code)))
    }
}

impl Shown for AbortEvidence {
    fn shown(&self) -> Phrase {
        let causes = match self.causes[..] {
            [] => phrase!("no cause named", "沒有說明原因"),
            _ => self.causes.shown(),
        };
        phrase!("from {}: {}", "來自{}：{}", self.direction.shown(), causes)
    }
}

/// `after 3.1 ms`, or that nothing came.
pub(super) fn after(ms: Option<f64>) -> Phrase {
    match ms {
        Some(ms) => phrase!("after {}", "{} 後", duration(ms)),
        None => phrase!("none came", "沒有收到"),
    }
}

pub(super) fn known<const N: usize>(parts: [Option<Phrase>; N]) -> Option<Phrase> {
    parts.iter().any(Option::is_some).then(|| Phrase::names(parts.into_iter().flatten()))
}

/// Each once, in order of the alphabet: what is compared without regard to its order.
pub(super) fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    names
}
