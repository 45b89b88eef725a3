"""The WSGI entry: `waitress-serve wsgi:app`, `granian --interface wsgi wsgi:app` or any other server."""

from app import create_app

app = create_app()
