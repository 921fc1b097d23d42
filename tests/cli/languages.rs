//! English and Traditional Chinese: who asks for it, and what of a report follows.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::go2doctor;

/// A run that needs no robot.
const REFUSED: [&str; 3] = ["check", "--robot", "sim:port-refused"];

fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = go2doctor()
        .args(REFUSED)
        .args(arguments)
        .envs(variables.iter().copied())
        .assert()
        .code(1)
        .get_output()
        .clone();
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn option_variable_and_locale_choose_the_language() {
    let chinese = |arguments: &[&str], variables: &[(&str, &str)]| {
        shown(arguments, variables).contains("http 失敗")
    };
    assert!(chinese(&["--lang", "zh-TW"], &[("GO2DOCTOR_LANG", "en")]));
    assert!(chinese(&["--lang", "zh-tw"], &[]));
    assert!(chinese(&[], &[("GO2DOCTOR_LANG", "zh-TW"), ("LC_ALL", "C")]));
    assert!(chinese(&[], &[("GO2DOCTOR_LANG", ""), ("LANG", "zh_TW.UTF-8")]));
    assert!(!chinese(&[], &[("LC_ALL", "C"), ("LANG", "zh_TW.UTF-8")]));
    assert!(!chinese(&["--lang", "en"], &[("LANG", "zh_TW.UTF-8")]));
    assert!(!chinese(&[], &[]));
}

#[test]
fn programs_read_the_same_whatever_the_language() {
    let report = |language| -> Value {
        let text = shown(&["--format", "json", "--lang", language], &[]);
        serde_json::from_str(&text).expect("it is JSON")
    };
    let (english, chinese) = (report("en"), report("zh-TW"));
    for key in ["verdict", "failed_stage", "partial", "command"] {
        assert_eq!(english[key], chinese[key], "{key}");
    }
    let stages = |report: &Value| report["stages"].as_array().expect("an array").clone();
    for (english, chinese) in stages(&english).iter().zip(&stages(&chinese)) {
        for key in ["name", "status", "skip_reason", "phase"] {
            assert_eq!(english[key], chinese[key], "{key}");
        }
        let keys = |stage: &Value| -> Vec<String> {
            stage["evidence"].as_object().expect("an object").keys().cloned().collect()
        };
        assert_eq!(keys(english), keys(chinese));
    }
    let http = |report: &Value| {
        let stages = stages(report);
        let http = stages.into_iter().find(|stage| stage["name"] == "http").expect("it is listed");
        (http["summary"].clone(), http["evidence"]["reason"].clone())
    };
    assert_eq!(http(&english).1, http(&chinese).1);
    assert_ne!(http(&english).0, http(&chinese).0);
}

#[test]
fn a_malformed_language_is_status_2_with_the_remedy_and_help_is_given_all_the_same() {
    go2doctor()
        .args(REFUSED)
        .env("GO2DOCTOR_LANG", "klingon")
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("GO2DOCTOR_LANG").and(contains("en or zh-TW")));
    go2doctor()
        .args(["simulate", "--list-faults"])
        .env("GO2DOCTOR_LANG", "klingon")
        .assert()
        .code(2)
        .stdout("");
    go2doctor().args(["check", "--lang", "klingon"]).assert().code(2).stderr(contains("zh-TW"));
    go2doctor().arg("--help").env("GO2DOCTOR_LANG", "klingon").assert().code(0);
}

#[test]
fn errors_are_said_in_chinese() {
    let cases: [(&[&str], &str); 6] = [
        (&["chek"], "沒有 'chek' 這個指令"),
        (&["check", "--timeout", "0"], "請輸入秒數"),
        (&["check", "--robot", "10.0.0"], "四個 0 到 255 的數字"),
        (&["check", "--aes-key", "0011"], "32 個十六進位字元，這一個有 4 個字元"),
        (&["check", "--interface", "no-such-nic"], "這台電腦沒有啟用中的介面"),
        (&["check", "--export", "json=/no/such/folder/report.json"], "資料夾"),
    ];
    for (arguments, message) in cases {
        go2doctor()
            .args(arguments)
            .env("LC_MESSAGES", "zh_TW.UTF-8")
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("錯誤：").and(contains(message)));
    }
}

#[test]
fn the_list_of_faults_is_in_chinese_with_the_names_as_they_are() {
    go2doctor()
        .args(["simulate", "--list-faults", "--lang", "zh-TW"])
        .assert()
        .code(0)
        .stdout(contains("sctp-silent").and(contains("吞掉 SCTP")));
}
