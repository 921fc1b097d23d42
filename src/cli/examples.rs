//! The examples at the end of each help text.

use std::fmt::Write;

use crate::text::language::Language;
use crate::text::layout::{columns_of, padded};

/// A command line, and what it is for in both languages; empty where it speaks for itself.
pub type Example = (&'static str, &'static str, &'static str);

const MAIN: &[Example] = &[
    ("check", "the robot's own Wi-Fi, 192.168.12.1", "機器人自己的 Wi-Fi，192.168.12.1"),
    ("check --robot 192.168.123.161", "a robot elsewhere", "其他位址的機器人"),
    ("check --robot sim", "a simulated robot, healthy", "正常的模擬機器人"),
    ("sctp --timeout 60", "one stage in full detail", "只看一個階段的完整細節"),
];

/// Each exit status and what it means, in both languages.
pub const EXIT_STATUSES: [(u8, &str, &str); 7] = [
    (0, "healthy", "正常"),
    (1, "a stage failed", "有階段失敗"),
    (2, "wrong usage, nothing was sent", "用法錯誤，未送出任何封包"),
    (3, "inconclusive", "無法判定"),
    (70, "a defect in go2doctor itself", "go2doctor 本身的缺陷"),
    (74, "the report could not be written", "報告無法寫入"),
    (130, "interrupted", "被中斷"),
];

/// The examples of a command; `go2doctor` itself is the main help.
pub fn examples_of(command: &str) -> &'static [Example] {
    match command {
        "go2doctor" => MAIN,
        "check" => &[
            ("check", "", ""),
            ("check -v", "each stage in full, and by hand", "每個階段附上手動指令"),
            ("check --format json > report.json", "for programs", "給程式讀取"),
            ("check --export json=report.json", "for people, and for programs", "兩者都要"),
            ("check --guide", "the guide's checklist, ticked", "逐項核對除錯指南的檢查清單"),
            ("check --prove", "is it this machine's driver?", "問題出在這台電腦的驅動程式嗎？"),
            ("check -- python3 driver.py", "then your driver as well", "再執行你的驅動程式"),
            ("check --wait 60", "the robot was just switched on", "機器人剛開機"),
            ("check --timeout 3", "give up on each stage after 3 s", "每個階段最多等 3 s"),
        ],
        "env" => &[
            ("env", "in the folder of the driver's project", "在驅動程式的專案資料夾中執行"),
            ("env -v", "each fact beside its source", "每項事實附上來源"),
            ("env --format json", "", ""),
        ],
        "logs" => &[
            ("logs webrtc_debug.log", "", ""),
            ("logs -", "from the standard input", "由標準輸入讀取"),
            ("logs --follow webrtc.log", "as it is written", "隨寫入即時讀取"),
            ("logs webrtc.log*", "a rotated set, read as one", "輪替的一組檔案，視為同一份"),
            ("logs --signatures ours.toml webrtc.log", "with your own rules", "加上自己的規則"),
            ("logs --format json webrtc_debug.log", "for programs", "給程式讀取"),
        ],
        "explain" => &[
            ("explain", "list them all", "列出全部"),
            ("explain G2-SCTP-NOINITACK", "one in full", "一項的完整說明"),
            ("explain sctp", "those of a stage", "某個階段的全部"),
            ("explain stuck at connecting", "by words", "以字詞尋找"),
            (
                "explain \"Data channel did not open in time\"",
                "by a log's line",
                "以日誌的一行尋找",
            ),
            ("explain aes-required --lang zh-TW", "", ""),
        ],
        "ping" => &[("ping", "", ""), ("ping --robot go2.local", "", "")],
        "probe-http" => &[
            ("probe-http", "", ""),
            (
                "probe-http --aes-key HEX32",
                "does the key fit? needs no slot",
                "金鑰正確嗎？不佔用連線名額",
            ),
            ("probe-http --timeout 1.5", "", ""),
        ],
        "sdp" => &[
            ("sdp", "", ""),
            ("sdp --wait-slot", "wait until it is free", "等到名額釋出"),
            ("sdp --retry-busy", "does the other client live?", "另一個用戶端還在嗎？"),
            ("sdp --offer data-only", "without audio and video", "不含語音與影像"),
        ],
        "ice" => &[
            ("ice", "", ""),
            ("ice --interface wlan0", "only this interface's address", "只用這個介面的位址"),
        ],
        "dtls" => &[("dtls", "", ""), ("dtls --format json", "", "")],
        "sctp" => &[
            ("sctp", "", ""),
            (
                "sctp --timeout 30",
                "wait 30 s for SCTP, the usual time for the rest",
                "SCTP 等 30 s，其他階段照常",
            ),
        ],
        "validate" => &[("validate", "", ""), ("validate --robot sim:validation-silent", "", "")],
        "flow" => &[
            ("flow", "", ""),
            ("flow --window 60", "watch the link for a minute", "監看連線一分鐘"),
        ],
        "compare" => &[
            ("compare wsl2.log ubuntu.log", "the driver here and there", "同一驅動程式在兩處"),
            ("compare webrtc.log report.json", "a driver and go2doctor", "驅動程式與 go2doctor"),
            ("compare a.log a.log.1 b.log", "one of them rotated", "其中一份經過輪替"),
            ("compare old.json new.json --format json", "for programs", "給程式讀取"),
        ],
        "discover" => &[
            ("discover", "whoever replies", "列出所有回覆的機器人"),
            ("discover --interface wlan0", "by this interface alone", "只由這個介面搜尋"),
            ("discover --serial B42D1000XXXXXXXX", "one robot by its number", "以序號搜尋一台"),
            ("discover --scan 192.168.12.0/24", "where multicast is lost", "多播送不到時"),
            ("discover --format json", "for programs", "給程式讀取"),
        ],
        "simulate" => &[
            ("simulate", "", ""),
            ("simulate --list-faults", "", ""),
            (
                "simulate --discoverable",
                "discover --interface lo finds it",
                "可用 discover --interface lo 找到",
            ),
            ("simulate --listen 127.0.0.1:0 --once --fault sctp-silent", "", ""),
        ],
        "completions" => &[
            ("completions bash > ~/.local/share/bash-completion/completions/go2doctor", "", ""),
            ("completions zsh > ~/.zfunc/_go2doctor", "", ""),
        ],
        "man" => &[("man | man -l -", "", "")],
        _ => &[],
    }
}

/// What stands at the end of a command's help.
pub fn text(command: &str, language: Language) -> String {
    let examples = examples_of(command);
    let calls = examples.iter().filter(|(_, english, _)| !english.is_empty());
    let widest = calls.map(|(call, ..)| columns_of(call)).max().unwrap_or(0);
    let mut text = language.pick("Examples:", "範例:").to_owned();
    for (call, english, taiwan) in examples {
        let line =
            format!("  go2doctor {}   {}", padded(call, widest), language.pick(english, taiwan));
        let _ = write!(text, "\n{}", line.trim_end());
    }
    if command == "go2doctor" {
        let _ = write!(text, "\n\n{}", language.pick("Exit status:", "結束狀態:"));
        for (status, english, taiwan) in EXIT_STATUSES {
            let _ = write!(text, "\n  {status:<5}{}", language.pick(english, taiwan));
        }
    }
    text
}
