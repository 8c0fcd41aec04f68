"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an invitation opens the door."""

    def is_open_for_signup(self, request):
        """Return whether the visitor may create an account: never from the sign-up page."""
        return False
