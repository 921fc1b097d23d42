//! `control`: asks the robot to stand, sit or wave, and measures whether it did.

use std::io::{self, BufRead, IsTerminal, Write};

use super::lab::Lab;
use crate::cli::lab::ControlOptions;
use crate::cli::{CommonOptions, RobotOptions};
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::{Action, Stage};
use crate::report::control::ControlReport;
use crate::report::human::control;
use crate::settings::{RobotTarget, Settings, resolve};
use crate::stages::supervisor;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub fn run(typed: ControlOptions, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    let ControlOptions { action, yes, robot } = typed;
    must_be_typed(&robot)?;
    let strict = robot.strict;
    let mut settings = resolve("control", None, robot, common, &environment::of_process)?;
    if let Some((name, id)) = action.api() {
        consent(&settings, &movement(action, name, id), yes)?;
    }
    settings.plan.action = Some(action);
    settings.plan.last_stage = Stage::Flow;
    let lab = Lab::open(settings)?;
    let outcome = lab.run(async |plan, interrupt, events| {
        supervisor::run(plan, interrupt.clone(), events).await
    })?;
    let report = ControlReport::of(action, &outcome, &lab.output.invocation, lab.output.language);
    let status = ExitStatus::from_outcome(&outcome, strict);
    lab.finish(&report, |look| control::lines(look, &report), status)
}

/// What moves is named, and not found in a variable that another program left behind.
fn must_be_typed(robot: &RobotOptions) -> Result<(), ExpectedError> {
    match robot.host.is_empty() && robot.robot.is_empty() {
        false => Ok(()),
        true => Err(ExpectedError::usage(phrase!(
            "control: name the robot on the command line; variables do not count here.\n  \
             `go2doctor control status --robot 192.168.12.1` for instance.",
            "control：請在命令列指定機器人；這裡不採用環境變數。\n  \
             例如 `go2doctor control status --robot 192.168.12.1`。"
        ))),
    }
}

fn movement(action: Action, name: &str, id: u32) -> Phrase {
    let what = match action {
        Action::Stand => phrase!("it will stand up", "它會站起來"),
        Action::Sit => phrase!("it will sit down on its hind legs", "它會以後腿坐下"),
        Action::Hello => phrase!("it will wave with a front leg", "它會揮動一隻前腳"),
        Action::Status => phrase!("it will not move", "它不會動作"),
    };
    phrase!("{} ({}, api {})", "{}（{}，api {}）", what, name, id)
}

/// Asks before anything is sent.
fn consent(settings: &Settings, movement: &Phrase, yes: bool) -> Result<(), ExpectedError> {
    let language = settings.output.language;
    let simulated = matches!(settings.target, RobotTarget::Sim { .. });
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let robot = printable(&settings.plan.robot, 80);
    match (yes, terminal) {
        (true, true) => return Ok(()),
        (true, false) if simulated => return Ok(()),
        (true, false) => {
            return Err(ExpectedError::usage(phrase!(
                "--yes: without a terminal go2doctor moves only a simulated robot.\n  \
                 Nothing was sent. Run it in a terminal, beside the robot.",
                "--yes：沒有終端機時，go2doctor 只會讓模擬機器人動作。\n  \
                 未送出任何封包。請在機器人旁邊的終端機執行。"
            )));
        }
        (false, false) => {
            return Err(ExpectedError::usage(phrase!(
                "control: without a terminal nobody can be asked whether the robot may move.\n  \
                 Nothing was sent. Run it in a terminal, beside the robot.",
                "control：沒有終端機就無法詢問機器人可否動作。\n  \
                 未送出任何封包。請在機器人旁邊的終端機執行。"
            )));
        }
        (false, true) => {}
    }
    let question = phrase!(
        "This moves the robot {}: {}.\n\
         People, animals and cables must be at least 1 m away from it. Go on? [y/N] ",
        "這會讓機器人 {} 動作：{}。\n人、動物與線材必須離它至少 1 公尺。要繼續嗎？[y/N] ",
        robot,
        movement
    );
    let _ = write!(io::stderr(), "{}", question.get(language));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer).map_err(ExpectedError::machine)?;
    if read > 0 && ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    Err(ExpectedError::usage(phrase!(
        "control: not confirmed; nothing was sent.",
        "control：未確認，未送出任何封包。"
    )))
}
