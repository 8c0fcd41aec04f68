"""Users, invitations, sign-in."""
