"""Communities: who is gathered, who is spoken to, who speaks, and what is said when."""
