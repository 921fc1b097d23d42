//! What `control` did, for people.

use super::look::Look;
use super::paragraph::next_step;
use super::rows::rows;
use crate::facts::motion::LEAST_BATTERY;
use crate::facts::{Action, MotionEvidence, MotionRequest, MotionResult, Refusal};
use crate::report::control::ControlReport;
use crate::report::summary::slot_remark;
use crate::robot::topics::CODE_NOT_SERVED;
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

pub fn lines(look: &Look, report: &ControlReport) -> Vec<String> {
    let mut lines = look.bold_prose(verdict(report));
    let mut table = vec![(phrase!("ladder", "階段"), ladder(report))];
    if let Some(motion) = &report.motion {
        table.extend(readings(motion));
        table.extend(movement(motion));
    }
    if let Some(slot) = slot_remark(report.ladder.slot) {
        table.push((phrase!("slot", "名額"), slot));
    }
    lines.extend(rows(look, &table));
    if let Some(next) = &report.next {
        lines.extend([String::new(), next_step(look, next).0]);
    }
    lines
}

/// What came of it, in a sentence.
fn verdict(report: &ControlReport) -> Phrase {
    let Some(motion) = &report.motion else {
        return match report.ladder.failed_stage {
            Some(stage) => phrase!(
                "Nothing was sent to the motion controller: the ladder failed at {}.",
                "未送出任何動作指令：檢查在 {} 階段失敗。",
                stage
            ),
            None => phrase!(
                "Nothing was sent to the motion controller: the ladder did not get through.",
                "未送出任何動作指令：檢查沒有完成。"
            ),
        };
    };
    let what = match motion.action {
        Action::Stand => phrase!("stand", "站立"),
        Action::Sit => phrase!("sit", "坐下"),
        Action::Hello => phrase!("hello", "揮手"),
        Action::Status => phrase!("status", "狀態"),
    };
    match motion.result() {
        _ if motion.defect.is_some() => {
            phrase!("{}: a defect of go2doctor.", "{}：go2doctor 的缺陷。", what)
        }
        MotionResult::Read if motion.forbids().is_empty() => {
            phrase!(
                "The robot may be asked to move; nothing moved.",
                "可以要求機器人動作；這次沒有動作。"
            )
        }
        MotionResult::Read => phrase!(
            "The robot must not be asked to move now; nothing moved.",
            "現在不可要求機器人動作；這次沒有動作。"
        ),
        MotionResult::Refused => {
            phrase!("{}: not sent, for safety.", "{}：基於安全，未送出指令。", what)
        }
        MotionResult::Interrupted if motion.request.is_some() => phrase!(
            "{}: interrupted after the request was sent; the robot may still be moving.",
            "{}：送出指令後被中斷；機器人可能仍在動作。",
            what
        ),
        MotionResult::Interrupted => {
            phrase!("{}: interrupted; nothing was sent.", "{}：被中斷，未送出指令。", what)
        }
        MotionResult::Moved => phrase!("{}: the robot moved.", "{}：機器人動了。", what),
        MotionResult::NotMoved => phrase!(
            "{}: the robot answered and did not move.",
            "{}：機器人回應了，但沒有動。",
            what
        ),
        MotionResult::Unseen => phrase!(
            "{}: the robot answered; whether it moved was not seen.",
            "{}：機器人回應了，但看不到它是否動了。",
            what
        ),
        MotionResult::Denied => {
            phrase!("{}: the robot refused the request.", "{}：機器人拒絕了指令。", what)
        }
        MotionResult::NoAnswer => match motion.moved() {
            Some(true) => phrase!(
                "{}: no answer came, but the robot moved.",
                "{}：沒有回應，但機器人動了。",
                what
            ),
            Some(false) => phrase!(
                "{}: no answer came, and the robot did not move.",
                "{}：沒有回應，機器人也沒有動。",
                what
            ),
            None => phrase!("{}: no answer came.", "{}：沒有回應。", what),
        },
    }
}

fn ladder(report: &ControlReport) -> Phrase {
    let took = duration(report.ladder.took_ms());
    match (report.ladder.failed_stage, report.findings.first()) {
        (Some(stage), Some(first)) => {
            phrase!("{}: {} [{}]", "{}：{} [{}]", stage, printable(&first.title), first.code)
        }
        (Some(stage), None) => phrase!("failed at {}", "在 {} 階段失敗", stage),
        (None, _) => match report.ladder.reached {
            Some(reached) => phrase!("up to {} in {}", "到 {}，共 {}", reached, took),
            None => phrase!("no stage passed", "沒有階段通過"),
        },
    }
}

