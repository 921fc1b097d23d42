"""Runs `go2doctor check` and reads its report."""

import functools
import json
import os
import shutil
import subprocess

# The variables that go2doctor takes the robot from, in its order. Drivers read ROBOT_IP.
ROBOT_VARIABLES = ('GO2DOCTOR_ROBOT', 'ROBOT_IP', 'UNITREE_ROBOT_IP')

# No check takes longer: every stage has a deadline, which together are 77 s. Seconds.
LIMIT = 180
# After a signal go2doctor releases the robot's slot, for at most 2 s.
GOODBYE = 10


class NoReport(Exception):
    """go2doctor gave no report; the message says why."""


def robot():
    """Return the robot that the environment names, or None."""
    named = (os.environ.get(variable) for variable in ROBOT_VARIABLES)
    return next(filter(None, named), None)


@functools.lru_cache(maxsize=None)
def report_of_this_run():
    """Return the report of one check, which `ros2 doctor` asks for twice with --report-failed."""
    return check()


def check(arguments=()):
    """Check the robot of the environment and return go2doctor's report, as its JSON schema has it."""
    program = shutil.which('go2doctor')
    if program is None:
        raise NoReport('go2doctor is not in PATH, so the robot was not checked')
    command = [program, 'check', '--quiet', '--format', 'json', *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, errors = process.communicate(timeout=LIMIT)
    except BaseException as interruption:
        # Never killed at once, as subprocess.run() would on Ctrl-C: the robot's slot would stay taken.
        process.terminate()
        try:
            process.communicate(timeout=GOODBYE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if isinstance(interruption, subprocess.TimeoutExpired):
            raise NoReport(f'go2doctor gave no report within {LIMIT} s') from None
        raise
    try:
        report = json.loads(output)
        report['verdict'], report['stages'], report['findings']
    except (ValueError, KeyError, TypeError):
        said = errors.decode(errors='replace').strip() or f'exit status {process.returncode}'
        raise NoReport(f'go2doctor gave no report: {said}') from None
    return report


def problems(report):
    """Return (errors, warnings): what the report holds against the robot's connection, in words."""
    verdict = report['verdict']
    told = [_told(finding) for finding in report['findings']]
    if verdict == 'pass':
        return [], []
    if verdict == 'warn':
        return [], told or ['go2doctor warns; `go2doctor check` says of what']
    if verdict == 'inconclusive':
        return [], told or ['go2doctor could not judge the connection']
    # The first finding is the answer; others may be what follows from it.
    stage = report.get('failed_stage') or verdict
    first = told[0] if told else 'no cause is known'
    return [f'the WebRTC connection fails at {stage}: {first}'], []


def _told(finding):
    code = finding['code']
    return f'{finding["title"]} [{code}]. Side: {finding["side"]}. Next: go2doctor explain {code}'
