"""Reply templates 话术: their blanks, finding them, choosing one for a member's message, and what must not leak."""
