"""The figures that the worlds of ``worlds/`` must have, as arithmetic on their rows."""

from __future__ import annotations

from tests.oracle.recompute_time import Cell

MONTH_DISTRICT = ("month", "district")
KALLIO, LAUTTASAARI, NOWHERE = "301", "105", "unknown"
MARCH = ("2025-03", KALLIO)
# World → dimensions → metric → cell → the value; cells that are not listed are empty.
EXPECTED: dict[str, dict[tuple[str, ...], dict[str, dict[Cell, float | None]]]] = {
    "double_bookings": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 3},
            "booked_hours": {MARCH: 2 + 2 + 1},
            "bookable_hours": {MARCH: 16 - 8},
            "occupied_hours": {MARCH: 13 - 10},
            "idle_hours": {MARCH: 8 - 3},
            "booking_rate": {MARCH: 100 * 3 / 8},
            "shared_use_hours": {MARCH: 2 + 2},
            "shared_use_share": {MARCH: 100 * 4 / 5},
            "shared_use_of_bookable": {MARCH: 100 * 3 / 8},
            "association_share": {MARCH: 100 * 2 / 5},
        },
        ("hour",): {"booked_hours": {("10",): 1, ("11",): 3, ("12",): 1}},
        ("booker_type",): {"booked_hours": {("resident",): 2, ("association",): 2, ("city",): 1}},
    },
    "midnight": {
        MONTH_DISTRICT: {
            "booked_hours": {MARCH: 4 + 24},
            "occupied_hours": {MARCH: 4},
            "bookable_hours": {MARCH: 6 + 4},
        },
        ("weekday",): {
            "bookings": {("1",): 1, ("3",): 1},
            "booked_hours": {("1",): 2, ("2",): 2, ("3",): 24},
            "booking_rate": {("1",): 100 * 2 / 6, ("2",): 100 * 2 / 4},
        },
    },
    "month_end": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 1},
            "booked_hours": {MARCH: 1, ("2025-04", KALLIO): 1.5},
            "bookable_hours": {MARCH: 4, ("2025-04", KALLIO): 1},
            "booking_rate": {MARCH: 100 * 1 / 4, ("2025-04", KALLIO): 100 * 1 / 1},
            "head_count": {MARCH: 5},
            "seat_fill": {MARCH: 100 * 5 / 10, ("2025-04", KALLIO): 100 * 5 / 10},
        },
    },
    "dst_nights": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 2, ("2025-10", KALLIO): 4},
            "booked_hours": {MARCH: 2 + 1, ("2025-10", KALLIO): 4 + 0.5 + 1 + 1},
            "bookable_hours": {MARCH: 12 - 1, ("2025-10", KALLIO): 12 + 1},
            "occupied_hours": {MARCH: 2, ("2025-10", KALLIO): 4},
        },
        # March has no 3; October has it twice, in 2–5 and, half an hour each time, in the others.
        ("hour",): {
            "booked_hours": {("2",): 1 + 0.5 + 1, ("3",): 2 + 0.5 + 1 + 1, ("4",): 1 + 0.5 + 1},
            "occupied_hours": {("2",): 1 + 1, ("3",): 2, ("4",): 1 + 1},
        },
    },
    "closures": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 1},
            "booked_hours": {MARCH: 4},
            "bookable_hours": {MARCH: 12 - 2},
            "occupied_hours": {MARCH: 4 - 2},
            "booking_rate": {MARCH: 100 * 2 / 10},
            "cancellation_rate": {MARCH: 100 * 1 / (1 + 1)},
            "denial_rate": {MARCH: 100 * 2 / (2 + 1 + 1)},
        },
    },
    "partly_outside": {
        MONTH_DISTRICT: {
            "booked_hours": {MARCH: 4 + 2},
            "occupied_hours": {MARCH: 2},
            "booking_rate": {MARCH: 100 * 2 / 4},
        },
        ("weekday",): {"booking_rate": {("1",): 100 * 2 / 4}, "booked_hours": {("1",): 4, ("2",): 2}},
    },
    "without_spans": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 3, ("2025-03", NOWHERE): 1},
            "booked_hours": {MARCH: 1 + 2 + 3, ("2025-03", NOWHERE): 4},
            "bookable_hours": {MARCH: 4},
            "booking_rate": {MARCH: 100 * 1 / 4},
        },
    },
    # A is cancelled; B 10–11; C 12–14; D 15–19; E 0.75 h.
    "versions": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 4},
            "booked_hours": {MARCH: 1 + 2 + 4 + 0.75},
            "cancellation_rate": {MARCH: 100 * 1 / 5},
        },
    },
    "rejected_rows": {MONTH_DISTRICT: {"bookings": {MARCH: 1}, "booked_hours": {MARCH: 1}}},
    "shared_resource": {
        MONTH_DISTRICT: {
            "bookable_hours": {MARCH: 4 - 1, ("2025-03", LAUTTASAARI): 4},
            "occupied_hours": {MARCH: 1, ("2025-03", LAUTTASAARI): 2},
        },
    },
    # 501: 8 + 12; 502: 24 + 24 + 4, and Thursday as the older export has it; 503: 4 + 4; 504: 12.
    "contradicting_spans": {
        MONTH_DISTRICT: {
            "bookable_hours": {MARCH: (8 + 12) + (24 + 24 + 4 + 24) + (4 + 4) + 12},
            "occupied_hours": {MARCH: 11 - 10},
        },
    },
    "drafts": {
        MONTH_DISTRICT: {
            "bookings": {MARCH: 1},
            "booked_hours": {MARCH: 2},
            "occupied_hours": {MARCH: 2},
            "head_count": {MARCH: 3},
            "cancellation_rate": {MARCH: 100 * 1 / 2},
        },
    },
    "vocabularies": {
        ("booker_type",): {
            "bookings": {
                ("company",): 2,
                ("unknown",): 2,
                ("resident",): 1,
                ("association",): 2,
                ("city",): 2,
            },
        },
        ("kind",): {
            "bookings": {("customer",): 5, ("on_behalf",): 1, ("seasonal",): 1, ("own",): 2},
            "shared_use_share": {("customer",): 100, ("on_behalf",): 100, ("seasonal",): 100, ("own",): 0},
        },
        MONTH_DISTRICT: {
            "association_share": {MARCH: 100 * 2 / 9},
            "shared_use_share": {MARCH: 100 * 7 / 9},
        },
    },
    "persons": {
        MONTH_DISTRICT: {
            "head_count": {MARCH: 5 + 20 + 4},
            "head_count_coverage": {MARCH: 100 * 3 / 5},
            "seat_fill": {MARCH: 100 * (60 * 5 + 120 * 10) / (60 * 10 + 120 * 10)},
        },
    },
    "lead_times": {MONTH_DISTRICT: {"average_lead_time": {MARCH: (2 + 0 + 2) / 3}}},
    "bookers": {
        MONTH_DISTRICT: {"active_bookers": {MARCH: 5 + 1, ("2025-03", LAUTTASAARI): None}},
        # The four of Lauttasaari are among the five of Kallio.
        ("month",): {"active_bookers": {("2025-03",): 5 + 1}},
    },
    "prices": {MONTH_DISTRICT: {"free_use_value": {MARCH: (30 - 10.5) + 5.25}}},
    "departments": {
        ("department",): {
            "booked_hours": {("KUVA",): 1, ("KASKO",): 2, ("unknown",): 4 + 8},
        },
    },
    # In March 2025. V4S: 5 × 2 h, 10 × 1.5 h, one without hours. Rosterfy: 18 h and 10 h.
    # CiviVolunteer: 1 h and one without. Volgistics: 3 h in Kallio, 2 h in Kannelmäki (205), 4 h anywhere.
    "volunteers": {
        MONTH_DISTRICT: {
            "volunteer_hours": {
                MARCH: 3,
                ("2025-03", "205"): 2,
                ("2025-03", NOWHERE): (5 * 2 + 10 * 1.5 + 0) + (12 / 4 * 6 + 20 / 10 * 5) + (1 + 0) + 4,
                ("2024-06", NOWHERE): 2,
                ("2025-04", NOWHERE): 4,
            },
            "volunteer_shifts": {
                MARCH: 1,
                ("2025-03", "205"): 1,
                ("2025-03", NOWHERE): 7 + 2 + 2 + 1,
                ("2024-06", NOWHERE): 1,
                ("2025-04", NOWHERE): 1,
            },
            # a–e and the group; of them a was active in 2024. A count of one person is suppressed.
            "active_volunteers": {
                MARCH: None,
                ("2025-03", "205"): None,
                ("2025-03", NOWHERE): 6,
                ("2024-06", NOWHERE): None,
                ("2025-04", NOWHERE): None,
            },
            # One of six returned, which is too few to show a share of.
            "returning_share": {
                MARCH: None,
                ("2025-03", "205"): None,
                ("2025-03", NOWHERE): None,
                ("2024-06", NOWHERE): None,
                ("2025-04", NOWHERE): None,
            },
            "shift_fill_rate": {("2025-03", NOWHERE): 100 * (6 + 5 + 0) / (4 + 10 + 6)},
            # Two absent in V4S and one in CiviVolunteer; 5 + 10 + 1, 2 and 1 (Volgistics) came: in every cell
            # one to four people were absent or came.
            "volunteer_no_show_rate": {
                MARCH: None,
                ("2025-03", "205"): None,
                ("2025-03", NOWHERE): None,
                ("2024-06", NOWHERE): None,
                ("2025-04", NOWHERE): None,
            },
            # 10 × 2 h; 5 × (4 h on Monday + 8 h of Tuesday + 8 h of Wednesday's 10).
            "volunteer_hours_estimated": {("2025-03", NOWHERE): 10 * 2 + 5 * (4 + 8 + 8)},
        },
    },
}
