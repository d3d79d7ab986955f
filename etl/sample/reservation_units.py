"""Write the sample city's reservation units as Varaamo's admin site exports them: all cells quoted."""

from __future__ import annotations

import csv
from pathlib import Path

from etl.sample.city import City, Space
from etl.sample.period import Period

_LANGUAGES = ("fi", "sv", "en")
#: The headers of the admin CSV, in its order.
UNIT_COLUMNS = (
    *("Reservation unit ID", "Name", "Name_fi", "Name_en", "Name_sv"),
    *("Description", "Description_fi", "Description_en", "Description_sv", "Type", "Notes when applying"),
    *("Notes when applying fi", "Notes when applying en", "Notes when applying sv"),
    *("Service-specific terms", "TPRek ID", "Unit", "Contact information", "Is this in draft state"),
    *("Publish begins", "Publish ends", "Spaces", "Resources", "Payment terms", "Cancellation terms"),
    *("Pricing terms", "Cancellation rule", "Price unit", "Lowest price", "Highest price"),
    *("Tax percentage", "Material price description", "Reservation begins", "Reservation ends"),
    *("Reservation form", "Require a handling", "Authentication", "Reservation kind", "Access type"),
    *("Payment type", "Can apply free of charge"),
    *(f"Additional instructions for pending reservation_{language}" for language in _LANGUAGES),
    *(f"Additional instructions for confirmed reservation_{language}" for language in _LANGUAGES),
    *(f"Additional instructions for cancelled reservations_{language}" for language in _LANGUAGES),
    *("Maximum reservation duration", "Minimum reservation duration", "Maximum number of persons"),
    *("Minimum number of persons", "Surface area", "Buffer time before reservation"),
    *("Buffer time after reservation", "Hauki resource id", "Reservation start interval"),
    "Maximum number of days before reservations can be made",
    "Minimum days before reservations can be made",
    *("Maximum number of active reservations per user", "Is reservation unit archived", "Intended Uses"),
    *("Equipments", "State", "Reservation state", "Updated at"),
)


def write_reservation_units(path: Path, city: City, period: Period) -> Path:
    """Write the reservation units of the registered spaces; return the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, UNIT_COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(_reservation_unit(space, period) for space in city.spaces if space.is_registered)
    return path


def _reservation_unit(space: Space, period: Period) -> dict[str, object]:
    """Return the cells that are filled; all others are empty, as most are in the real export."""
    price = space.unit.kind.hour_price
    return {
        "Reservation unit ID": space.id,
        "Name": space.name_fi,
        "Name_fi": space.name_fi,
        "Name_en": space.name_en,
        "Name_sv": space.name_sv,
        "Description": "<p>Keksitty tila.</p>",
        "Description_fi": "<p>Keksitty tila.</p>",
        "Description_en": "<p>An invented space.</p>",
        "Description_sv": "<p>Ett påhittat utrymme.</p>",
        "Type": space.unit.kind.space_type,
        "TPRek ID": space.unit.id,
        "Unit": space.unit.name_fi,
        "Contact information": "neuvonta@example.invalid",
        "Is this in draft state": "False",
        "Spaces": space.name_fi,
        "Price unit": "PER_HOUR",
        "Lowest price": "0.00",
        "Highest price": f"{price:.2f}",
        "Tax percentage": "25.50" if price else "0.00",
        "Reservation form": "RESERVEE_INFO_FORM",
        "Require a handling": "False",
        "Authentication": "Heikko",
        "Reservation kind": "Suora ja kausi",
        "Access type": "suora pääsy",
        "Can apply free of charge": "True" if price else "False",
        "Maximum reservation duration": "4 h",
        "Minimum reservation duration": "1 h",
        "Maximum number of persons": space.capacity,
        "Minimum number of persons": 1,
        "Surface area": space.surface_m2,
        "Hauki resource id": space.resource or "",
        "Reservation start interval": "30 min",
        "Maximum number of days before reservations can be made": 300,
        "Is reservation unit archived": "False",
        "State": "PUBLISHED",
        "Reservation state": "RESERVABLE",
        "Updated at": f"{period.begin.day}.{period.begin.month}.{period.begin.year} 9:05",
    }
