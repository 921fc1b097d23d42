//! How values of one type are shown, whatever the fact.

use serde::Serialize;

use crate::facts::{
    AbortCause, AbortEvidence, Direction, EndedBy, HttpDialect, LinkState, Neighbour, PingMethod,
    PortReason, SendRefusal, Unreachable,
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

impl Shown for PingMethod {
    fn shown(&self) -> Phrase {
        match self {
            PingMethod::IcmpDatagram => Phrase::same("ICMP, datagram socket"),
            PingMethod::IcmpRaw => Phrase::same("ICMP, raw socket"),
            PingMethod::Tcp => phrase!(
                "TCP connect (this machine forbids ICMP)",
                "TCP 連線（這台電腦不允許 ICMP）"
            ),
        }
    }
}

impl Shown for Neighbour {
    fn shown(&self) -> Phrase {
        match self {
            Neighbour::Reachable => phrase!("the address answers", "該位址有回應"),
            Neighbour::Stale => phrase!("known from before", "先前就已知"),
            Neighbour::Failed => phrase!("nobody answers for the address", "沒有裝置回應該位址"),
        }
    }
}

impl Shown for PortReason {
    fn shown(&self) -> Phrase {
        match self {
            PortReason::Open => phrase!("open", "已開啟"),
            PortReason::ConnRefused => phrase!("refused", "拒絕連線"),
            PortReason::NoResponse => phrase!("silent", "沒有回應"),
            PortReason::HostUnreachable => phrase!("host unreachable", "無法連到主機"),
            PortReason::NetUnreachable => phrase!("network unreachable", "無法連到網路"),
        }
    }
}

impl Shown for HttpDialect {
    fn shown(&self) -> Phrase {
        match self {
            HttpDialect::Http11 => Phrase::same("HTTP/1.1"),
            HttpDialect::Http10Raw => phrase!("HTTP/1.0, raw", "HTTP/1.0，原始"),
        }
    }
}

impl Shown for SendRefusal {
    fn shown(&self) -> Phrase {
        match self {
            SendRefusal::Forbidden => phrase!("forbidden", "被禁止"),
            SendRefusal::NoRoute => phrase!("no way there", "沒有路由"),
            SendRefusal::Other => phrase!("for another reason", "其他原因"),
        }
    }
}

impl Shown for Unreachable {
    fn shown(&self) -> Phrase {
        match self {
            Unreachable::Port => phrase!("port unreachable", "連接埠無法連到"),
            Unreachable::Host => phrase!("host unreachable", "主機無法連到"),
            Unreachable::Net => phrase!("network unreachable", "網路無法連到"),
        }
    }
}

impl Shown for Direction {
    fn shown(&self) -> Phrase {
        match self {
            Direction::In => phrase!("the robot", "機器人"),
            Direction::Out => phrase!("us", "我方"),
        }
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

impl Shown for EndedBy {
    fn shown(&self) -> Phrase {
        match self {
            EndedBy::Closed => phrase!("close_notify or SHUTDOWN", "close_notify 或 SHUTDOWN"),
            EndedBy::Abort => Phrase::same("ABORT"),
            EndedBy::StreamReset => {
                phrase!("a reset of the channel's stream", "通道的 stream 被重設")
            }
            EndedBy::Alert => phrase!("a fatal DTLS alert", "致命的 DTLS alert"),
        }
    }
}

impl Shown for LinkState {
    fn shown(&self) -> Phrase {
        match self {
            LinkState::Up => phrase!("up", "正常"),
            LinkState::ConsentLost => {
                phrase!("lost: STUN is no longer answered", "中斷：STUN 不再有回應")
            }
            LinkState::ClosedByPeer => phrase!("closed by the robot", "被機器人關閉"),
            LinkState::Silent => {
                phrase!("STUN is answered, but no data comes", "STUN 有回應，但沒有資料")
            }
        }
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

pub(super) fn json_name(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// Each once, in order of the alphabet: what is compared without regard to its order.
pub(super) fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    names
}
