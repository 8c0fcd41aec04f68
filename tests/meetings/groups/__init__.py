"""Working groups and who belongs to them."""
