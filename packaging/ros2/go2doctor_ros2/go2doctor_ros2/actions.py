"""A launch action that lets a launch go on only if the robot's connection comes up."""

from launch.actions import ExecuteProcess
from launch.actions import Shutdown


class CheckRobot(ExecuteProcess):
    """
    Runs `go2doctor check`; shuts the launch down if it fails, starts `then` if it passes.

    :param then: actions for a healthy robot, the driver's node for instance. The robot serves one
        client at a time, so a driver that starts beside the check would be refused.
    :param robot: a name, an address or a substitution; by default the one of ROBOT_IP
    :param arguments: more options of `go2doctor check`, such as '--strict' or '--wait', '60'
    """

    def __init__(self, *, then=(), robot=None, arguments=(), **kwargs):
        command = ['go2doctor', 'check', *arguments]
        if robot is not None:
            command += ['--robot', robot]
        self._then = list(then)
        kwargs.setdefault('output', 'screen')
        super().__init__(cmd=command, on_exit=self._ended, **kwargs)

    def _ended(self, event, context):
        if event.returncode == 0:
            return self._then
        status = event.returncode
        return [Shutdown(reason=f'go2doctor check ended with status {status}: {meaning(status)}')]


def meaning(status):
    """Return what an exit status of go2doctor says, in words."""
    meanings = {
        1: 'the connection to the robot fails',
        2: 'wrong usage, nothing was sent',
        3: 'inconclusive',
        70: 'a defect in go2doctor',
        74: 'the report could not be written',
        130: 'interrupted',
    }
    return meanings.get(status, 'not a status of go2doctor')
