"""
The package against the program itself and its simulated robot.

Needs go2doctor in PATH. Without ROS its interfaces are those of test/stubs; with ROS they are the
real ones where `python3 -m unittest` finds them first.
"""

import configparser
import importlib.util
import os
import pathlib
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock
from xml.etree import ElementTree

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGE))
if importlib.util.find_spec('ros2doctor') is None:
    sys.path.insert(0, str(PACKAGE / 'test/stubs'))

from go2doctor_ros2 import checking  # noqa: E402
from go2doctor_ros2.actions import CheckRobot  # noqa: E402
from go2doctor_ros2.doctor import Go2Check, Go2Report  # noqa: E402
from launch.actions import Shutdown  # noqa: E402


def environment(**variables):
    """Return a patch: the robots of the environment are `variables` alone, nothing is remembered."""
    checking.report_of_this_run.cache_clear()
    rest = {name: value for name, value in os.environ.items()
            if name not in checking.ROBOT_VARIABLES}
    return mock.patch.dict(os.environ, {**rest, **variables}, clear=True)


class Check(unittest.TestCase):

    def test_a_healthy_robot_is_no_error(self):
        with environment(ROBOT_IP='sim'):
            result = Go2Check().check()
        self.assertEqual(result.error, 0, result.said)

    def test_the_stage_that_fails_is_an_error_with_its_code(self):
        with environment(ROBOT_IP='sim:con-notify-404'):
            result = Go2Check().check()
        self.assertEqual(result.error, 1)
        self.assertIn('fails at http', result.said[0])
        self.assertIn('[G2-HTTP-', result.said[0])
        self.assertIn('Go2 at sim:con-notify-404', result.said[0])

    def test_without_a_robot_nothing_is_checked_and_nothing_is_said_to_be_well(self):
        with environment(ROBOT_IP=''), mock.patch.object(checking, 'check') as check:
            result = Go2Check().check()
        check.assert_not_called()
        self.assertEqual((result.error, result.warning), (0, 1))

    def test_without_the_program_the_check_fails(self):
        with environment(ROBOT_IP='sim', PATH='/nonexistent'):
            result = Go2Check().check()
        self.assertEqual(result.error, 1)
        self.assertIn('not in PATH', result.said[0])

    def test_what_go2doctor_says_of_wrong_usage_is_passed_on(self):
        with environment(ROBOT_IP='sim:no-such-fault'):
            result = Go2Check().check()
        self.assertEqual(result.error, 1)
        self.assertIn('no-such-fault', result.said[0].split('gave no report: ')[1])

    def test_check_and_report_share_one_run_and_one_category(self):
        with environment(ROBOT_IP='sim:con-notify-404'):
            with mock.patch.object(checking, 'check', wraps=checking.check) as check:
                Go2Check().check()
                report = Go2Report().report()
        self.assertEqual(check.call_count, 1)
        self.assertEqual(Go2Check().category(), Go2Report().category())
        items = dict(report.items)
        self.assertEqual(items['verdict'], 'fail')
        self.assertTrue(items['http'].startswith('fail: '), items)
        self.assertTrue(items['flow'].startswith('skip: '), items)

    def test_an_interruption_lets_go2doctor_release_the_slot(self):
        with tempfile.TemporaryDirectory() as folder:
            program, status = pathlib.Path(folder, 'go2doctor'), pathlib.Path(folder, 'status')
            program.write_text(WATCHED.format(
                python=sys.executable, program=shutil.which('go2doctor'), status=str(status)))
            program.chmod(0o755)
            # Silent after DTLS: the robot's slot is taken, and go2doctor would wait 30 s.
            path = f'{folder}:{os.environ["PATH"]}'
            with environment(ROBOT_IP='sim:sctp-silent', PYTHONPATH=str(PACKAGE), PATH=path):
                # A process in the background of a script is born with SIGINT ignored.
                script = ('import signal; signal.signal(signal.SIGINT, signal.default_int_handler); '
                          'from go2doctor_ros2 import checking; checking.check()')
                ros = subprocess.Popen([sys.executable, '-c', script], stderr=subprocess.DEVNULL)
            watched = until(lambda: children(ros.pid), 'the program is started')[0]
            real = until(lambda: children(watched), 'go2doctor is started')[0]
            until(lambda: handles_signals(real) and handles_signals(watched), 'go2doctor is up')
            ros.send_signal(signal.SIGINT)
            ros.wait(checking.GOODBYE + 5)
            self.assertNotEqual(ros.returncode, 0)
            self.assertEqual(status.read_text(), '130')


