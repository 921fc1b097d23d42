"""What `ros2 doctor` finds by its entry points: a check, and a report with the same category."""

from go2doctor_ros2.checking import NoReport, ROBOT_VARIABLES, problems, report_of_this_run, robot
from ros2doctor.api import DoctorCheck
from ros2doctor.api import DoctorReport
from ros2doctor.api import Report
from ros2doctor.api import Result

CATEGORY = 'go2'
NO_ROBOT = f'no Go2 was checked: {", ".join(ROBOT_VARIABLES)} are not set'


class Go2Check(DoctorCheck):
    """Whether the WebRTC connection to the robot of ROBOT_IP comes up."""

    def category(self):
        return CATEGORY

    def check(self):
        """
        Walk the connection once, and release the robot's slot.

        Nothing is raised: ros2doctor would leave out the check and count it as passed.
        """
        result = Result()
        if robot() is None:
            result.add_warning(NO_ROBOT)
            return result
        try:
            errors, warnings = problems(report_of_this_run())
        except (NoReport, OSError) as error:
            errors, warnings = [str(error)], []
        for error in errors:
            result.add_error(f'Go2 at {robot()}: {error}')
        for warning in warnings:
            result.add_warning(f'Go2 at {robot()}: {warning}')
        return result


class Go2Report(DoctorReport):
    """Each stage of the connection, and what decided it."""

    def category(self):
        return CATEGORY

    def report(self):
        report = Report('GO2 WEBRTC CONNECTION')
        if robot() is None:
            report.add_to_report('robot', NO_ROBOT)
            return report
        report.add_to_report('robot', robot())
        try:
            checked = report_of_this_run()
        except (NoReport, OSError) as error:
            report.add_to_report('not checked', str(error))
            return report
        report.add_to_report('verdict', checked['verdict'])
        for stage in checked['stages']:
            report.add_to_report(stage['name'], f'{stage["status"]}: {stage["summary"]}')
        return report
