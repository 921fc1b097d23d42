//! The project that the driver is made of.

use super::{MAX_QUOTED, MAX_TEXT};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{DriverFacts, SubmoduleFacts, UncompiledFacts};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(super) fn uncompiled(driver: &DriverFacts) -> Option<Finding> {
    let files = driver.uncompiled.as_ref().filter(|files| !files.is_empty())?;
    let tabs = files.iter().any(|it| it.error == "TabError");
    let found = Finding::likely("G2-ENV-TABERROR")
        .with_severity(Severity::Warning)
        .seen_all(files.iter().take(MAX_QUOTED).map(file));
    Some(match tabs {
        true => found.next_command("git status --short"),
        false => found.next_command("git status --short").because(phrase!(
            "Python rejects this file, so the driver does not start: fix the line, or update the checkout",
            "Python 拒絕這個檔案，驅動程式因此無法啟動：修正該行，或更新原始碼"
        )),
    })
}

fn file(file: &UncompiledFacts) -> Phrase {
    let line = file.line.map(|line| format!(":{line}")).unwrap_or_default();
    let place = format!("{}{line}", printable(&file.file, MAX_TEXT));
    let (error, message) = (printable(&file.error, 40), printable(&file.message, MAX_TEXT));
    let version = printable(&file.judge, 20);
    phrase!(
        "{place}: {error}: {message} (Python {version})",
        "{place}：{error}：{message}（Python {version}）"
    )
}

pub(super) fn stale_build(driver: &DriverFacts) -> Option<Finding> {
    let workspace = driver.workspace.as_ref()?;
    let orphans = workspace.orphans.iter().flatten().take(MAX_QUOTED).map(|name| {
        let name = printable(name, MAX_TEXT);
        phrase!(
            "install/{name} is left over from a package that is no longer in src",
            "install/{name} 是 src 中已不存在的套件所留下"
        )
    });
    let stale = workspace.stale.iter().flatten().take(MAX_QUOTED).map(|file| {
        let file = printable(file, MAX_TEXT);
        phrase!(
            "{file} is newer than its installed copy and differs from it",
            "{file} 比已安裝的版本新，而且內容不同"
        )
    });
    let failed = workspace.failed.iter().flatten().take(MAX_QUOTED).map(|name| {
        let name = printable(name, MAX_TEXT);
        phrase!("the last build of {name} failed", "{name} 上次建置失敗")
    });
    let seen: Vec<Phrase> = stale.chain(failed).chain(orphans).collect();
    if seen.is_empty() {
        return None;
    }
    let found = Finding::likely("G2-ENV-STALE-BUILD").seen_all(seen);
    Some(if workspace.is_stale() { found } else { found.with_severity(Severity::Info) })
}

pub(super) fn submodule(submodule: &SubmoduleFacts) -> Phrase {
    let folder = printable(&submodule.folder, MAX_TEXT);
    let (file, line) = (printable(&submodule.at.file, MAX_TEXT), submodule.at.line);
    match submodule.state.as_str() {
        "empty" => phrase!(
            "the submodule {folder} is empty ({file}:{line})",
            "子模組 {folder} 是空的（{file}:{line}）"
        ),
        _ => phrase!(
            "the submodule {folder} is not there ({file}:{line})",
            "子模組 {folder} 不存在（{file}:{line}）"
        ),
    }
}