# Runs go2doctor and writes down the status that it ends with; killed, it writes nothing.
WATCHED = """#!{python}
import signal, subprocess, sys
child = subprocess.Popen([{program!r}, *sys.argv[1:]])
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
status = child.wait()
open({status!r}, 'w').write(str(status))
"""


class Verdicts(unittest.TestCase):

    finding = {'code': 'G2-X', 'title': 'Something', 'side': 'host'}

    def of(self, verdict, *findings, failed=None):
        report = {'verdict': verdict, 'failed_stage': failed, 'findings': findings, 'stages': []}
        return checking.problems(report)

    def test_only_a_failure_or_a_defect_is_an_error(self):
        counts = {verdict: tuple(map(len, self.of(verdict, self.finding)))
                  for verdict in ('pass', 'warn', 'inconclusive', 'fail', 'crash')}
        self.assertEqual(counts, {
            'pass': (0, 0), 'warn': (0, 1), 'inconclusive': (0, 1), 'fail': (1, 0), 'crash': (1, 0),
        })

    def test_a_verdict_without_a_finding_is_told_all_the_same(self):
        self.assertEqual(len(self.of('fail', failed='ice')[0]), 1)
        self.assertEqual(len(self.of('inconclusive')[1]), 1)


class Launch(unittest.TestCase):

    def test_a_healthy_robot_starts_what_comes_then(self):
        driver = object()
        with environment(ROBOT_IP='sim'):
            self.assertEqual(CheckRobot(then=[driver]).run(), [driver])

    def test_a_failed_check_shuts_the_launch_down(self):
        with environment(ROBOT_IP='sim:con-notify-404'):
            [shutdown] = CheckRobot(then=[object()]).run()
        self.assertIsInstance(shutdown, Shutdown)
        self.assertIn('status 1: the connection', shutdown.reason)

    def test_a_robot_of_the_launch_file_outweighs_the_environment(self):
        with environment(ROBOT_IP='sim:con-notify-404'):
            self.assertEqual(CheckRobot(robot='sim', arguments=['--quiet']).run(), [])

    def test_the_launch_file_checks_the_robot(self):
        description = runpy.run_path(str(PACKAGE / 'launch/check.launch.py'))
        [action] = description['generate_launch_description']().entities
        self.assertEqual(action.cmd, ['go2doctor', 'check'])


class Package(unittest.TestCase):

    def test_every_file_that_is_installed_is_there(self):
        with mock.patch('setuptools.setup') as setup:
            runpy.run_path(str(PACKAGE / 'setup.py'))
        options = setup.call_args.kwargs
        files = [file for _, files in options['data_files'] for file in files]
        self.assertEqual([file for file in files if not (PACKAGE / file).is_file()], [])
        for entry in sum(options['entry_points'].values(), []):
            module, name = entry.split(' = ')[1].split(':')
            self.assertTrue(hasattr(__import__(module, fromlist=[name]), name), entry)
        described = ElementTree.parse(PACKAGE / 'package.xml').getroot()
        for name in ('name', 'version', 'description'):
            self.assertEqual(options[name], described.find(name).text)
        crate = (PACKAGE.parents[2] / 'Cargo.toml').read_text()
        self.assertIn(f'\nversion = "{options["version"]}"\n', crate)
        config = configparser.ConfigParser()
        config.read(PACKAGE / 'setup.cfg')
        self.assertTrue(config['install']['install_scripts'].endswith(options['name']))


def until(found, what, limit=20):
    """Return what `found` returns as soon as it is true."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f'not within {limit} s: {what}')


def children(process):
    path = pathlib.Path(f'/proc/{process}/task/{process}/children')
    return [int(child) for child in path.read_text().split()]


def handles_signals(process):
    """Return whether a process catches SIGTERM."""
    status = pathlib.Path(f'/proc/{process}/status').read_text()
    caught = int(status.split('SigCgt:')[1].split()[0], 16)
    return caught >> (signal.SIGTERM - 1) & 1


if __name__ == '__main__':
    if shutil.which('go2doctor') is None:
        sys.exit('go2doctor is not in PATH')
    unittest.main()
