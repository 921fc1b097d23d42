//! `explain`: a finding in full, or the list of them.

use super::dispatch::print;
use crate::catalogue::explain::{explain, list};
use crate::cli::{CommonOptions, ExplainOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::language::Language;
use crate::report::human::explain;
use crate::report::human::look::Look;

/// Prints it.
pub fn run(
    typed: &ExplainOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let lines = match &typed.code {
        None => explain::list(&look, &list(language)),
        Some(code) => {
            let explanation = explain(code, language)?;
            explain::entry(&look, &explanation)
        }
    };
    print((lines.join("\n") + "\n").as_bytes())
}
