"""Settings: the people of the workspace and their roles, and what the service was started with."""
