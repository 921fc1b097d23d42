_go2doctor() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="go2doctor"
                ;;
            go2doctor,bundle)
                cmd="go2doctor__subcmd__bundle"
                ;;
            go2doctor,check)
                cmd="go2doctor__subcmd__check"
                ;;
            go2doctor,compare)
                cmd="go2doctor__subcmd__compare"
                ;;
            go2doctor,completions)
                cmd="go2doctor__subcmd__completions"
                ;;
            go2doctor,control)
                cmd="go2doctor__subcmd__control"
                ;;
            go2doctor,dds)
                cmd="go2doctor__subcmd__dds"
                ;;
            go2doctor,dialects)
                cmd="go2doctor__subcmd__dialects"
                ;;
            go2doctor,discover)
                cmd="go2doctor__subcmd__discover"
                ;;
            go2doctor,dtls)
                cmd="go2doctor__subcmd__dtls"
                ;;
            go2doctor,env)
                cmd="go2doctor__subcmd__env"
                ;;
            go2doctor,explain)
                cmd="go2doctor__subcmd__explain"
                ;;
            go2doctor,flow)
                cmd="go2doctor__subcmd__flow"
                ;;
            go2doctor,http)
                cmd="go2doctor__subcmd__probe__subcmd__http"
                ;;
            go2doctor,ice)
                cmd="go2doctor__subcmd__ice"
                ;;
            go2doctor,logs)
                cmd="go2doctor__subcmd__logs"
                ;;
            go2doctor,man)
                cmd="go2doctor__subcmd__man"
                ;;
            go2doctor,ping)
                cmd="go2doctor__subcmd__ping"
                ;;
            go2doctor,probe-http)
                cmd="go2doctor__subcmd__probe__subcmd__http"
                ;;
            go2doctor,proxy)
                cmd="go2doctor__subcmd__proxy"
                ;;
            go2doctor,reconnect)
                cmd="go2doctor__subcmd__reconnect"
                ;;
            go2doctor,report)
                cmd="go2doctor__subcmd__report"
                ;;
            go2doctor,sctp)
                cmd="go2doctor__subcmd__sctp"
                ;;
            go2doctor,sdp)
                cmd="go2doctor__subcmd__sdp"
                ;;
            go2doctor,simulate)
                cmd="go2doctor__subcmd__simulate"
                ;;
            go2doctor,validate)
                cmd="go2doctor__subcmd__validate"
                ;;
            go2doctor,validation)
                cmd="go2doctor__subcmd__validate"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        go2doctor)
            opts="-q -v -h -V --quiet --verbose --color --lang --help --version check env logs explain ping probe-http http sdp ice dtls sctp validate validation flow report compare bundle discover dds simulate completions man proxy dialects control reconnect"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__bundle)
            opts="-o -q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --keylog --format --export --force --no-history --strict --from --log --with-secrets --record --output --dry-run --capture --capture-media --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__check)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --guide --prove --video --audio --lidar --save --repeat --pause --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --save)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repeat)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pause)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__compare)
            opts="-q -v -h --signatures --format --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --signatures)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__completions)
            opts="-q -v -h --quiet --verbose --color --lang --help bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__control)
            opts="-q -v -h --yes --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --strict --no-history --quiet --verbose --color --lang --help stand sit hello status"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__dds)
            opts="-q -v -h --domain --for --passive --interface --format --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --domain)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --for)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__dialects)
            opts="-q -v -h --only --list --repeat --save --robot --signal-port --legacy-port --aes-key --model --interface --wait --timeout --capture-media --format --export --force --strict --capture --offer --client --window --wait-slot --retry-busy --no-history --keylog --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --only)
                    COMPREPLY=($(compgen -W "go2doctor three-fingerprints sha-256-last lower-case session-fingerprint session-credentials section-credentials legacy-mline no-h264 data-alone no-envelope stun-silent aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.14-data-sha-256 aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-sha-256 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --repeat)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --save)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__discover)
            opts="-q -v -h --interface --model --serial --show-serials --timeout --scan --signal-port --legacy-port --format --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --serial)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scan)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__dtls)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__env)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__explain)
            opts="-q -v -h --quiet --verbose --color --lang --help host ping http sdp ice dtls sctp validation flow G2-ENV-AIORTC-FPS G2-ENV-PATCH-MISSING G2-ENV-PINS G2-ENV-WSL-NAT G2-ENV-CONN-TYPE G2-ENV-ASYNCIO-CLOSED G2-ENV-TWO-COPIES G2-ENV-DUP-INSTANCE G2-ENV-PY-WHEELS G2-ENV-TABERROR G2-ENV-CLOCK G2-ENV-VPN-ROUTE G2-ENV-MULTI-NIC G2-ENV-PROXY G2-ENV-DUAL-IP G2-ENV-LINKLOCAL G2-ENV-DOCKER-BRIDGE G2-ENV-VM-NAT G2-ENV-FW-UFW G2-ENV-FW-WINDOWS G2-ENV-HYPERV-FW G2-ENV-MACOS-LNP G2-ENV-OTHER-PYTHON G2-ENV-STALE-BUILD G2-ENV-ROS-DDS G2-ENV-NO-MODULE G2-ENV-NATIVE G2-ENV-BUILD G2-ENV-NOT-STARTED G2-LINK-UNREACH G2-LINK-SUBNET G2-LINK-NAME G2-LINK-NOECHO G2-LINK-WRONG-SSID G2-LINK-NOCARRIER G2-LINK-ISOLATION G2-LINK-JITTER G2-LINK-LOSS G2-LINK-ROAMED G2-LINK-MTU G2-LINK-NOINTERNET-SETUP G2-HTTP-REFUSED G2-HTTP-WRONG-HOST G2-HTTP-TIMEOUT G2-HTTP-NOANSWER G2-HTTP-404 G2-HTTP-STATUS G2-HTTP-BADJSON G2-HTTP-SILENT-CLOSE G2-HTTP-INCOMPLETE G2-HTTP-KEEPALIVE G2-HTTP-PICKY G2-HTTP-LEGACY-ONLY G2-SIG-AES-REQUIRED G2-SIG-AES-REJECTED G2-SIG-DATA2-2 G2-SIG-DATA2-UNKNOWN G2-SIG-BLOB G2-SIG-PATH G2-SIG-NOANSWER G2-SIG-BADREPLY G2-SIG-REJECT G2-SDP-NOAPP G2-SDP-MLINE G2-SDP-NOCAND G2-SDP-FPCASE G2-SDP-CREDS-SESSION G2-SDP-SETUP G2-ICE-FAILED G2-ICE-CREDS G2-ICE-STUN-SLOW G2-ICE-CONSENT G2-ICE-UNREACHABLE G2-ICE-ANSWER-WRONG-IP G2-ICE-EXTRA-DEAD G2-ICE-IPV6 G2-ICE-MDNS G2-ICE-ROLE487 G2-ICE-SRC-MISMATCH G2-DTLS-NOHELLO G2-DTLS-STALE-PEER G2-DTLS-ERROR G2-DTLS-FPRINT G2-DTLS-FRAG G2-DTLS-STALLED G2-DTLS-CLOSED-BY-PEER G2-DTLS-SRTP G2-DTLS-STUCK G2-SCTP-NOINITACK G2-SCTP-COOKIE G2-SCTP-ABORT G2-DC-UNANSWERED G2-DC-RESET G2-DC-NOACK G2-DC-TIMEOUT G2-SCTP-PORT G2-SCTP-STALL G2-VAL-NOCHALLENGE G2-VAL-NEEDED G2-VAL-WRONGHASH G2-VAL-WEDGED G2-DATA-SILENT G2-DATA-MODEL G2-CTL-MSHANG G2-DATA-ERRORS G2-DATA-HEARTBEAT G2-DATA-LIDAR G2-DATA-TOPIC G2-DATA-LOWHZ G2-DATA-NOVIDEO G2-DATA-NOAUDIO G2-DATA-H264 G2-DATA-BINARY G2-CTL-TYPE G2-CTL-MODE3203 G2-CTL-STANDLOCK G2-CTL-ONESHOT G2-CTL-THREAD G2-DC-CLOSED-MIDWAY G2-DISC-NOREPLY G2-DISC-WRONG-GROUP G2-DISC-NEEDS-SN G2-DISC-PORT-BUSY G2-DISC-NO-INTERFACE G2-DDS-NO-ROBOT G2-DDS-NO-PUBLISHER G2-DDS-UNREAD G2-CLOUD-KEY G2-FW-OTA G2-HW-BOARD G2-CLIENT-LIMIT G2-CLIENT-DEFECT"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__flow)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --video --audio --lidar --save --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --save)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__ice)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__logs)
            opts="-f -q -v -h --follow --signatures --format --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --signatures)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__man)
            opts="-q -v -h --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__ping)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__probe__subcmd__http)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --repeat --pause --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repeat)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pause)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__proxy)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --interface --wait --timeout --capture-media --format --export --force --strict --listen --legacy-listen --mend --signalling-only --relay --present --allow --allow-origin --for --prove --capture --offer --client --window --wait-slot --retry-busy --no-history --keylog --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --mend)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --present)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow-origin)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --for)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__reconnect)
            opts="-q -v -h --count --kill --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --strict --no-history --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__report)
            opts="-q -v -h --robot --no-rediagnose --format --export --force --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__sctp)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__sdp)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__simulate)
            opts="-q -v -h --listen --legacy-listen --data2 --device-key --model --discoverable --fault --loss --delay --jitter --seed --time-scale --once --list-faults --format --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data2)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --device-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fault)
                    COMPREPLY=($(compgen -W "port-refused ports-refused port-dropping booting con-notify-silent con-notify-closed con-notify-404 con-notify-status con-notify-status-302 con-notify-status-401 con-notify-status-503 con-notify-empty con-notify-too-large con-notify-cut-short con-notify-bad-chunks con-notify-not-http con-notify-garbage other-device con-notify-bad-json con-notify-no-data1 con-notify-unknown-data2 legacy http10-only hostile-body-endless hostile-body-dripping hostile-headers hostile-bomb hostile-redirect hostile-lengths hostile-escapes-notify device-key blob-undecipherable rsa-key-truncated path-letters con-ing-closed con-ing-silent con-ing-status con-ing-status-404 con-ing-status-503 con-ing-plain-text con-ing-undecipherable con-ing-not-json con-ing-empty con-ing-cut-short con-ing-bad-chunks con-ing-too-large busy answer-no-data answer-no-fingerprint answer-other-hash answer-other-hash-sha-1 answer-reordered answer-setup-actpass answer-sctp-port answer-two-fingerprints answer-lower-case hostile-candidates hostile-escapes-answer ice-black-hole ice-port-closed ice-wrong-password ice-refused ice-refused-bad-request ice-refused-server-error ice-role-conflict ice-role-conflict-once ice-answers-elsewhere ice-other-subnet ice-ipv6-only ice-mdns-only ice-mdns-only-silent ice-no-candidates ice-no-candidates-silent ice-dead-candidates ice-never-nominated ice-answers-only ice-foreign-checks hostile-candidates-elsewhere hostile-flood hostile-stun-errors dtls-silent answer-setup-passive dtls-hello-once dtls-large-lost wrong-fingerprint dtls-alert dtls-alert-unexpected-message dtls-alert-bad-record-mac dtls-alert-record-overflow dtls-alert-handshake-failure dtls-alert-bad-certificate dtls-alert-unsupported-certificate dtls-alert-certificate-revoked dtls-alert-certificate-expired dtls-alert-certificate-unknown dtls-alert-illegal-parameter dtls-alert-unknown-ca dtls-alert-access-denied dtls-alert-decode-error dtls-alert-decrypt-error dtls-alert-insufficient-security dtls-alert-internal-error dtls-alert-unsupported-extension dtls-closed dtls-refused dtls-refused-handshake-failure dtls-refused-unsupported-certificate dtls-refused-certificate-unknown dtls-refused-unknown-ca dtls-refused-decrypt-error dtls-refused-internal-error dtls-version dtls-ciphers dtls-srtp dtls-no-srtp dtls-verify-sha1 dtls-certificate-rsa dtls-certificate-rsa-sha1 dtls-certificate-ecdsa-sha1 dtls-fragments hostile-certificate hostile-dtls-flood sctp-silent sctp-init-unanswered sctp-rtp-only sctp-port sctp-abort sctp-abort-invalid-stream-identifier sctp-abort-missing-mandatory-parameter sctp-abort-stale-cookie sctp-abort-out-of-resource sctp-abort-unresolvable-address sctp-abort-unrecognized-chunk-type sctp-abort-invalid-mandatory-parameter sctp-abort-unrecognized-parameters sctp-abort-no-user-data sctp-abort-cookie-received-while-shutting-down sctp-abort-restart-of-an-association-with-new-addresses sctp-abort-protocol-violation cookie-unanswered open-unanswered stream-reset sctp-late-error hostile-forward-tsn hostile-abort hostile-escapes-abort hostile-parameters hostile-zero-window hostile-heartbeats hostile-message validation-silent challenge-malformed challenge-long validation-needed-twice validation-refused validation-unconfirmed abort-at-validation hostile-sacks no-data data-slow data-bursty topic-missing binary-frames request-unanswered request-3203 heartbeat-unechoed error-reports hostile-topics hostile-escapes-topics link-dead consent-lost takeover abort-in-flow video-silent video-no-keyframe video-no-pps video-loss audio-silent lidar-off lidar-absent clouds-missing clouds-broken mode-released battery-low sport-silent sport-3203 sport-ignored kvs-2022 kvs-2026 libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --loss)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --delay)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --jitter)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --time-scale)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        go2doctor__subcmd__validate)
            opts="-q -v -h --robot --signal-port --legacy-port --aes-key --model --offer --client --interface --wait --wait-slot --retry-busy --timeout --window --capture --keylog --capture-media --format --export --force --no-history --strict --quiet --verbose --color --lang --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --robot)
                    COMPREPLY=($(compgen -W "sim sim:port-refused sim:ports-refused sim:port-dropping sim:booting sim:con-notify-silent sim:con-notify-closed sim:con-notify-404 sim:con-notify-status sim:con-notify-status-302 sim:con-notify-status-401 sim:con-notify-status-503 sim:con-notify-empty sim:con-notify-too-large sim:con-notify-cut-short sim:con-notify-bad-chunks sim:con-notify-not-http sim:con-notify-garbage sim:other-device sim:con-notify-bad-json sim:con-notify-no-data1 sim:con-notify-unknown-data2 sim:legacy sim:http10-only sim:hostile-body-endless sim:hostile-body-dripping sim:hostile-headers sim:hostile-bomb sim:hostile-redirect sim:hostile-lengths sim:hostile-escapes-notify sim:device-key sim:blob-undecipherable sim:rsa-key-truncated sim:path-letters sim:con-ing-closed sim:con-ing-silent sim:con-ing-status sim:con-ing-status-404 sim:con-ing-status-503 sim:con-ing-plain-text sim:con-ing-undecipherable sim:con-ing-not-json sim:con-ing-empty sim:con-ing-cut-short sim:con-ing-bad-chunks sim:con-ing-too-large sim:busy sim:answer-no-data sim:answer-no-fingerprint sim:answer-other-hash sim:answer-other-hash-sha-1 sim:answer-reordered sim:answer-setup-actpass sim:answer-sctp-port sim:answer-two-fingerprints sim:answer-lower-case sim:hostile-candidates sim:hostile-escapes-answer sim:ice-black-hole sim:ice-port-closed sim:ice-wrong-password sim:ice-refused sim:ice-refused-bad-request sim:ice-refused-server-error sim:ice-role-conflict sim:ice-role-conflict-once sim:ice-answers-elsewhere sim:ice-other-subnet sim:ice-ipv6-only sim:ice-mdns-only sim:ice-mdns-only-silent sim:ice-no-candidates sim:ice-no-candidates-silent sim:ice-dead-candidates sim:ice-never-nominated sim:ice-answers-only sim:ice-foreign-checks sim:hostile-candidates-elsewhere sim:hostile-flood sim:hostile-stun-errors sim:dtls-silent sim:answer-setup-passive sim:dtls-hello-once sim:dtls-large-lost sim:wrong-fingerprint sim:dtls-alert sim:dtls-alert-unexpected-message sim:dtls-alert-bad-record-mac sim:dtls-alert-record-overflow sim:dtls-alert-handshake-failure sim:dtls-alert-bad-certificate sim:dtls-alert-unsupported-certificate sim:dtls-alert-certificate-revoked sim:dtls-alert-certificate-expired sim:dtls-alert-certificate-unknown sim:dtls-alert-illegal-parameter sim:dtls-alert-unknown-ca sim:dtls-alert-access-denied sim:dtls-alert-decode-error sim:dtls-alert-decrypt-error sim:dtls-alert-insufficient-security sim:dtls-alert-internal-error sim:dtls-alert-unsupported-extension sim:dtls-closed sim:dtls-refused sim:dtls-refused-handshake-failure sim:dtls-refused-unsupported-certificate sim:dtls-refused-certificate-unknown sim:dtls-refused-unknown-ca sim:dtls-refused-decrypt-error sim:dtls-refused-internal-error sim:dtls-version sim:dtls-ciphers sim:dtls-srtp sim:dtls-no-srtp sim:dtls-verify-sha1 sim:dtls-certificate-rsa sim:dtls-certificate-rsa-sha1 sim:dtls-certificate-ecdsa-sha1 sim:dtls-fragments sim:hostile-certificate sim:hostile-dtls-flood sim:sctp-silent sim:sctp-init-unanswered sim:sctp-rtp-only sim:sctp-port sim:sctp-abort sim:sctp-abort-invalid-stream-identifier sim:sctp-abort-missing-mandatory-parameter sim:sctp-abort-stale-cookie sim:sctp-abort-out-of-resource sim:sctp-abort-unresolvable-address sim:sctp-abort-unrecognized-chunk-type sim:sctp-abort-invalid-mandatory-parameter sim:sctp-abort-unrecognized-parameters sim:sctp-abort-no-user-data sim:sctp-abort-cookie-received-while-shutting-down sim:sctp-abort-restart-of-an-association-with-new-addresses sim:sctp-abort-protocol-violation sim:cookie-unanswered sim:open-unanswered sim:stream-reset sim:sctp-late-error sim:hostile-forward-tsn sim:hostile-abort sim:hostile-escapes-abort sim:hostile-parameters sim:hostile-zero-window sim:hostile-heartbeats sim:hostile-message sim:validation-silent sim:challenge-malformed sim:challenge-long sim:validation-needed-twice sim:validation-refused sim:validation-unconfirmed sim:abort-at-validation sim:hostile-sacks sim:no-data sim:data-slow sim:data-bursty sim:topic-missing sim:binary-frames sim:request-unanswered sim:request-3203 sim:heartbeat-unechoed sim:error-reports sim:hostile-topics sim:hostile-escapes-topics sim:link-dead sim:consent-lost sim:takeover sim:abort-in-flow sim:video-silent sim:video-no-keyframe sim:video-no-pps sim:video-loss sim:audio-silent sim:lidar-off sim:lidar-absent sim:clouds-missing sim:clouds-broken sim:mode-released sim:battery-low sim:sport-silent sim:sport-3203 sim:sport-ignored sim:kvs-2022 sim:kvs-2026 sim:libwebrtc" -- "${cur}"))
                    return 0
                    ;;
                --signal-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --legacy-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --aes-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --model)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --offer)
                    COMPREPLY=($(compgen -W "go2doctor data-only aiortc-1.9 aiortc-1.9-data aiortc-1.13 aiortc-1.13-data aiortc-1.14 aiortc-1.14-data aiortc-1.15 aiortc-1.15-data aiortc-1.16 aiortc-1.16-data unitree-2.0 unitree-2.2 unitree-2.2-data chromium-156 chromium-156-data node-datachannel-0.33 node-datachannel-0.33-data webrtc-0.21" -- "${cur}"))
                    return 0
                    ;;
                --client)
                    COMPREPLY=($(compgen -W "go2doctor stock" -- "${cur}"))
                    return 0
                    ;;
                --interface)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --window)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --capture)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keylog)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "human json jsonl markdown html junit" -- "${cur}"))
                    return 0
                    ;;
                --export)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh-TW" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _go2doctor -o nosort -o bashdefault -o default go2doctor
else
    complete -F _go2doctor -o bashdefault -o default go2doctor
fi

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
