"""What of launch's interface the package uses, for machines without ROS (ros2/launch)."""


class LaunchDescription:
    def __init__(self, initial_entities=None):
        self.entities = list(initial_entities or [])
