//! `dialects`: which offers this robot takes.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use super::lab::Lab;
use super::print::{print_json, print_lines};
use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::cli::lab::DialectsOptions;
use crate::cli::{CommonOptions, Format};
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::report::dialects::{Asked, DialectsReport, ListedDialect, SavedDialects};
use crate::report::human::dialects as human;
use crate::robot::dialect::{DIALECTS, Dialect};
use crate::settings::resolve;
use crate::stages::dialects;
use crate::text::language::Language;
use crate::text::phrase::phrase;

/// An earlier report has some 100 KiB.
const LARGEST: u64 = 4 * 1024 * 1024;

pub fn run(
    typed: DialectsOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let DialectsOptions { only, list, repeat, save, robot } = typed;
    if list {
        let all = ListedDialect::all(language);
        return match robot.format {
            Format::Json => print_json(&all),
            _ => print_lines(&human::list(&all)),
        };
    }
    let (strict, force, timeout) = (robot.strict, robot.force, robot.timeout);
    let mut settings = resolve("dialects", None, robot, common, &environment::of_process)?;
    if timeout.is_none() {
        for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Sdp) {
            let limit = settings.plan.deadlines.of(stage).min(dialects::PATIENCE);
            settings.plan.deadlines.set(stage, limit);
        }
    }
    let saved = save.as_deref().map(|path| open(path, force)).transpose()?;
    let (earlier, file) = saved.unzip();
    let earlier = earlier.flatten();
    let lab = Lab::open(settings)?;
    let chosen = chosen(&only);
    let shows = io::stderr().is_terminal();
    let told = |dialect: &Dialect| {
        if shows {
            lab.notice(phrase!("{}: {}", "{}：{}", dialect.name, dialect.summary));
        }
    };
    let tried = lab.run(async |plan, interrupt, events| {
        dialects::run(plan, &chosen, repeat, interrupt, events, &told).await
    })?;
    let asked = Asked { repeat, dialects: chosen.len(), interrupted: lab.is_interrupted() };
    let invocation = &lab.output.invocation;
    let report = DialectsReport::of(asked, &tried, earlier.as_ref(), invocation, language);
    if let Some((mut file, aside)) = file {
        let text = serde_json::to_string_pretty(&report).map_err(ExpectedError::unwritten)?;
        writeln!(file, "{text}").map_err(ExpectedError::unwritten)?;
        aside.map(Aside::finish).transpose().map_err(ExpectedError::unwritten)?;
    }
    let status = ExitStatus::of(report.verdict, report.interrupted, strict);
    lab.finish(&report, |look| human::lines(look, &report), status)
}

/// Those that were named, after the one that all are measured by.
fn chosen(only: &[String]) -> Vec<&'static Dialect> {
    let all = DIALECTS.iter().enumerate();
    let wanted = all.filter(|(at, each)| *at == 0 || only.is_empty() || only.contains(&each.name));
    wanted.map(|(_, each)| each).collect()
}

type Opened = (File, Option<Aside>);

/// The file of --save: what an earlier run wrote into it, and the file to write.
fn open(path: &Path, force: bool) -> Result<(Option<SavedDialects>, Opened), ExpectedError> {
    let mut text = Vec::new();
    if path.is_file() {
        let file = File::open(path).map_err(|error| unwritable("--save", path, &error))?;
        let read = file.take(LARGEST).read_to_end(&mut text);
        read.map_err(|error| unwritable("--save", path, &error))?;
    }
    let earlier = SavedDialects::read(&text);
    if !text.is_empty() && earlier.is_none() && !force {
        return Err(ExpectedError::usage(phrase!(
            "--save: {} exists, and is no report of `dialects`.\n  \
             Give another name, or --force to overwrite it.",
            "--save：{} 已存在，且不是 `dialects` 的報告。\n  \
             請使用其他名稱，或以 --force 覆寫。",
            path.display()
        )));
    }
    let opened = Aside::create_private(path).map_err(|error| unwritable("--save", path, &error))?;
    Ok((earlier, opened))
}
