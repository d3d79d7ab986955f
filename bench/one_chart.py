"""The simplest page there is: a select box and one chart, to hold the pages against."""

import plotly.graph_objects as go
import streamlit as st

months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
chosen = st.selectbox("Month", months)
place = months.index(chosen)
st.title("One chart")
st.plotly_chart(go.Figure(go.Bar(x=months[:12], y=[(place + n) % 12 + 1 for n in range(12)])))
