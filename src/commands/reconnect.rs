//! `reconnect`: works once, not twice?

use super::lab::Lab;
use crate::cli::CommonOptions;
use crate::cli::lab::ReconnectOptions;
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::report::human::reconnect as human;
use crate::report::reconnect::{Asked, ReconnectReport};
use crate::settings::resolve;
use crate::stages::reconnect;
use crate::text::phrase::phrase;

pub fn run(typed: ReconnectOptions, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    let ReconnectOptions { count, kill, robot } = typed;
    let strict = robot.strict;
    let settings = resolve("reconnect", None, robot, common, &environment::of_process)?;
    let lab = Lab::open(settings)?;
    if kill {
        lab.notice(phrase!(
            "notice: connection {} will vanish without a goodbye. The robot then rejects everybody \
             for about 46 s; go2doctor waits until it accepts again.",
            "注意：第 {} 次連線會不道別就離開。之後約 46 秒內機器人會拒絕所有連線；\
             go2doctor 會等到它再次接受。",
            count + 1
        ));
    }
    let done = lab.run(async |plan, interrupt, events| {
        reconnect::run(plan, count, kill, interrupt, events).await
    })?;
    let asked = Asked { count, kill, interrupted: lab.is_interrupted() };
    let report = ReconnectReport::of(asked, &done, &lab.output.invocation);
    let status = ExitStatus::of(report.verdict, report.interrupted, strict);
    lab.finish(&report, |look| human::lines(look, &report), status)
}
