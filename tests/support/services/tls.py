"""A certificate for this machine, by an authority that only the test knows, for real servers with TLS."""

from __future__ import annotations

from pathlib import Path

import trustme

AUTHORITY = "authority.pem"


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for localhost; return its path and that of its key. AUTHORITY is who issued it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.exists():
        authority = trustme.CA()
        issued = authority.issue_cert("localhost", "127.0.0.1")
        issued.private_key_pem.write_to_path(str(key))
        for number, pem in enumerate(issued.cert_chain_pems):
            pem.write_to_path(str(certificate), append=number > 0)
        authority.cert_pem.write_to_path(str(folder / AUTHORITY))
    return certificate, key
