"""Show the simplest page of the same city: a select box, one query, one chart. Baseline of the page bench.

It has no metric layer, no comparison and no table.
"""

import sys
from pathlib import Path

import plotly.express as px
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data import warehouse

build = warehouse.current()
months = build.query("SELECT DISTINCT strftime(month, '%Y-%m') AS month FROM booking_month ORDER BY month")
chosen = st.selectbox("Month", months["month"].tolist())
st.title("One chart")
frame = build.query(
    "SELECT strftime(month, '%Y-%m') AS month, sum(booked_minutes) / 60 AS hours FROM booking_hour"
    " WHERE month >= CAST(? || '-01' AS DATE) GROUP BY ALL ORDER BY month",
    [chosen],
)
st.plotly_chart(px.bar(frame, x="month", y="hours"))
