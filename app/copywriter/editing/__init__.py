"""Reworking a text without a model: small pure functions over its sentences, with words from prompts/formulas.

Each instruction is one module that turns a Copy into another. Nothing is invented: sentences are dropped, moved or
reworded from a list, never written.
"""
