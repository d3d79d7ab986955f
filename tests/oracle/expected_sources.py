"""The figures that ``worlds/legacy.py`` and ``worlds/participation.py`` must have, as arithmetic."""

from __future__ import annotations

from tests.oracle.expected import MONTH_DISTRICT
from tests.oracle.recompute_time import Cell

KALLIO_2022, LAUTTASAARI_2022, NOWHERE_2022 = (("2022-03", where) for where in ("301", "105", "unknown"))
KALLIO_2025, OCTOBER = ("2025-03", "301"), ("2022-10", "301")

# World → dimensions → metric → cell → the value; cells that are not listed are empty.
EXPECTED_OF_SOURCES: dict[str, dict[tuple[str, ...], dict[str, dict[Cell, float | None]]]] = {
    # Kallio: 12–15 with eight people and the city's own 18–19, open 8–20, closed from 19. Lauttasaari: the
    # moved four hours and the workbook's half hour. Without a unit: five hours in av9, two of the city in
    # the cellar.
    "respa_in_two_forms": {
        MONTH_DISTRICT: {
            "bookings": {KALLIO_2022: 2, LAUTTASAARI_2022: 2, NOWHERE_2022: 2},
            "booked_hours": {KALLIO_2022: 3 + 1, LAUTTASAARI_2022: 4 + 0.5, NOWHERE_2022: 5 + 2},
            "bookable_hours": {KALLIO_2022: 12 - 1},
            "occupied_hours": {KALLIO_2022: 4},
            "cancellation_rate": {KALLIO_2022: 100 * 1 / (1 + 2)},
            "denial_rate": {KALLIO_2022: 100 * 1 / (1 + 1 + 2)},
            "head_count": {KALLIO_2022: 8, NOWHERE_2022: 3},
            "seat_fill": {KALLIO_2022: 100 * 8 / 10},
            "average_lead_time": {LAUTTASAARI_2022: 9},
            "shared_use_hours": {KALLIO_2022: 3, LAUTTASAARI_2022: 4.5, NOWHERE_2022: 5},
        },
        ("space", "source"): {
            "booked_hours": {
                ("respa:av1", "respa"): 4,
                ("respa:av2", "respa"): 4.5,
                ("respa:av9", "respa"): 5,
                ("respa:Talo B/Kellari", "respa"): 2,
            },
        },
    },
    # The API's half hour; the workbook's 3:00 in summer time to 3:30 in winter time, which overlaps it.
    "respa_in_october": {
        MONTH_DISTRICT: {
            "bookings": {OCTOBER: 2},
            "booked_hours": {OCTOBER: 0.5 + 1.5},
            "occupied_hours": {OCTOBER: 1.5 + 0.25},
            "bookable_hours": {OCTOBER: 9},
        },
    },
    "respa_mapped": {
        MONTH_DISTRICT: {
            "bookings": {KALLIO_2022: 2, KALLIO_2025: 1, LAUTTASAARI_2022: 1},
            "booked_hours": {KALLIO_2022: 2 + 2, KALLIO_2025: 2, LAUTTASAARI_2022: 2},
            "bookable_hours": {KALLIO_2022: 6 - 1, KALLIO_2025: 16 - 8},
            "occupied_hours": {KALLIO_2022: 13 - 10, KALLIO_2025: 2},
            "seat_fill": {KALLIO_2022: 100 * 5 / 10, LAUTTASAARI_2022: 100 * 4 / 10},
        },
        ("space",): {"bookable_hours": {("501",): 5 + 8}, "bookings": {("501",): 3, ("502",): 1}},
    },
    # Two spaces with Hauki's hours, and the four hours of Varaamo in 501.
    "hauki_hours": {
        MONTH_DISTRICT: {"occupied_hours": {KALLIO_2025: 1, ("2025-03", "105"): 0.5}},
        ("date",): {
            "bookable_hours": {
                ("2025-03-03",): 2 * 1 + 4,
                ("2025-03-04",): 2 * (13 - 10),
                ("2025-03-05",): 2 * 2,
                ("2025-03-06",): 2 * (4 - 1),
                ("2025-03-30",): 2 * 23,
                ("2025-10-25",): 2 * 2,
                ("2025-10-26",): 2 * 25,
            },
        },
    },
    "rounds": {
        MONTH_DISTRICT: {
            "seasonal_hours_wished": {("2025-09", "301"): 3 * 1.5 + 1.5, ("2025-09", "unknown"): 1.5},
            "seasonal_hours_allocated": {("2025-09", "301"): 1.5 + 2 + 1},
            "seasonal_allocation_rate": {("2025-09", "301"): 100 * 2 / 2},
        },
        ("weekday",): {"seasonal_hours_allocated": {("1",): 1, ("2",): 1.5, ("5",): 2}},
        ("booker_type",): {
            "seasonal_hours_wished": {("association",): 4.5, ("company",): 1.5, ("unknown",): 1.5},
        },
    },
    "hearings": {
        ("month", "district", "channel"): {
            "participation_contacts": {
                ("2025-03", "301", "hearing"): 1 + 1 + 5,
                ("2025-04", "301", "hearing"): 5,
                ("2025-04", "301", "hearing_poll"): 7,
                ("2025-03", "704", "hearing"): 6,
                ("2025-04", "704", "hearing_poll"): 5,
                ("2025-03", "unknown", "hearing"): 7,
                ("2025-06", "unknown", "hearing_poll"): 8,
            },
        },
    },
    "votes": {
        ("month", "major_district"): {
            "participation_contacts": {
                ("2021-12", "unknown"): 12,
                ("2023-04", "2"): 11,
                ("2024-03", "1"): 6,
                ("2024-03", "7"): 5,
                ("2024-04", "1"): 5,
                ("2026-01", "1"): 6,
            },
        },
        ("home_major_district",): {
            "participation_contacts": {
                ("1",): 2 + 6,
                ("7",): 1 + 5,
                ("8",): 5,
                ("unknown",): 3 + 11 + 12,
            },
        },
    },
    # One of the six plans of scope 2 was moved to scope 5.
    "proposals": {
        ("month", "major_district"): {
            "participation_contacts": {
                ("2023-10", "2"): 6 - 1,
                ("2023-10", "5"): 7 + 1,
                ("2023-10", "unknown"): 5 + 5,
                ("2023-11", "unknown"): 6,
            },
        },
    },
    "events": {
        ("month", "district", "channel"): {
            "participation_contacts": {
                ("2025-08", "301", "event"): 10 - 2,
                ("2025-08", "unknown", "event"): (10 - 1) + 10,
                ("2025-08", "105", "event"): 6,
                ("2025-09", "301", "volunteering_event"): 10,
            },
            # Five of eight: three stayed away, which is too few to show a share of.
            "event_attendance_rate": {("2025-08", "301", "event"): None},
        },
        ("department",): {
            "participation_contacts": {("KUVA",): 8 + 6, ("KYMP",): 10, ("KASKO",): 9, ("unknown",): 10},
        },
        ("major_district",): {
            "participation_contacts": {("3",): 8 + 10, ("1",): 6, ("7",): 9, ("unknown",): 10},
        },
    },
    "culture": {
        ("month", "district", "source"): {
            "participation_contacts": {
                ("2025-10", "704", "kultus"): 22,
                ("2025-09", "105", "kultus"): 22,
                ("2026-03", "unknown", "kultus"): 22,
                ("2025-08", "unknown", "kukkuu"): 30,
                ("2025-09", "unknown", "kukkuu"): 25,
            },
            "event_attendance_rate": {("2025-09", "unknown", "kukkuu"): 100 * 15 / 25},
        },
        ("home_district",): {"participation_contacts": {("301",): 22, ("unknown",): 22 + 22 + 30 + 25}},
        ("department",): {"participation_contacts": {("KASKO",): 22, ("KUVA",): 55, ("unknown",): 22 + 22}},
    },
    # By its id, and Kylä yhdistys in a booking and an event; then Föreningen, Uusi and Ramppi; the theatre.
    "partners": {
        MONTH_DISTRICT: {"partner_organisations": {KALLIO_2025: 2 + 3, ("2025-03", "704"): 1}},
        ("source",): {
            "partner_organisations": {("varaamo",): 2, ("linked_events",): 1 + 3, ("kultus",): 1},
        },
        ("month",): {"partner_organisations": {("2025-03",): 2 + 3 + 1}},
    },
}
