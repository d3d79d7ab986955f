"""Show the simplest Streamlit page: a select box and a chart without any data. Baseline of the page bench."""

import plotly.express as px
import streamlit as st

MONTHS = [f"{year}-{number:02d}" for year in range(2020, 2026) for number in range(1, 13)]

chosen = st.selectbox("Month", MONTHS)
st.title("One chart")
shown = MONTHS[MONTHS.index(chosen) :][:12]
st.plotly_chart(px.bar(x=shown, y=[int(month[5:]) for month in shown]))