fn readings(motion: &MotionEvidence) -> Vec<(Phrase, Phrase)> {
    let forbids = motion.forbids();
    let with = |value: Phrase, refusals: &[Refusal]| {
        let found = forbids.iter().find(|refusal| refusals.contains(refusal));
        match found.map(|refusal| reason(*refusal)) {
            Some(reason) if value.is_empty() => reason,
            Some(reason) => phrase!("{}: {}", "{}：{}", value, reason),
            None => value,
        }
    };
    let mode = motion.mode.as_deref().filter(|mode| !mode.is_empty());
    let mode = mode.map(|mode| Phrase::same(printable(mode))).unwrap_or_default();
    let battery = motion.battery_percent.map(|percent| Phrase::same(format!("{percent:.0} %")));
    let errors = match motion.robot_errors.as_slice() {
        [] => phrase!("none reported", "沒有回報"),
        errors => Phrase::names(errors.iter().map(|error| printable(error))),
    };
    let of_mode =
        [Refusal::ModeUnknown, Refusal::ModeNotServed, Refusal::ModeReleased, Refusal::ModeOther];
    let mut rows = vec![
        (phrase!("mode", "模式"), with(mode, &of_mode)),
        (
            phrase!("battery", "電量"),
            with(battery.unwrap_or_default(), &[Refusal::BatteryUnknown, Refusal::BatteryLow]),
        ),
        (phrase!("faults", "故障"), with(errors, &[Refusal::RobotErrors])),
    ];
    if motion.request.is_none() {
        rows.push((phrase!("height", "高度"), height(motion.body_height_before_m)));
    }
    rows
}

fn reason(refusal: Refusal) -> Phrase {
    match refusal {
        Refusal::ModeUnknown => phrase!(
            "the motion switcher did not tell it (firmware before 1.0.24 has none)",
            "motion_switcher 沒有告知（1.0.24 之前的韌體沒有這項服務）"
        ),
        Refusal::ModeNotServed => {
            phrase!("code {}: not served in this mode", "代碼 {}：此模式不提供", CODE_NOT_SERVED)
        }
        Refusal::ModeReleased => phrase!(
            "none is active: another program may control the motors",
            "沒有啟用任何模式：可能有其他程式在控制馬達"
        ),
        Refusal::ModeOther => {
            phrase!("its commands are not known here", "不清楚這個模式的指令")
        }
        Refusal::BatteryUnknown => phrase!("not known", "不明"),
        Refusal::BatteryLow => phrase!(
            "go2doctor moves no robot below {} %",
            "低於 {} % 時 go2doctor 不會讓機器人動作",
            LEAST_BATTERY
        ),
        Refusal::RobotErrors => {
            phrase!("the robot reports them itself", "機器人自行回報")
        }
    }
}

fn movement(motion: &MotionEvidence) -> Vec<(Phrase, Phrase)> {
    let Some(request) = &motion.request else { return Vec::new() };
    let heights = (motion.body_height_before_m, motion.body_height_after_m);
    let mut rows = vec![(phrase!("request", "指令"), answer(request))];
    let height = match heights {
        (Some(before), Some(after)) => {
            phrase!("{:.3} m before, {:.3} m after", "之前 {:.3} m，之後 {:.3} m", before, after)
        }
        (before, _) => height(before),
    };
    rows.push((phrase!("height", "高度"), height));
    if let Some(turn) = motion.joint_turn_rad {
        let text = phrase!("turned by up to {:.2} rad", "最多轉動 {:.2} rad", turn);
        rows.push((phrase!("joints", "關節"), text));
    }
    if let Some(ms) = motion.moved_after_ms {
        let text = phrase!("seen {} after the request", "送出指令後 {} 看到", duration(ms));
        rows.push((phrase!("moved", "動作"), text));
    }
    rows
}

fn answer(request: &MotionRequest) -> Phrase {
    let name = Phrase::same(format!("{} (api {})", request.name, request.api_id));
    match (request.code, request.answer_ms) {
        (Some(code), Some(ms)) => {
            let ms = duration(ms);
            let said = match code {
                0 => phrase!("success", "成功"),
                CODE_NOT_SERVED => phrase!("not served in this mode", "此模式不提供"),
                _ => phrase!("no known meaning", "意義不明"),
            };
            phrase!("{}: code {} ({}) after {}", "{}：代碼 {}（{}），{} 後", name, code, said, ms)
        }
        (None, Some(ms)) => {
            phrase!(
                "{}: answered without a code after {}",
                "{}：{} 後回應，沒有代碼",
                name,
                duration(ms)
            )
        }
        _ => phrase!("{}: no answer", "{}：沒有回應", name),
    }
}

fn height(height: Option<f64>) -> Phrase {
    match height {
        Some(height) => phrase!("{:.3} m", "{:.3} m", height),
        None => phrase!("not told", "沒有告知"),
    }
}
