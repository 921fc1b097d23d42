"""
What of ros2doctor's interface the package uses, for machines without ROS.

As in ros2/ros2cli, ros2doctor/ros2doctor/api/__init__.py, from Foxy to Rolling.
"""


class DoctorCheck:
    def category(self):
        raise NotImplementedError

    def check(self):
        raise NotImplementedError


class DoctorReport:
    def category(self):
        raise NotImplementedError

    def report(self):
        raise NotImplementedError


class Report:
    __slots__ = ['name', 'items']

    def __init__(self, name):
        self.name = name
        self.items = []

    def add_to_report(self, item_name, item_info):
        self.items.append((item_name, item_info))


class Result:
    __slots__ = ['error', 'warning', 'said']

    def __init__(self):
        self.error = 0
        self.warning = 0
        # The real one prints it.
        self.said = []

    def add_error(self, msg):
        self.said.append(msg)
        self.error += 1

    def add_warning(self, msg):
        self.said.append(msg)
        self.warning += 1
