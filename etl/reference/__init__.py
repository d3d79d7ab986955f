"""Renew the reference tables from the city's open APIs: boundaries, residents, departments."""
