"""Who gives their time, how much, and where?"""

from __future__ import annotations

import streamlit as st

from data.catalogue import catalogue
from pages.parts import answer, ask, figure
from pages.parts.labels import labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

HOURS = "volunteer_hours"
ESTIMATED = "volunteer_hours_estimated"


def show(view: View) -> None:
    """Hours, people and organisations; hours by month, district and division; estimates apart."""
    by_district = labelled(
        ask.calculate(view, HOURS, ("district",)), ("district",), view.build, view.language
    )
    answer.head(
        view,
        "volunteering.question",
        answer.sentence(view, HOURS, "overview.hours"),
        extremes(view, catalogue().metrics[HOURS], by_district, "district", "volunteering.extremes"),
    )
    answer.partial(view)
    answer.key_figures(view, (HOURS, "active_volunteers", "partner_organisations"))
    figure.trend(view, HOURS, key="volunteering_hours")
    left, right = st.columns(2)
    with left:
        figure.by_level(view, HOURS, "area", key="volunteering_district")
    with right:
        figure.by_level(view, HOURS, "organisation", key="volunteering_department")
    figure.trend(view, "active_volunteers", key="volunteering_people")
    figure.trend(view, "partner_organisations", key="volunteering_organisations")
    st.header(view.say("volunteering.estimated"), anchor=False)
    st.markdown(view.say("volunteering.estimated_text"))
    figure.by_level(view, ESTIMATED, "area", key="volunteering_estimated")


show(current())
