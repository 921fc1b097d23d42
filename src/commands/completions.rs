//! Completion scripts, made from the definitions.

use clap::Arg;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap_complete::Shell;

use crate::catalogue::catalogue;
use crate::cli::definition::definition;
use crate::facts::Stage;
use crate::simulator::fault_table::FAULTS;
use crate::text::language::Language;

/// `_describe` of zsh splits a value from its help at the first colon that is not escaped, in what
/// `_arguments` has left of the escapes.
const ZSH_COLON: (&str, &str) = (r"sim\:", r"sim\\\:");

/// bash breaks a word at the colon of `sim:FAULT`; bash-completion puts it together again.
const BASH_COLONS: &str = r#"
_go2doctor_with_colons() {
    if ! declare -F _get_comp_words_by_ref >/dev/null; then
        _go2doctor "$@"
        return
    fi
    local cur prev words cword
    _get_comp_words_by_ref -n : cur prev words cword
    local COMP_WORDS=("${words[@]}") COMP_CWORD=$cword
    _go2doctor "$1" "$cur" "$prev"
    __ltrim_colon_completions "$cur"
}
complete -F _go2doctor_with_colons -o bashdefault -o default go2doctor
"#;

pub fn completions(shell: Shell) -> Vec<u8> {
    let command = definition(Language::English)
        .mut_subcommands(|subcommand| subcommand.mut_args(with_suggestions));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut { command }, "go2doctor", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let script = match shell {
        Shell::Bash => script + BASH_COLONS,
        Shell::Zsh => script.replace(ZSH_COLON.0, ZSH_COLON.1),
        _ => script,
    };
    script.into_bytes()
}

/// What is suggested where the definition takes more than a list could hold.
fn with_suggestions(argument: Arg) -> Arg {
    let value = |name: String, help: &'static str| PossibleValue::new(name).help(help);
    let values: Vec<_> = match argument.get_id().as_str() {
        "robot" => {
            let stage = |stage: Option<Stage>| stage.map_or("healthy", |stage| stage.name());
            let faults =
                FAULTS.iter().map(|spec| value(format!("sim:{}", spec.name), stage(spec.stage)));
            std::iter::once(value("sim".into(), "healthy")).chain(faults).collect()
        }
        "fault" => FAULTS
            .iter()
            .map(|spec| value(spec.name.clone(), spec.summary.get(Language::English)))
            .collect(),
        "asked" => {
            let stages = Stage::ALL.map(|stage| value(stage.name().into(), "its findings"));
            let codes = catalogue().entries().iter();
            let codes =
                codes.map(|entry| value(entry.code.clone(), entry.title.get(Language::English)));
            stages.into_iter().chain(codes).collect()
        }
        _ => return argument,
    };
    argument.value_parser(PossibleValuesParser::new(values))
}
