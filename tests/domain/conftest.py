"""Properties are searched the same way every time, so that a red build is red for everybody."""

from hypothesis import settings

settings.register_profile("domain", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("domain")
