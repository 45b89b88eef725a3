"""Tables people hand in, as files or pasted. Every cell becomes plain text, and nothing in it is believed yet."""
