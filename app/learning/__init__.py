"""What the numbers teach: the ranking of each community, what it strives for, and the lists it leads to."""
