"""Reading the checkable things a text says: numbers, prices, percentages, dates, clock times and links.

`grammar` knows how they are written, `numerals` what a written number is worth, `reading` turns text into claims, and
`knowledge` says which claims the facts support.
"""
