"""Files made of rows and columns: what a column can hold, how its cells are written, and templates of other tools."""
