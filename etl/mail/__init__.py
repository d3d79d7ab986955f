"""Mail: what a load leaves a steward to do, and the monthly reports of the departments."""
