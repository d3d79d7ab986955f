"""Keep a home in order: backup and restore, rotation of the secret, erasure and retention."""
