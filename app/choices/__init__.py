"""Which of several posts gets a slot: rivals, evergreens, the log of choices and what choosing brought."""
