
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'go2doctor' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'go2doctor'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'go2doctor' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Walk the whole ladder and say at which rung the connection breaks')
            [CompletionResult]::new('ping', 'ping', [CompletionResultType]::ParameterValue, 'Is the host there at all? ICMP echo, or TCP where ICMP is forbidden')
            [CompletionResult]::new('probe-http', 'probe-http', [CompletionResultType]::ParameterValue, 'The signalling ports and the con_notify probe, without taking the robot''s slot')
            [CompletionResult]::new('http', 'http', [CompletionResultType]::ParameterValue, 'The signalling ports and the con_notify probe, without taking the robot''s slot')
            [CompletionResult]::new('sdp', 'sdp', [CompletionResultType]::ParameterValue, 'Phase 1: offer and answer, encrypted over HTTP')
            [CompletionResult]::new('ice', 'ice', [CompletionResultType]::ParameterValue, 'Phase 2: a working pair of UDP candidates')
            [CompletionResult]::new('dtls', 'dtls', [CompletionResultType]::ParameterValue, 'Phase 3: the DTLS handshake and the robot''s certificate')
            [CompletionResult]::new('sctp', 'sctp', [CompletionResultType]::ParameterValue, 'Phase 4: the SCTP association and the data channel')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'The robot''s challenge, answered')
            [CompletionResult]::new('validation', 'validation', [CompletionResultType]::ParameterValue, 'The robot''s challenge, answered')
            [CompletionResult]::new('flow', 'flow', [CompletionResultType]::ParameterValue, 'Topics arrive, a request is answered, the link stays up')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Be a robot on this machine, healthy or with a chosen fault')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the man page')
            break
        }
        'go2doctor;check' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;ping' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;probe-http' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;http' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;sdp' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;ice' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;dtls' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;sctp' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;validate' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;validation' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;flow' {
            [CompletionResult]::new('--robot', '--robot', [CompletionResultType]::ParameterName, 'Name, IPv4 or IPv6 address of the robot; sim or sim:FAULT for a simulated one [default: 192.168.12.1] [env: GO2DOCTOR_ROBOT, ROBOT_IP, UNITREE_ROBOT_IP]')
            [CompletionResult]::new('--signal-port', '--signal-port', [CompletionResultType]::ParameterName, 'Port of the signalling service [default: 9991] [env: GO2DOCTOR_SIGNAL_PORT]')
            [CompletionResult]::new('--legacy-port', '--legacy-port', [CompletionResultType]::ParameterName, 'Port of the signalling service of old firmware [default: 8081] [env: GO2DOCTOR_LEGACY_PORT]')
            [CompletionResult]::new('--aes-key', '--aes-key', [CompletionResultType]::ParameterName, 'The robot''s own AES key, 32 hex digits, for firmware that needs it [env: UNITREE_AES_128_KEY, ROBOT_AES_KEY, GO2_AES_KEY]')
            [CompletionResult]::new('--offer', '--offer', [CompletionResultType]::ParameterName, 'Which offer to make')
            [CompletionResult]::new('--interface', '--interface', [CompletionResultType]::ParameterName, 'Use only this interface of this machine, or the one with this address [default: by route]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Deadline of the stage that the command names; on check, of each of http to flow [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Let flow watch at least this long [default: as long as a rate needs]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report on stdout: human, json or jsonl')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the report to a file as well; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let a warning make the exit status 1')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;simulate' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where con_notify listens; port 0 lets the system choose')
            [CompletionResult]::new('--legacy-listen', '--legacy-listen', [CompletionResultType]::ParameterName, 'Where the legacy signalling of old firmware listens')
            [CompletionResult]::new('--data2', '--data2', [CompletionResultType]::ParameterName, 'How the key blob is encrypted: 1 plain, 2 static key, 3 device key')
            [CompletionResult]::new('--device-key', '--device-key', [CompletionResultType]::ParameterName, 'The device key of --data2 3, 32 hex digits')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'What is wrong with it, and when; may be repeated')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed of loss, timing and identifiers')
            [CompletionResult]::new('--time-scale', '--time-scale', [CompletionResultType]::ParameterName, 'Multiplies the robot''s own pauses and hold times: 0.1 makes them ten times shorter')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the list: human or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--once', '--once', [CompletionResultType]::ParameterName, 'End after the first client has left')
            [CompletionResult]::new('--list-faults', '--list-faults', [CompletionResultType]::ParameterName, 'List the faults and the stage that each is blamed on, then end')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'go2doctor;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no notices on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More detail in the report and a log on stderr; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
