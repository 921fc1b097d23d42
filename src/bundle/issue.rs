//! The text of an issue, ready to paste: title, what only its author knows, the report.

use crate::diagnosis::verdict::failed_stage_of_run;
use crate::facts::Stage;
use crate::facts::outcome::RunOutcome;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// As the debugging guide asks for it: `WebRTC SCTP 握手失敗 - 完整日誌與版本訊息`.
pub(super) fn title(run: &RunOutcome) -> Phrase {
    let Some(stage) = failed_stage_of_run(run) else {
        return phrase!(
            "WebRTC connection - complete logs and versions",
            "WebRTC 連線 - 完整日誌與版本訊息"
        );
    };
    let name = stage.name().to_uppercase();
    match stage {
        Stage::Dtls | Stage::Sctp => phrase!(
            "WebRTC {name} handshake failed - complete logs and versions",
            "WebRTC {name} 握手失敗 - 完整日誌與版本訊息"
        ),
        _ => phrase!(
            "WebRTC {name} failed - complete logs and versions",
            "WebRTC {name} 失敗 - 完整日誌與版本訊息"
        ),
    }
}

/// The whole text; `report` is the report in Markdown.
pub(super) fn text(run: &RunOutcome, report: &str, language: Language) -> String {
    let ask = phrase!(
        "## What happens\n\n(what you see, and since when)\n\n\
         ## What I did\n\n(the steps, and the command that starts the driver)\n\n\
         ## What I expected\n\n\n\
         ## What go2doctor measured\n",
        "## 現象\n\n（看到什麼，從何時開始）\n\n\
         ## 已執行的步驟\n\n（步驟，以及啟動驅動程式的指令）\n\n\
         ## 預期行為\n\n\n\
         ## go2doctor 的測量結果\n"
    );
    format!("# {}\n\n{}\n{report}", title(run).get(language), ask.get(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn the_title_is_that_which_the_guide_asks_for() {
        let title = title(&fixtures::sctp_silent("check"));
        assert_eq!(title.get(Language::Taiwan), "WebRTC SCTP 握手失敗 - 完整日誌與版本訊息");
    }
}
