//! What the stock client says of itself where it gets no further: the crate tells its states and
//! nothing else.
//!
//! A remark is English, as every remark of a stage is; [`in_taiwan_chinese`] is for people.

use std::fmt::Display;

const ICE: &str = "the stock client's ICE is `";
const CONNECTION: &str = "the stock client's connection is `";
const ASSOCIATION: &str = "the stock client's association is `";
const CHANNEL: &str = "`, its channel ";
const WAITS: &str = ": it waits for an ACK of its OPEN";
const NO_ASSOCIATION: &str = "the stock client has no association, its channel is ";
const CLOSED: &str = "closed";
const NOT_OPEN: &str = "not open";

/// No pair was selected.
pub fn ice(state: impl Display) -> String {
    format!("{ICE}{state}`")
}

/// The handshake did not finish.
pub fn connection(state: impl Display) -> String {
    format!("{CONNECTION}{state}`")
}

/// The channel did not open; `over` once it will not any more.
pub fn channel(association: Option<impl Display>, over: bool) -> String {
    let channel = if over { CLOSED } else { NOT_OPEN };
    match association {
        Some(state) => format!("{ASSOCIATION}{state}{CHANNEL}{channel}{WAITS}"),
        None => format!("{NO_ASSOCIATION}{channel}"),
    }
}

/// The same in Traditional Chinese; `None` for what is no remark of these.
pub fn in_taiwan_chinese(remark: &str) -> Option<String> {
    let state = |start| remark.strip_prefix(start)?.strip_suffix('`');
    let channel = |channel| if channel == CLOSED { "已關閉" } else { "未開啟" };
    if let Some(state) = state(ICE) {
        return Some(format!("stock 用戶端的 ICE 為 `{state}`"));
    }
    if let Some(state) = state(CONNECTION) {
        return Some(format!("stock 用戶端的連線為 `{state}`"));
    }
    if let Some(state) = remark.strip_prefix(NO_ASSOCIATION) {
        return Some(format!("stock 用戶端沒有 association，通道{}", channel(state)));
    }
    let rest = remark.strip_prefix(ASSOCIATION)?.strip_suffix(WAITS)?;
    let (state, end) = rest.split_once(CHANNEL)?;
    let channel = channel(end);
    Some(format!("stock 用戶端的 association 為 `{state}`，通道{channel}：它在等待 OPEN 的 ACK"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remark_has_its_chinese() {
        let cases = [
            (ice("failed"), "stock 用戶端的 ICE 為 `failed`"),
            (connection("connecting"), "stock 用戶端的連線為 `connecting`"),
            (
                channel(Some("connected"), false),
                "stock 用戶端的 association 為 `connected`，通道未開啟：它在等待 OPEN 的 ACK",
            ),
            (channel(None::<&str>, true), "stock 用戶端沒有 association，通道已關閉"),
        ];
        for (english, taiwan) in cases {
            assert_eq!(in_taiwan_chinese(&english).as_deref(), Some(taiwan), "{english}");
        }
        assert_eq!(in_taiwan_chinese("there is no connection"), None);
    }
}
