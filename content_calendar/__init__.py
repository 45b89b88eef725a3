"""The domain of community content, pure: no framework, database, network, environment or clock; time is an argument."""
