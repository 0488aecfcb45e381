"""The hub's certificates: made once, renewed in time, closed to others."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from core.hub.certificates import (
    LASTS,
    RENEWED_BEFORE,
    Certificates,
    fingerprint_of,
    kept_certificates,
    own_certificates,
    server_context,
)
from core.hub.listen import CertificateRefused
from tests.core.hub.hub_process import is_private

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAMES = ("hub.example", "192.0.2.7", "::1", "localhost")


def test_they_are_made_once_and_only_the_user_reads_the_keys(tmp_path: Path) -> None:
    first = kept_certificates(tmp_path / "tls", NAMES, NOW)
    chain = first.chain.read_bytes()
    assert first.fingerprint.count(":") == 31
    assert kept_certificates(tmp_path / "tls", NAMES, NOW + timedelta(days=1)) == first
    assert first.chain.read_bytes() == chain
    assert all(is_private(file) for file in (tmp_path / "tls").iterdir())


def test_one_that_ends_soon_or_lacks_a_name_is_renewed_by_the_same_authority(
    tmp_path: Path,
) -> None:
    first = kept_certificates(tmp_path, NAMES, NOW)
    chain = first.chain.read_bytes()
    later = kept_certificates(tmp_path, NAMES, NOW + LASTS - RENEWED_BEFORE)
    assert later.fingerprint == first.fingerprint
    renewed = first.chain.read_bytes()
    assert renewed != chain
    kept_certificates(tmp_path, (*NAMES, "other.example"), NOW + LASTS - RENEWED_BEFORE)
    assert first.chain.read_bytes() != renewed


def test_one_of_another_authority_or_without_its_key_is_made_anew(tmp_path: Path) -> None:
    first = kept_certificates(tmp_path / "a", NAMES, NOW)
    chain = first.chain.read_bytes()
    first.key.unlink()
    kept_certificates(tmp_path / "a", NAMES, NOW)
    assert first.chain.read_bytes() != chain
    other = kept_certificates(tmp_path / "b", NAMES, NOW)
    assert first.authority is not None
    assert other.authority is not None
    for name in ("authority.pem", "authority.key"):
        (tmp_path / "a" / name).write_bytes((tmp_path / "b" / name).read_bytes())
    chain = first.chain.read_bytes()
    assert kept_certificates(tmp_path / "a", NAMES, NOW).fingerprint == other.fingerprint
    assert first.chain.read_bytes() != chain


def test_a_key_with_a_password_is_refused_and_nobody_is_asked(tmp_path: Path) -> None:
    made = kept_certificates(tmp_path, NAMES, NOW)
    key = serialization.load_pem_private_key(made.key.read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    made.key.write_bytes(locked)
    with pytest.raises(CertificateRefused, match="without a password"):
        server_context(made)


def test_old_versions_are_not_spoken(tmp_path: Path) -> None:
    context = server_context(kept_certificates(tmp_path, NAMES, NOW))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_an_own_certificate_serves_until_it_ends(tmp_path: Path) -> None:
    made = kept_certificates(tmp_path, NAMES, NOW)
    assert own_certificates(made.chain, made.key, NOW).fingerprint == ""
    with pytest.raises(CertificateRefused, match=r"ended on 2027-12-25\. Renew it"):
        own_certificates(made.chain, made.key, NOW + LASTS)


def test_what_does_not_belong_together_is_said(tmp_path: Path) -> None:
    made = kept_certificates(tmp_path / "a", NAMES, NOW)
    other = kept_certificates(tmp_path / "b", NAMES, NOW)
    with pytest.raises(CertificateRefused, match="does not belong to the certificate"):
        server_context(Certificates(made.chain, other.key))
    with pytest.raises(CertificateRefused, match="There is no file"):
        own_certificates(tmp_path / "none.pem", made.key, NOW)
    with pytest.raises(CertificateRefused, match="no certificate in PEM form"):
        own_certificates(made.key, made.key, NOW)
    with pytest.raises(CertificateRefused, match="no certificate"):
        fingerprint_of(b"<html>")


@pytest.mark.parametrize("file", ["authority.pem", "authority.key"])
def test_a_damaged_authority_is_never_replaced_in_silence(tmp_path: Path, file: str) -> None:
    kept_certificates(tmp_path, NAMES, NOW)
    (tmp_path / file).write_text("damaged")
    with pytest.raises(CertificateRefused, match=r"cannot be read|no certificate"):
        kept_certificates(tmp_path, ("new.example",), NOW)


def test_a_key_of_another_kind_is_not_ours(tmp_path: Path) -> None:

    kept_certificates(tmp_path, NAMES, NOW)
    foreign = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "authority.key").write_bytes(foreign)
    with pytest.raises(CertificateRefused, match="not the key that the hub made"):
        kept_certificates(tmp_path, ("new.example",), NOW)
