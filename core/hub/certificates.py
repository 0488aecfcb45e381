"""The hub's certificates: an authority of its own, made once, and a certificate for its names.

Whoever joins needs only the authority's fingerprint, which the office reads out or prints with the
enrolment code. An own certificate may be used instead. Keys are files that only the user can read.
"""

import ipaddress
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from core.hub.listen import CertificateRefused
from core.private_files import private_file, private_folder

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=397)
"""Longer ones are refused by browsers."""
RENEWED_BEFORE = timedelta(days=30)
BACKDATED = timedelta(days=1)
"""A phone's clock may be behind."""


class Certificates(Struct, frozen=True):
    """Files for a listener. `fingerprint` is of the authority; empty for an own certificate."""

    chain: Path
    key: Path
    authority: Path | None = None
    fingerprint: str = ""


def kept_certificates(folder: Path, names: Sequence[str], now: datetime) -> Certificates:
    """The hub's own, made or renewed where that is needed.

    `names` are host names and addresses under which the hub is reached. Raises
    `CertificateRefused` when the folder holds something else, and `OSError`.
    """
    private_folder(folder)
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    chain, key = folder / "hub.pem", folder / "hub.key"
    if not authority.exists():
        _make_authority(authority, authority_key, now)
    signer = _certificate(authority)
    if not _is_good(chain, signer, names, now):
        _make_certificate(chain, key, signer, _key(authority_key), names, now)
    return Certificates(chain, key, authority, fingerprint_of(authority.read_bytes()))


def own_certificates(chain: Path, key: Path, now: datetime) -> Certificates:
    """A certificate that the user brought; raises `CertificateRefused` if it cannot serve now."""
    found = _certificate(chain)
    if found.not_valid_after_utc <= now:
        raise CertificateRefused(
            f"The certificate {chain} ended on {found.not_valid_after_utc:%Y-%m-%d}. Renew it."
        )
    server_context(Certificates(chain, key))
    return Certificates(chain, key)


def server_context(certificates: Certificates) -> ssl.SSLContext:
    """For a listener: TLS 1.2 or newer. Raises `CertificateRefused`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificates.chain, certificates.key, _no_password)
    except (ssl.SSLError, OSError) as error:
        raise CertificateRefused(
            f"The key {certificates.key} does not belong to the certificate {certificates.chain}, "
            f"or cannot be read ({error}). Give both files of one certificate, without a password."
        ) from error
    return context


def _no_password() -> str:
    """OpenSSL would ask on the terminal, where nobody sits."""
    return ""


def fingerprint_of(pem: bytes) -> str:
    """SHA-256 of a certificate as `AB:CD:…`; raises `CertificateRefused` for anything else."""
    try:
        digest = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256())
    except ValueError as error:
        raise CertificateRefused("This is no certificate in PEM form.") from error
    return digest.hex(":").upper()


def _make_authority(file: Path, key_file: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Backhaul hub authority")])
    made = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    _write(file, made.public_bytes(serialization.Encoding.PEM))


def _make_certificate(
    chain: Path,
    key_file: Path,
    signer: x509.Certificate,
    signer_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Backhaul hub")])
    made = (
        _builder(name, signer.subject, key.public_key(), now, LASTS)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write_key(key_file, key)
    _write(chain, made.public_bytes(pem) + signer.public_bytes(pem))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(names: Sequence[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in dict.fromkeys(names):
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name))
    return found


def _is_good(chain: Path, signer: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    """Whether what is kept still serves: for all the names, for long enough, by this authority."""
    if not chain.exists() or not chain.with_suffix(".key").exists():
        return False
    kept = _certificate(chain)
    known = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        _is_issued_by(kept, signer)
        and kept.not_valid_after_utc - now > RENEWED_BEFORE
        and set(_alternatives(names)) <= set(known)
    )


def _is_issued_by(kept: x509.Certificate, signer: x509.Certificate) -> bool:
    try:
        kept.verify_directly_issued_by(signer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except FileNotFoundError as error:
        raise CertificateRefused(f"There is no file {file}.") from error
    except (OSError, ValueError) as error:
        raise CertificateRefused(
            f"{file} is no certificate in PEM form ({error}). Replace it, or delete it if the hub "
            "made it."
        ) from error


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise CertificateRefused(
            f"The authority's key {file} cannot be read ({error}). Restore it, or delete the "
            "folder: everybody then needs the new fingerprint."
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateRefused(f"{file} is not the key that the hub made. Restore it.")
    return key


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    _write(
        file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f"{file.name}.new")
    private_file(draft)
    draft.write_bytes(content)
    draft.replace(file)
