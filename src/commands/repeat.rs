//! `--repeat N`: the same run again and again, for what works only sometimes.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::interrupt::Farewell;
use super::ladder::simulated_robot;
use super::outputs::begin;
use super::print::{print_json, print_lines};
use super::{interrupt, runtime};
use crate::cli::Format;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::outcome::RunOutcome;
use crate::report::human::repeat::{conclusion, line, title};
use crate::report::model::Report;
use crate::report::repeat::{RepeatReport, Repeated, Series};
use crate::settings::Settings;
use crate::stages::plan::Plan;
use crate::stages::supervisor;
use crate::text::phrase::phrase;

/// Between two runs that take no slot.
pub(super) const AFTER_A_PROBE: Duration = Duration::from_secs(1);

/// Between two that do: a session that said goodbye holds it for 2.0 to 2.3 s more (measured).
pub(super) const AFTER_AN_OFFER: Duration = Duration::from_secs(3);

pub(super) fn run(
    command: &'static str,
    settings: Settings,
    times: u32,
    pause: Duration,
) -> Result<ExitStatus, ExpectedError> {
    if settings.picture.is_some() {
        return Err(ExpectedError::usage(phrase!(
            "--repeat: a series keeps no picture.\n  Leave --save or --repeat out.",
            "--repeat：多次執行不會保存影像。\n  請省略 --save 或 --repeat。"
        )));
    }
    let Settings { mut plan, target, output, .. } = settings;
    let human = match output.format {
        Format::Human => true,
        Format::Json => false,
        _ => {
            return Err(ExpectedError::usage(phrase!(
                "--repeat: a series is told as human or json.\n  Give one of these to --format.",
                "--repeat：多次執行的結果只有 human 或 json 格式。\n  請在 --format 指定其中之一。"
            )));
        }
    };
    let look = begin(&output)?;
    // It lives until the last run has ended.
    let _simulated = simulated_robot(&target, &mut plan)?;
    let reader = output.reader();
    if human {
        print_lines(&[title(&look, command, &plan.robot, times)])?;
    }
    let farewell = Farewell::new(output.language, output.quiet);
    let interrupt = interrupt::watch(farewell.clone())?;
    let mut series = Series { command, asked: times, runs: Vec::new(), interrupted: false };
    let mut status = ExitStatus::Healthy;
    let began = Instant::now();
    while series.runs.len() < times as usize {
        let started_ms = began.elapsed().as_secs_f64() * 1e3;
        let outcome = runtime::block_on(once(&plan, interrupt.clone(), &farewell))?;
        let ended = ExitStatus::from_outcome(&outcome, output.strict);
        status = worse(status, ended);
        if outcome.interrupted {
            series.interrupted = true;
            break;
        }
        plan.previous_data2 = outcome.robot.data2.or(plan.previous_data2);
        let report = Report { timeline: None, ..Report::new(&outcome, &reader) };
        let run = Repeated { report, started_ms };
        if human {
            print_lines(&[line(&look, series.runs.len() + 1, &run)])?;
        }
        series.runs.push(run);
        let is_last = series.runs.len() == times as usize;
        if !is_last && runtime::block_on(is_interrupted_within(pause, interrupt.clone()))? {
            series.interrupted = true;
            status = worse(status, ExitStatus::Interrupted);
            break;
        }
    }
    let compared = series.good_and_bad(output.language);
    if human {
        print_lines(&conclusion(&look, &series, compared.as_ref()))?;
    } else {
        print_json(&RepeatReport::of(&series, compared.as_ref(), output.language))?;
    }
    Ok(status)
}

async fn once(plan: &Plan, interrupt: watch::Receiver<bool>, farewell: &Farewell) -> RunOutcome {
    supervisor::run(plan, interrupt, &mut |event| farewell.note(&event)).await
}

async fn is_interrupted_within(pause: Duration, mut interrupt: watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = tokio::time::sleep(pause) => false,
        _ = interrupt.wait_for(|interrupted| *interrupted) => true,
    }
}

/// The worse of two, as with a fleet.
fn worse(one: ExitStatus, other: ExitStatus) -> ExitStatus {
    let order =
        [ExitStatus::Defect, ExitStatus::Interrupted, ExitStatus::Failed, ExitStatus::Inconclusive];
    let worst = order.into_iter().find(|status| [one, other].contains(status));
    worst.unwrap_or(ExitStatus::Healthy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_run_counts_in_the_order_of_a_fleet() {
        use ExitStatus::*;
        for (one, other, expected) in [
            (Healthy, Healthy, Healthy),
            (Inconclusive, Failed, Failed),
            (Failed, Interrupted, Interrupted),
            (Interrupted, Defect, Defect),
            (Healthy, Inconclusive, Inconclusive),
        ] {
            assert_eq!([worse(one, other), worse(other, one)], [expected; 2]);
        }
    }
}
