"""Show the simplest Streamlit page: a select box and a chart without any data. Baseline of the page bench."""

import plotly.express as px
import streamlit as st

MONTHS = [f"2025-{number:02d}" for number in range(1, 13)]

chosen = st.selectbox("Month", MONTHS)
st.title("One chart")
shown = MONTHS[MONTHS.index(chosen) :]
st.plotly_chart(px.bar(x=shown, y=[int(month[5:]) for month in shown]))
