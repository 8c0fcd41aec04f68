"""What pages of meetings show, as plain values: no request, no template."""
