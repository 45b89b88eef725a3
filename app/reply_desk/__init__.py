"""The reply desk: the right words for this member, two keystrokes away."""
