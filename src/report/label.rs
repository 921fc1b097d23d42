//! A stage's name as the debugging guide speaks of it.

use crate::facts::Stage;
use crate::text::phrase::{Phrase, phrase};

/// `phase 4/4 SCTP`; the name alone where the guide has no phase.
pub(super) fn label(stage: Stage) -> Phrase {
    match stage.phase() {
        Some(phase) => phrase!("phase {}/4 {}", "階段 {}/4 {}", phase, stage.name().to_uppercase()),
        None => Phrase::same(stage.name()),
    }
}
