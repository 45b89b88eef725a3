"""The library of reply templates 话术: their cards, whole matrices of them, snippets."""
