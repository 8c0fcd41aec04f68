"""What joins the others: dashboard, platform page, search."""
