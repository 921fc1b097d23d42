//! How far a scan is, on stderr.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::one_line::OneLine;
use crate::text::language::Language;
use crate::text::phrase::phrase;

#[derive(Debug)]
pub struct Scanning(Option<ProgressBar>);

impl Scanning {
    /// `wanted` only on a terminal that nothing else is written to.
    pub fn new(wanted: bool, language: Language) -> Self {
        let bar = wanted.then(|| {
            let target = ProgressDrawTarget::term_like(Box::new(OneLine));
            let bar = ProgressBar::with_draw_target(Some(0), target);
            let template = "{prefix} {pos}/{len} {elapsed}";
            let style = ProgressStyle::with_template(template);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(phrase!("addresses", "位址").get(language).to_owned());
            bar
        });
        Self(bar)
    }

    pub fn at(&self, done: usize, of: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Scanning {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
