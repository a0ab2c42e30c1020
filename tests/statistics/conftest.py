from hypothesis import settings

# A busy machine is no failure: what a property says does not depend on how long it takes.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
