"""What a saved answer costs at least: Django, one view, one row inserted, and nothing else.

The view takes the very request that a save of ours is, form and all, because whoever stores an
answer has to read it; there is no middleware, so no session, no user, no token and no policy. It
runs under the same server with the same processes and threads, on the same database with the same
connection settings.
"""
