"""A library of replies on its way in from a file or another instance, and on its way out to one."""
