from setuptools import setup

package_name = 'go2doctor_ros2'

setup(
    name=package_name,
    version='0.1.0',
    packages=[package_name],
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
        ('share/' + package_name + '/launch', ['launch/check.launch.py']),
    ],
    install_requires=['setuptools'],
    zip_safe=True,
    maintainer='The go2doctor developers',
    maintainer_email='go2doctor@example.invalid',
    description='The connection to a Unitree Go2 as a check of ros2 doctor and a launch action',
    license='MIT OR Apache-2.0',
    entry_points={
        'ros2doctor.checks': ['Go2Check = go2doctor_ros2.doctor:Go2Check'],
        'ros2doctor.report': ['Go2Report = go2doctor_ros2.doctor:Go2Report'],
    },
)
