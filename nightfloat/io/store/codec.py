"""A certificate or a waiver survives as JSON text exactly."""

from pydantic import TypeAdapter

from nightfloat.domain.certificate import Certificate
from nightfloat.domain.people import Waiver

_CERTIFICATE = TypeAdapter(Certificate)
_WAIVER = TypeAdapter(Waiver)


def certificate_to_text(certificate: Certificate) -> str:
    """Return the JSON form."""
    return _CERTIFICATE.dump_json(certificate).decode()


def certificate_from_text(text: str) -> Certificate:
    """Return the certificate that was written."""
    return _CERTIFICATE.validate_json(text)


def waiver_to_text(waiver: Waiver | None) -> str | None:
    """Return the JSON form, None for none."""
    return None if waiver is None else _WAIVER.dump_json(waiver).decode()


def waiver_from_text(text: str | None) -> Waiver | None:
    """Return the waiver that was written."""
    return None if text is None else _WAIVER.validate_json(text)
