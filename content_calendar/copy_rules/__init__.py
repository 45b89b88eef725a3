"""The rules copy is held to before a person sees it as ready: platform limits, law, voice, and plain slips.

Each module is one rule, a function from copy and context to findings; `check` in `rules` runs them all, and
`apply_fix` in `fixing` settles what one click can settle.
"""
