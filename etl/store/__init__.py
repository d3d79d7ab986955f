"""Several machines share landing and the published build in object storage (docs/decisions/0034)."""
