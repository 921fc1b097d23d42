# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_go2doctor_global_optspecs
    string join \n q/quiet v/verbose color= lang= h/help V/version
end

function __fish_go2doctor_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_go2doctor_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_go2doctor_using_subcommand
    set -l cmd (__fish_go2doctor_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c go2doctor -n "__fish_go2doctor_needs_command" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_needs_command" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_needs_command" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -s V -l version -d 'Print version'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "check" -d 'Walk the whole ladder and say at which rung the connection breaks'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "env" -d 'Show this machine and the driver project on it; nothing is sent'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "logs" -d 'Name the rung at which a driver\'s log broke'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "explain" -d 'Explain a finding by code, stage or words; else list them all'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "ping" -d 'Is the host there at all? ICMP, or TCP where ICMP is forbidden'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "probe-http" -d 'The signalling ports and con_notify; the robot\'s slot stays free'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "http" -d 'The signalling ports and con_notify; the robot\'s slot stays free'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "sdp" -d 'Phase 1: offer and answer, encrypted over HTTP'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "ice" -d 'Phase 2: a working pair of UDP candidates'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "dtls" -d 'Phase 3: the DTLS handshake and the robot\'s certificate'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "sctp" -d 'Phase 4: the SCTP association and the data channel'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "validate" -d 'The robot\'s challenge, answered'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "validation" -d 'The robot\'s challenge, answered'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "flow" -d 'Topics arrive, a request is answered, the link stays up'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "compare" -d 'Name the first rung at which two logs or reports differ, and why'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "discover" -d 'Search this machine\'s networks for robots, by multicast'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "simulate" -d 'Be a robot on this machine, healthy or with a chosen fault'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c go2doctor -n "__fish_go2doctor_needs_command" -f -a "man" -d 'Print the man page'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l guide -d 'Tick the debugging guide\'s checklist as well, item by item, with what was measured'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -l prove -d 'When the ladder passes, put the offer of this machine\'s driver to the robot as well, and set both side by side'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -l signatures -d 'Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable' -r -F
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -l format -d 'The form of what is told' -r -f -a "human\t'For people'
json\t'The same report as that of a run, one JSON object a log'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -s f -l follow -d 'Go on reading as the log grows, be it rotated, emptied or not there yet: each stage is told on stderr as it passes or breaks; the report comes at the end of the input or with Ctrl-C'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand explain" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand explain" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand explain" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand explain" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand probe-http" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand http" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sdp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand ice" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand dtls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand sctp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand validation" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l robot -d 'Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l aes-key -d 'The robot\'s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l offer -d 'Which offer to make' -r -f -a "go2doctor\t''
data-only\t''
aiortc-1.9\t''
aiortc-1.9-data\t''
aiortc-1.14\t''
aiortc-1.14-data\t''
aiortc-1.16\t''
aiortc-1.16-data\t''
unitree-2.2\t''
unitree-2.2-data\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l client -d 'Whose WebRTC stack climbs: go2doctor\'s own, or stock, an ordinary peer connection that makes its own offer and waits for an ACK, as any application would' -r -f -a "go2doctor\t'Our own, one layer a stage: it waits for nothing that this robot never sends'
stock\t'An ordinary peer connection of the crate `webrtc`, as any application would use it'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l interface -d 'Use only this interface of this machine, or the one with this address [default: by route]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l wait -d 'While nothing answers there, ask again for so long: the robot may still be starting' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l timeout -d 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l window -d 'Let flow watch at least this long [default: as long as a rate needs]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l format -d 'Form of the report on stdout: human, json or jsonl' -r -f -a "human\t'For people'
json\t'One JSON object at the end of the run'
jsonl\t'One JSON object a line, as things happen'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l export -d 'Write the report to a file as well; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l wait-slot -d 'When the robot is busy, try again every 2 s until it is free, for 50 s at most'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l retry-busy -d 'When the robot is busy, offer again after 5, 10, 20 and 48 s: a client that lives keeps the slot, one that vanished loses it'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l no-history -d 'Neither keep this result nor compare it with the last one'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -l strict -d 'Let a warning make the exit status 1'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand flow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -l signatures -d 'Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable' -r -F
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -l format -d 'The form of what is told' -r -f -a "human\t'For people'
json\t'One JSON object'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l interface -d 'Ask from this interface of this machine alone, or the one with this address [default: every one that may lead to a robot]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l serial -d 'Ask for this robot by its serial number as well: newer firmware replies to nothing else' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l timeout -d 'How long to wait for replies' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l scan -d 'Ask every address of this network as well, at most a /24 that this machine is in, whether a signalling port is open there' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l signal-port -d 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l legacy-port -d 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l format -d 'Form of the report on stdout: human or json' -r -f -a "human\t'For people'
json\t'One JSON object'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -l show-serials -d 'Show serial numbers, which are masked else'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand discover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l listen -d 'Where con_notify listens; port 0 lets the system choose' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l legacy-listen -d 'Where the legacy signalling of old firmware listens' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l data2 -d 'How the key blob is encrypted: 1 plain, 2 static key, 3 device key' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l device-key -d 'The device key of --data2 3, 32 hex digits' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l fault -d 'What is wrong with it, and when; may be repeated' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l loss -d 'Share of UDP datagrams lost on its side of the wire, each way, in percent' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l delay -d 'How long each takes, each way, in milliseconds' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l jitter -d 'How much longer it may take, in milliseconds; none overtakes another' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l seed -d 'Seed of loss, timing and identifiers' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l time-scale -d 'Multiplies the robot\'s own pauses and hold times: 0.1 makes them ten times shorter' -r
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l format -d 'Form of the list: human or json' -r -f -a "human\t'A table'
json\t'A JSON array'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l discoverable -d 'Reply to searches by multicast as a Go2 does, with a serial number of its own'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l once -d 'End after the first client has left'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -l list-faults -d 'List the faults and the stage that each is blamed on, then end'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand completions" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand completions" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand completions" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand completions" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand man" -l color -d 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand man" -l lang -d 'Language of everything that people read: en or zh-TW [env: GO2DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG]' -r -f -a "en\t''
zh-TW\t''"
complete -c go2doctor -n "__fish_go2doctor_using_subcommand man" -s q -l quiet -d 'No progress and no notices on stderr'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand man" -s v -l verbose -d 'More detail in the report and a log on stderr; twice for more'
complete -c go2doctor -n "__fish_go2doctor_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
