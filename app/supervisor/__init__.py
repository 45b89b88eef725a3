"""One command runs the whole service: queue server, web server, workers and scheduler, and stops them in order.

The supervisor loads the application once and forks every child from itself. So the children share most of their
memory, start in milliseconds, and a crashed one is back at once. It stays single-threaded and opens no connection to
the database or the queue, because neither survives a fork.
"""
