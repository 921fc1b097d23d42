//! What `reconnect` measured, for people.

use super::look::Look;
use super::paragraph::next_step;
use super::rows::rows;
use crate::facts::Stage;
use crate::facts::reconnect::{Again, Compared, Left};
use crate::report::connection::ConnectionReport;
use crate::report::reconnect::{ReconnectReport, ReconnectionReport};
use crate::report::summary::slot_remark;
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub fn lines(look: &Look, report: &ReconnectReport) -> Vec<String> {
    let mut lines = look.bold_prose(verdict(report));
    let mut table: Vec<_> = report
        .connections
        .iter()
        .map(|each| (Phrase::same(each.number.to_string()), row(each)))
        .collect();
    table.push((phrase!("known", "已知"), known(report.kill)));
    let slot = match report.leaves_a_dead_client() {
        true => Some(phrase!(
            "the client that vanished may hold it for up to 46 s after it left",
            "不道別的用戶端離開後，最長可能佔用 46 秒"
        )),
        false => slot_remark(report.slot),
    };
    if let Some(slot) = slot {
        table.push((phrase!("slot", "名額"), slot));
    }
    lines.extend(rows(look, &table));
    if let Some(next) = &report.next {
        lines.extend([String::new(), next_step(look, next).0]);
    }
    lines
}

fn verdict(report: &ReconnectReport) -> Phrase {
    let (worked, all) = (report.worked, report.connections.len());
    let failed = report.connections.iter().find(|each| !each.works);
    match failed {
        _ if report.interrupted => phrase!(
            "Interrupted after {} of the connections had worked.",
            "被中斷；此前有 {} 次連線成功。",
            worked
        ),
        None if report.works_again.is_none() => phrase!(
            "The first connection works, but could not be ended properly: nothing was tried after it.",
            "第一次連線成功，但無法正常結束，因此沒有再試。"
        ),
        None => phrase!(
            "It works again and again: {} of {} connections, one right after another.",
            "可以反覆連線：連續 {1} 次中成功 {0} 次。",
            worked,
            all
        ),
        Some(first) if first.number == 1 => phrase!(
            "Not even the first connection works: it {}.",
            "第一次連線就不成功：{}。",
            how_it_failed(&first.connection)
        ),
        Some(later) if later.number == 2 => phrase!(
            "It works once, not twice: the second connection {}.",
            "只能連一次，第二次就不行：{}。",
            how_it_failed(&later.connection)
        ),
        Some(later) => phrase!(
            "It works {}, and then connection {} {}.",
            "成功 {} 之後，第 {} 次連線{}。",
            Phrase::times(u64::from(worked)),
            later.number,
            how_it_failed(&later.connection)
        ),
    }
}

fn how_it_failed(connection: &ConnectionReport) -> Phrase {
    let rejected = connection.sdp_reason == Some(crate::facts::SdpReason::Busy);
    match connection.failed_stage {
        Some(Stage::Sdp) if rejected => {
            phrase!("is rejected as busy", "被以忙碌為由拒絕")
        }
        Some(stage) => phrase!("fails at {}", "在 {} 階段失敗", stage),
        None => phrase!("was not judged", "無法判定"),
    }
}

fn row(each: &ReconnectionReport) -> Phrase {
    let took = connected_in(&each.connection);
    let state = match (each.works, took) {
        (true, Some(took)) => phrase!("works, validated in {}", "成功，{} 通過驗證", took),
        (true, None) => phrase!("works", "成功"),
        (false, _) => how_it_failed(&each.connection),
    };
    let again = each.again.as_ref().map(|again| accepted(again, each.compared));
    let vanished = (each.left == Some(Left::Vanished))
        .then(|| phrase!("then vanished without a goodbye", "之後不道別就離開"));
    Phrase::listed([Some(state), again, vanished].into_iter().flatten())
}

/// From the answer to the validation: the wait for the slot is told beside it.
fn connected_in(connection: &ConnectionReport) -> Option<String> {
    let climbed = connection.stages.iter().filter(|stage| stage.name > Stage::Sdp);
    let times: Option<Vec<_>> = climbed.map(|stage| stage.duration_ms).collect();
    times.filter(|times| !times.is_empty()).map(|times| duration(times.iter().sum()))
}

fn accepted(again: &Again, compared: Option<Compared>) -> Phrase {
    let after = match again.after {
        Left::Goodbye => phrase!("the goodbye before", "前一次道別"),
        Left::Vanished => phrase!("the client before had vanished", "前一個用戶端不道別離開"),
    };
    let seconds = |seconds: f64| duration(seconds * 1e3);
    let when = match (again.accepted_after_s, again.rejected_until_s) {
        (Some(accepted), Some(rejected)) => phrase!(
            "accepted {} after {} (still rejected at {})",
            "{1} {0} 後接受（{2} 時仍拒絕）",
            seconds(accepted),
            after,
            seconds(rejected)
        ),
        (Some(accepted), None) => phrase!(
            "accepted at once, {} after {}",
            "{1} {0} 後，第一次就接受",
            seconds(accepted),
            after
        ),
        (None, Some(rejected)) => {
            phrase!("still rejected {} after {}", "{1} {0} 後仍拒絕", seconds(rejected), after)
        }
        (None, None) => phrase!("not answered after {}", "{} 之後沒有回應", after),
    };
    match compared {
        Some(Compared::Sooner) => phrase!("{}: sooner than KVS", "{}：比 KVS 早", when),
        Some(Compared::Longer) => phrase!("{}: longer than KVS", "{}：比 KVS 久", when),
        Some(Compared::AsKnown) | None => when,
    }
}

/// What is known of the library that the robot uses by all evidence.
fn known(kill: bool) -> Phrase {
    let ((least, most), (dead_least, dead_most)) =
        (Left::Goodbye.known_s(), Left::Vanished.known_s());
    let goodbye = phrase!(
        "KVS accepts {:.1} to {:.1} s after a goodbye",
        "KVS 在道別 {:.1} 到 {:.1} 秒後接受",
        least,
        most
    );
    let dead = phrase!(
        "{:.1} to {:.1} s after a client vanished",
        "用戶端不道別離開後為 {:.1} 到 {:.1} 秒",
        dead_least,
        dead_most
    );
    Phrase::listed([goodbye].into_iter().chain(kill.then_some(dead)))
}
