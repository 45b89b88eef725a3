"""A calendar kept elsewhere, in a spreadsheet or another tool, becomes posts of this one."""
