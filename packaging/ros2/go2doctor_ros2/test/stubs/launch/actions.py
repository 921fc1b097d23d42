"""launch.actions: an action takes keywords only, and on_exit may be a function of event and context."""

import subprocess
import types


class ExecuteProcess:
    def __init__(self, *, cmd, output='log', on_exit=None):
        self.cmd = cmd
        self.output = output
        self.on_exit = on_exit

    def run(self):
        """Run the process as a launch service would, and return the actions that follow its end."""
        ended = subprocess.run(self.cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return self.on_exit(types.SimpleNamespace(returncode=ended.returncode), None)


class Shutdown:
    def __init__(self, *, reason='reason not given'):
        self.reason = reason
