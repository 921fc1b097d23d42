//! Completion scripts, made from the definitions.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};
use clap_complete::Shell;

use crate::catalogue::catalogue;
use crate::cli::definition::definition;
use crate::facts::Stage;
use crate::simulator::fault_table::FAULTS;
use crate::text::language::Language;

/// `_describe` of zsh splits a value from its help at the first colon that is not escaped, in what
/// `_arguments` has left of the escapes.
const ZSH_COLON: (&str, &str) = (r"sim\:", r"sim\\\:");

/// bash breaks a word at the colon of `sim:FAULT`; bash-completion puts it together again. And what
/// interfaces there are is known only when it is asked.
const BASH_WRAPPER: &str = r#"
_go2doctor_wrapped() {
    if [[ ${COMP_WORDS[COMP_CWORD-1]} == --interface ]]; then
        local names=$(ls /sys/class/net 2>/dev/null || ifconfig -l 2>/dev/null)
        COMPREPLY=($(compgen -W "$names" -- "${COMP_WORDS[COMP_CWORD]}"))
        return
    fi
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
complete -F _go2doctor_wrapped -o bashdefault -o default go2doctor
"#;

/// What zsh and fish have themselves to list the interfaces.
const ZSH_INTERFACE: (&str, &str) = (":NAME|IP:_default", ":NAME|IP:_net_interfaces");
const FISH_INTERFACES: &str = r#" -x -a "(__fish_print_interfaces)""#;

pub fn completions(shell: Shell) -> Vec<u8> {
    let command = definition(Language::English)
        .mut_subcommands(|subcommand| subcommand.mut_args(with_suggestions));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command.clone(), "go2doctor", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let script = match shell {
        Shell::Bash => script + BASH_WRAPPER,
        Shell::Zsh => {
            script.replace(ZSH_COLON.0, ZSH_COLON.1).replace(ZSH_INTERFACE.0, ZSH_INTERFACE.1)
        }
        Shell::Fish => fish(&script, &command),
        _ => script,
    };
    script.into_bytes()
}

/// What `clap_complete` leaves out for fish: interfaces, and the values of arguments without a name.
fn fish(script: &str, command: &Command) -> String {
    let interface = |line: &str| line.contains(" -l interface ") && line.ends_with(" -r");
    let with_interfaces = script.lines().map(|line| match line.strip_suffix(" -r") {
        Some(start) if interface(line) => format!("{start}{FISH_INTERFACES}\n"),
        _ => format!("{line}\n"),
    });
    let mut script: String = with_interfaces.collect();
    for subcommand in command.get_subcommands() {
        let of = format!("__fish_go2doctor_using_subcommand {}", subcommand.get_name());
        let values = subcommand.get_positionals().flat_map(Arg::get_possible_values);
        for value in values {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            let (name, help) = (value.get_name(), help.replace('\'', r"\'"));
            script += &format!("complete -c go2doctor -n \"{of}\" -f -a '{name}' -d '{help}'\n");
        }
    }
    script
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
