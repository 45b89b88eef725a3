"""Files people bring: how each is handed in and kept until it is accepted, whatever becomes of it then."""
