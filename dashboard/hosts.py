"""Which addresses only this machine can reach."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
