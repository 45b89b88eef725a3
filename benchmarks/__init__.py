"""The performance claims of the README, each a command that measures its baseline in the same run."""
