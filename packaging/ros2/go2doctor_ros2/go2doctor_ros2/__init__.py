"""go2doctor for ROS 2: a check of `ros2 doctor`, and a launch action."""
