"""The API v1: the acts and questions of the pages, for programs. `docs/api.md` tells how a resource is written.

It knows no cookie and no form. A bearer token says who asks; its owner's roles and the gate decide as for pages.
"""
