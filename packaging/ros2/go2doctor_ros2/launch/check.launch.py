"""
Checks the robot of ROBOT_IP, and stops the launch that includes this file if the check fails.

    ros2 launch go2doctor_ros2 check.launch.py

A driver that should wait for the check belongs into `CheckRobot(then=[...])` of your own launch file.
"""

from go2doctor_ros2.actions import CheckRobot
from launch import LaunchDescription


def generate_launch_description():
    return LaunchDescription([CheckRobot()])
