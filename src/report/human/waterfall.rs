//! When each stage ran, as bars below each other.

use super::look::Look;
use crate::facts::outcome::StageOutcome;
use crate::text::format::duration;
use crate::text::layout::padded;

const INDENT: usize = 4;
const NAME: usize = 11;
const TIME: usize = 8;
const WIDEST_LANE: usize = 64;

/// The lines of the picture; none where fewer than two stages ran.
pub(super) fn lines(look: &Look, stages: &[StageOutcome]) -> Vec<String> {
    let ran: Vec<_> = stages
        .iter()
        .filter_map(|stage| Some((stage.stage(), stage.started_ms?, stage.duration_ms?)))
        .collect();
    let end = ran.iter().map(|(_, from, took)| from + took).fold(0.0, f64::max);
    if ran.len() < 2 || end <= 0.0 {
        return Vec::new();
    }
    let lane = look.prose_columns().saturating_sub(INDENT + NAME + TIME + 2).clamp(10, WIDEST_LANE);
    let scaled = |ms: f64| ((ms / end).clamp(0.0, 1.0) * lane as f64) as usize;
    let bar = if look.symbols { "█" } else { "#" };
    ran.iter()
        .map(|(stage, from, took)| {
            let start = scaled(*from).min(lane - 1);
            let length = scaled(from + took).saturating_sub(start).clamp(1, lane - start);
            let drawn = format!("{:start$}{}", "", bar.repeat(length));
            let (name, took) = (padded(stage.name(), NAME), duration(*took));
            format!("{:INDENT$}{} {}{took:>TIME$}", "", look.dim(&name), padded(&drawn, lane + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::text::layout::columns_of;

    #[test]
    fn every_stage_that_ran_has_a_bar_where_it_ran() {
        let look = Look { columns: Some(60), ..Look::PLAIN };
        let lines = lines(&look, &fixtures::sctp_silent("check").stages);
        assert!(lines.iter().all(|line| columns_of(line) <= 60));
        insta::assert_snapshot!(lines.join("\n"));
    }
}
