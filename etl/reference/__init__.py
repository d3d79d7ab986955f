"""What the figures refer to, renewed from the city's open APIs: boundaries, residents, departments."""
