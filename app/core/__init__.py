"""What every room shares. Nothing here knows a feature."""
