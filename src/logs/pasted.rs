//! A single line that somebody pasted, which may have been cut within what a pattern recognises.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};

use super::lines::clean;
use super::signatures::{Signature, Signatures};

/// The least that must be left of a pattern's text, bytes: less stands in many a sentence.
const TELLING: usize = 16;

impl Signatures {
    /// The signatures that recognise a line with or without its prefix; of a line that was cut
    /// within its message those of whose texts the most is left.
    pub fn of_pasted(&self, line: &str) -> Vec<&Signature> {
        let line = clean(line.as_bytes());
        let found: Vec<_> = self.matches(&line).into_iter().map(|one| one.pattern).collect();
        let found = if found.is_empty() { self.of_cut(line.trim_ascii()) } else { found };
        found.into_iter().map(|index| &self.all()[index]).collect()
    }

    /// None where as much may be left of something else.
    fn of_cut(&self, line: &[u8]) -> Vec<usize> {
        let left = |signature: &Signature| {
            let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
            let pattern = parser.parse(&signature.pattern).ok()?;
            texts(&pattern).into_iter().map(|text| left_of(text, line)).max()
        };
        let all: Vec<usize> = self.all().iter().map(|one| left(one).unwrap_or(0)).collect();
        let most = all.iter().copied().max().filter(|most| *most >= TELLING);
        let Some(most) = most else { return Vec::new() };
        let with = |least: usize| -> Vec<usize> {
            (0..all.len()).filter(|index| all[*index] >= least).collect()
        };
        let best = with(most);
        let stage = self.all()[best[0]].stage;
        let alike = with(most / 3);
        let is_clear = alike.into_iter().all(|index| self.all()[index].stage == stage);
        if is_clear { best } else { Vec::new() }
    }
}

/// The texts that a pattern spells out.
fn texts(pattern: &Hir) -> Vec<&[u8]> {
    match pattern.kind() {
        HirKind::Literal(text) => vec![&text.0],
        _ => pattern.kind().subs().iter().flat_map(texts).collect(),
    }
}

/// How much of a text is left in a line, bytes: of its end where the line begins with that, of its
/// beginning where the line ends with that.
fn left_of(text: &[u8], line: &[u8]) -> usize {
    let is_left = |length: &usize| {
        line.starts_with(&text[text.len() - length..]) || line.ends_with(&text[..*length])
    };
    (1..text.len()).rev().find(is_left).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Stage;
    use crate::logs::signatures::BUILT_IN;

    fn stages(line: &str) -> Vec<Stage> {
        BUILT_IN.of_pasted(line).into_iter().map(|one| one.stage).collect()
    }

    #[test]
    fn a_line_that_was_cut_is_explained_as_it_was_or_not_at_all() {
        let rows = include_str!("tests/lines.txt").lines();
        let lines = rows.filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once(": "));
        let (mut all, mut explained) = (0, 0);
        for (_, line) in lines {
            let whole = stages(line);
            for (at, _) in line.char_indices().filter(|(at, _)| *at >= TELLING && at % 7 == 0) {
                for cut in [&line[..at], &line[line.floor_char_boundary(line.len() - at)..]] {
                    let told = stages(cut);
                    let is_other_line = !BUILT_IN.matches(cut.as_bytes()).is_empty();
                    let same = told.iter().any(|stage| whole.contains(stage));
                    assert!(same || told.is_empty() || is_other_line, "{cut}: {told:?}");
                    all += 1;
                    explained += usize::from(same);
                }
            }
        }
        // Of many a cut no more is left than what a logger writes before its lines.
        assert!(explained * 2 > all, "{explained} of {all}");
    }

    #[test]
    fn what_is_left_of_a_message_is_enough() {
        for (line, id) in [
            ("ERROR:root:Data channel did not ope", "gave-up"),
            ("nnel did not open in time", "gave-up"),
        ] {
            let found = BUILT_IN.of_pasted(line);
            assert_eq!(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [id]);
        }
        assert!(stages("fingerprints differ").is_empty() && stages("did not").is_empty());
    }
}
